"""Terms of inspections, findings and remedies."""

from __future__ import annotations

from enum import StrEnum


class InspectionState(StrEnum):
    """Where an inspection stands."""

    PLANNED = "planned"
    UNDERWAY = "underway"
    ENDED = "ended"
    CANCELLED = "cancelled"


class Answer(StrEnum):
    """What a line of a checklist was answered with."""

    FINE = "fine"
    WRONG = "wrong"
    NOT_APPLICABLE = "none"


class Severity(StrEnum):
    """How grave a finding is; its term follows from it."""

    LIGHT = "light"
    GENERAL = "general"
    GRAVE = "grave"


class FindingSource(StrEnum):
    """Where a finding comes from."""

    INSPECTION = "inspection"
    INTERNAL = "internal"
    ROUND = "round"
    MATTER = "matter"


class FindingState(StrEnum):
    """Where a remedy stands."""

    OPEN = "open"
    SUBMITTED = "submitted"
    PASSED = "passed"
    WITHDRAWN = "withdrawn"


class Owner(StrEnum):
    """Who has to put a finding right: a unit, a person of the staff, or an enterprise with the unit that looks after it."""

    UNIT = "unit"
    PERSON = "person"
    VENUE = "venue"


class FindingMove(StrEnum):
    """What happens to a finding."""

    RAISE = "raise"
    SUBMIT = "submit"
    PASS = "pass"  # noqa: S105
    SEND_BACK = "send_back"
    ASK = "ask"
    EXTEND = "extend"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    REMIND = "remind"
    WATCH = "watch"


class Effect(StrEnum):
    """What a comparison of before and after says."""

    EARLY = "early"
    FEW = "few"
    LESS = "less"
    MORE = "more"
    UNCLEAR = "unclear"


class SitePaper(StrEnum):
    """The forms that are printed of a finding."""

    NOTICE = "notice"
    RECHECK = "recheck"
