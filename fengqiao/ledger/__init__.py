"""Append-only events: what happened, when, and when it was recorded; ids and codes only."""
