"""Residents' pages and the pages behind a link: no log-in, nothing about a person, limits at every door."""
