"""What is left of a temporary unit when its words go: who, when, and the numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def codes_only(_table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what changes in a row when people's words go from it."""
    return {column: b"" for column in ("purpose", "report") if row[column]}
