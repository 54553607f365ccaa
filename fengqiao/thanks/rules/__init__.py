"""Rules of thanks: pure."""
