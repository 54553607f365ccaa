"""Contests: teams, disciplines, judges' scores, a ranking that is signed."""
