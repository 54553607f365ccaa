"""Long work in the background: one row for each, with who, how far, and whether it still breathes."""
