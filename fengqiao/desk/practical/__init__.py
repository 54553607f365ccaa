"""Pages of practical matters."""
