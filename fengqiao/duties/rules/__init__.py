"""Rules of planned work: pure."""
