"""Terms of study."""

from __future__ import annotations

from enum import StrEnum

from fengqiao.catalogue.duty import ThingKind

__all__ = ["MakeUpState", "MakeUpWay", "ThingKind"]


class MakeUpState(StrEnum):
    """Where a make-up stands."""

    OWED = "owed"
    HANDED = "handed"
    DONE = "done"


class MakeUpWay(StrEnum):
    """How a make-up was done: at an activity that makes up, or by oneself, approved by another."""

    ACTIVITY = "activity"
    OWN = "own"
