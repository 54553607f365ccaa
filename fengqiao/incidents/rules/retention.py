"""What is left of the rows of joint incidents when their words go: codes, moments and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def codes_only(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what changes in a line when people's words go from it."""
    return {"text": ""} if row["text"] else {}
