"""Reports, matters and tasks: taken in, routed, handled, closed, in time."""
