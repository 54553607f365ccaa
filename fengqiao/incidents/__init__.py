"""Joint incidents (联动): several parties at one matter, each with its own task and clocks, on one timeline."""
