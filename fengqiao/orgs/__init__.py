"""Units, areas, venues, staff and posts; who may see what."""
