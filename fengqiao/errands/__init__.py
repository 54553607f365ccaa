"""Errands done for people who cannot come (红色代办): items with steps and terms, papers in hand, home visits (ADR 149)."""
