"""Planned work of people: activities, who takes part, check-ins that survive a bad line, plans of patrols, study (ADR 155–157)."""
