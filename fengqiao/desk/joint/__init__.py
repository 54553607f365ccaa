"""Pages of joint incidents: the list, one incident that refreshes itself, calling out, its record."""
