"""The page of villages and their officers."""
