"""Enterprises that work with the police: who looks after them, what was done for them, what they asked for."""
