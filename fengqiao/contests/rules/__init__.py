"""Pure rules of contests."""
