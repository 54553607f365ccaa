"""What is left of the rows of planned work when their words go: codes, votes and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

WORDS = {"duties.minutes": ("sealed",), "duties.resolution": ("sealed",), "duties.particulars": ("sealed",)}


def codes_only(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what changes in a row when people's words go from it."""
    return {column: b"" for column in WORDS.get(table, ()) if row[column]}
