"""Terms of contests."""

from __future__ import annotations

from enum import StrEnum


class ContestState(StrEnum):
    """Where a contest stands."""

    OPEN = "open"
    SEALED = "sealed"


class Total(StrEnum):
    """What the ranking of all disciplines goes by."""

    SCORES = "scores"
    PLACES = "places"


class Better(StrEnum):
    """Which result of a discipline is the better one: a score, or a time and faults."""

    HIGH = "high"
    LOW = "low"


class Tie(StrEnum):
    """What decides between teams with the same total, tried in the order that the pack says; the last ones say how places are counted."""

    FIRSTS = "firsts"
    ORDER = "order"
    SKIP = "skip"
    DENSE = "dense"


class CorrectionWhy(StrEnum):
    """Why a score that was signed is corrected."""

    SLIP = "slip"
    SUM = "sum"
    RULE = "rule"
    APPEAL = "appeal"
