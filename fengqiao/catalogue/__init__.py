"""Packs read into frozen classes: plain data, no Django."""
