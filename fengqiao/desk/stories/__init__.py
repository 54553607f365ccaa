"""The page of a story that was played in this installation and kept."""
