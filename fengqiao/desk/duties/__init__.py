"""Pages of planned work, and the page of phones."""
