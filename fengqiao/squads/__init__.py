"""Temporary branches and 党员突击队: units with a term and a purpose."""
