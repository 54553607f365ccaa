"""Pages of thanks."""
