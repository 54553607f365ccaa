"""Rules of clues: pure."""
