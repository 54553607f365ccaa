"""What is left of the rows of the command room when their words go: codes, moments and numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

WORDS: Mapping[str, Mapping[str, Any]] = {
    "command.dispatch": {"reason": "", "decision": {}},
    "command.check": {"text": ""},
    "command.handovernote": {"sealed": b""},
    "command.talktask": {"sealed": b"", "said": b""},
}


def codes_only(label: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what changes in a row when people's words go from it."""
    return {name: empty for name, empty in WORDS.get(label, {}).items() if row[name]}
