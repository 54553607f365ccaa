"""Terms of practical matters."""

from __future__ import annotations

from enum import StrEnum


class Aim(StrEnum):
    """For whom it is done: 为群众办实事, 为企业解难题, 为基层减负担."""

    PEOPLE = "people"
    ENTERPRISES = "business"
    GRASSROOTS = "staff"


class ItemState(StrEnum):
    """Where a practical matter stands."""

    GOING = "going"
    DONE = "done"
    DROPPED = "dropped"


class StoneState(StrEnum):
    """Where a milestone stands: to be done, reported as done and waiting for another's eyes, verified."""

    OPEN = "open"
    REPORTED = "reported"
    PASSED = "passed"
