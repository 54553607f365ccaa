"""What is left of the rows of wishes when their words go: codes, days and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

WORDS = ("text", "note", "thanks")


def codes_only(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what changes in a row when people's words go from it."""
    return {column: "" for column in WORDS if row[column]} if table == "wishes.wish" else {}
