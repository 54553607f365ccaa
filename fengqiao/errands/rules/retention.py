"""What is left of the rows of errands when their words go: codes, days and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

WORDS = {"errands.errand": ("text",), "errands.errandline": ("text",), "errands.errandrating": ("text",)}


def codes_only(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what changes in a row when people's words go from it."""
    return {column: "" for column in WORDS.get(table, ()) if row[column]}
