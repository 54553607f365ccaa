"""Decisions about volunteers: facts in, the answer with its reason out."""
