"""Pages of volunteers: the roll, one of them, one's own page, hours to confirm."""
