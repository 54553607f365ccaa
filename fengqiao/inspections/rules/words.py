"""What people write, fit to be kept."""

from __future__ import annotations

import re

from fengqiao.kit.problems import Problem

_BLANK = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
TITLE, TEXT, PLACE = 80, 2000, 120


def fitted(text: str, most: int) -> str:
    """Return a text without control characters and outer white space; refuses one that is too long."""
    found = _BLANK.sub("", text).strip()
    if len(found) > most:
        raise Problem("text-long", "文字超过 {limit} 个字，请精简。", limit=most)
    return found


def needed(text: str, most: int, refusal: Problem) -> str:
    """Return a text as `fitted` does; raises the refusal where nothing is left of it."""
    found = fitted(text, most)
    if not found:
        raise refusal
    return found
