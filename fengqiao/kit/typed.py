"""What people type, fit to be kept: without control characters, not longer than its place."""

from __future__ import annotations

import re

from fengqiao.kit.problems import Problem

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def cleaned(text: str) -> str:
    """Return a text without control characters (PostgreSQL takes no NUL) and outer white space."""
    return _CONTROL.sub("", text).strip()


def fitted(text: str, most: int) -> str:
    """Return a text as `cleaned` does; refuses one that is longer than `most` characters."""
    found = cleaned(text)
    if len(found) > most:
        raise Problem("text-long", "文字超过 {limit} 个字，请精简。", limit=most)
    return found


def needed(text: str, most: int, refusal: Problem) -> str:
    """Return a text as `fitted` does; raises the refusal where nothing is left of it."""
    found = fitted(text, most)
    if not found:
        raise refusal
    return found
