"""Pure rules of temporary units."""
