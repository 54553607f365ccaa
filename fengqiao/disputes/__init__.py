"""Disputes: parties, grading, mediators, sessions, agreements and their performance; every one is about a matter."""
