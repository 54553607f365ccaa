"""Pages of people: staff, posts and accounts for administrators; who stands in for whom; what waits for a second person."""
