"""Rules of help sessions: pure."""
