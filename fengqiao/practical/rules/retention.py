"""What is left of the rows of practical matters when their words go: codes and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

WORDS = {"practical.item": ("title", "reason"), "practical.milestone": ("title", "note", "remark")}


def codes_only(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what changes in a row when people's words go from it."""
    return {column: "" for column in WORDS.get(table, ()) if row[column]}
