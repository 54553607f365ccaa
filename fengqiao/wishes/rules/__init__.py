"""Rules of wishes: pure."""
