"""Visits: who is looked in on how often, the round of a day, what was found and the matter that it became (ADR 163)."""
