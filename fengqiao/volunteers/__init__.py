"""Volunteers: enrolled by their consent, fit for patrols, hours that are proven, stars, notices and certificates."""
