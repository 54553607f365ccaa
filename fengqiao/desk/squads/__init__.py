"""Pages of temporary units."""
