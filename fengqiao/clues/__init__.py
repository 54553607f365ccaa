"""Clues of residents and volunteers: sealed to named recipients, answered by a receipt code, recovered by two custodians (ADR 143)."""
