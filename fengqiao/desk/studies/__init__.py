"""Pages of what study uses and of make-ups."""
