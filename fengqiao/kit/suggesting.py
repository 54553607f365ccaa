"""The question after the nearest known word, for messages about a word that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def suggestion(word: str, known: Iterable[str]) -> tuple[str, str]:
    """Return how a Chinese and an English sentence end: “，是不是“kind”？” where a known word is near, else a stop."""
    near = get_close_matches(word, list(known), n=1)
    return (f"，是不是“{near[0]}”？", f", did you mean “{near[0]}”?") if near else ("。", "")
