"""Rules of inspections and remedies: pure, each with its reason."""
