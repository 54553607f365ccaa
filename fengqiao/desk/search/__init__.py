"""One box that finds matters, people on duty, places, units and pages."""
