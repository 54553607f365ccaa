"""Asking after the end: whom to ask, what was answered, what the answers add up to."""
