"""Terms of volunteers."""

from __future__ import annotations

from enum import StrEnum


class VolunteerState(StrEnum):
    """Where somebody stands who wants to be, is or was a volunteer."""

    APPLIED = "applied"
    CHECKED = "checked"
    ENROLLED = "enrolled"
    SUSPENDED = "suspended"
    REFUSED = "refused"
    LEFT = "left"


class Step(StrEnum):
    """What is done with an enrolment."""

    CHECK = "check"
    REFUSE = "refuse"
    ENROL = "enrol"
    SUSPEND = "suspend"
    RESUME = "resume"
    LEAVE = "leave"


class Unfit(StrEnum):
    """Why somebody is not to be put on a patrol."""

    SUSPENDED = "suspended"
    STRANGER = "stranger"
    UNTRAINED = "untrained"
    UNINSURED = "uninsured"
    YOUNG = "young"
    OLD = "old"
    ELSEWHERE = "elsewhere"


class PaperState(StrEnum):
    """Whether hours of before, by a document, count."""

    WAITS = "waits"
    SIGNED = "signed"
    REFUSED = "refused"


class HoursState(StrEnum):
    """Whether hours count."""

    CONFIRMED = "confirmed"
    STRUCK = "struck"
