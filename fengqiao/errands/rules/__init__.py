"""Rules of errands: pure."""
