"""Rules of enterprises: pure."""
