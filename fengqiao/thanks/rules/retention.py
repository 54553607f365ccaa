"""What is left of rows of thanks when their words go: codes and days."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def codes_only(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what changes in a row when people's words go from it."""
    return {"text": ""} if table == "thanks.thanks" and row["text"] else {}
