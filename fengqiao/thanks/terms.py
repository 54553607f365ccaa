"""Terms of thanks."""

from __future__ import annotations

from enum import StrEnum


class ThanksKind(StrEnum):
    """What was given: a letter, a banner."""

    LETTER = "letter"
    BANNER = "banner"


class Wrong(StrEnum):
    """Why one was wrongly registered: there already, for another unit, not what it was taken for."""

    TWICE = "twice"
    ELSEWHERE = "elsewhere"
    MISTAKEN = "mistaken"
