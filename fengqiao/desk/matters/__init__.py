"""Pages of matters: the queue, a matter, the counter."""
