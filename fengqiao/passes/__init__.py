"""Passes: papers and links by which people without an account see or do one thing each."""
