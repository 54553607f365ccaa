"""Stories played through the real actions with a simulated clock, and the figures that must come out of them."""
