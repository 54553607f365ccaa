"""What is left of the rows of placements when their words go: dates, codes and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

WORDS: Mapping[str, Mapping[str, Any]] = {
    "placements.placement": {"summary": b"", "word": b"", "tasks": b"", "sender": ""},
    "placements.placemententry": {"sealed": b""},
}


def codes_only(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what changes in a row when people's words go from it."""
    return {column: empty for column, empty in WORDS.get(table, {}).items() if row[column]}
