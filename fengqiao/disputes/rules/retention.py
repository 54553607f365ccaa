"""What is left of the rows of disputes when their words go: codes, moments and sums."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

WORDS = {
    "disputes.dispute": ("agreement", "facts", "demands", "note", "manner"),
    "disputes.disputeround": ("agreement", "manner"),
    "disputes.session": ("text",),
    "disputes.disputedue": ("text",),
    "disputes.review": ("text",),
    "disputes.inquiry": ("place",),
    "disputes.appraisal": ("text",),
    "disputes.extension": ("text",),
}


def codes_only(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what changes in a row when people's words go from it."""
    return {column: "" for column in WORDS.get(table, ()) if row[column]}
