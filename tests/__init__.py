"""Tests, a folder for each room; `world` builds the small county that they share."""
