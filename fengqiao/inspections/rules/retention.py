"""What is left of the rows of inspections when their words go: codes and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

WORDS = {
    "inspections.inspection": ("place", "text"),
    "inspections.finding": ("title", "place", "text"),
    "inspections.step": ("text",),
}


def codes_only(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what changes in a row when people's words go from it."""
    changed: dict[str, Any] = {column: "" for column in WORDS.get(table, ()) if row[column]}
    if table == "inspections.finding" and row["watch"].get("place"):
        changed["watch"] = {name: value for name, value in row["watch"].items() if name != "place"}
    return changed
