"""The page of governance centres of four levels."""
