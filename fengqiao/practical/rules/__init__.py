"""Rules of practical matters: pure."""
