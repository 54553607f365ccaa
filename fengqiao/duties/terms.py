"""Terms of planned work."""

from __future__ import annotations

from enum import StrEnum

from fengqiao.catalogue.duty import AskedAt, CheckWay, Count, Family, FieldForm, Proof

__all__ = [
    "NOT_THERE",
    "ActivityState",
    "AskedAt",
    "AwayPart",
    "CheckWay",
    "Count",
    "Doubt",
    "Family",
    "FieldForm",
    "Freq",
    "Moved",
    "OffReason",
    "Outcome",
    "PlanState",
    "Proof",
    "SeatState",
    "Standing",
    "Taken",
    "Verdict",
    "What",
]


class ActivityState(StrEnum):
    """Where an activity stands."""

    PLANNED = "planned"
    DONE = "done"
    MISSED = "missed"
    CANCELLED = "cancelled"


class OffReason(StrEnum):
    """Why an activity was called off."""

    WEATHER = "weather"
    PEOPLE = "people"
    PLACE = "place"
    URGENT = "urgent"
    NO_NEED = "no_need"
    OTHER = "other"


class SeatState(StrEnum):
    """How somebody stands to an activity."""

    IN = "in"
    WAITING = "waiting"
    LEFT = "left"


class Outcome(StrEnum):
    """Whether somebody who had a place came."""

    OPEN = "open"
    CAME = "came"
    EXCUSED = "excused"
    ABSENT = "absent"


NOT_THERE = frozenset({Outcome.EXCUSED.value, Outcome.ABSENT.value})  # there may be a reason


class Leave(StrEnum):
    """Where somebody's own request for leave stands; once it is given they are excused."""

    ASKED = "asked"
    REFUSED = "refused"


class LeaveReason(StrEnum):
    """Why leave was refused."""

    NEEDED = "needed"
    PEOPLE = "people"
    HAND = "hand"
    LATE = "late"
    OTHER = "other"


class Doubt(StrEnum):
    """Why a check-in waits for a person's eye; it is kept all the same."""

    UNKNOWN = "unknown"
    OVER = "over"
    UNSIGNED = "unsigned"
    NOT_LEAD = "not_lead"
    WRONG_CODE = "code"
    TIME = "time"
    CLOCK = "clock"
    PLACE = "place"
    ROUGH = "rough"
    NOWHERE = "nowhere"
    JUMP = "jump"
    ORDER = "order"
    UNTOLD = "untold"
    UNLED = "unled"
    UNDONE = "undone"
    CARRIED = "carried"
    CAME = "came"
    HANDED = "handed"
    UNHANDED = "unhanded"


class What(StrEnum):
    """What a message of a phone says."""

    CHECK = "check"
    PHOTO = "photo"
    VISIT = "visit"
    OFFER = "offer"
    REPLY = "reply"


class OfferState(StrEnum):
    """Where a hand-over stands: asked, taken, declined, taken back."""

    OPEN = "open"
    TAKEN = "taken"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Reply(StrEnum):
    """What is said to a hand-over."""

    TAKE = "take"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


class Verdict(StrEnum):
    """What became of a check-in: it counts by itself, waits, or a lead said yes or no."""

    SOUND = "sound"
    WAITS = "waits"
    TAKEN = "taken"
    SET_ASIDE = "set_aside"


class Freq(StrEnum):
    """How an activity comes again."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


class Moved(StrEnum):
    """What happens to a date that is no working day."""

    STAYS = "stays"
    AFTER = "after"
    BEFORE = "before"
    DROPPED = "dropped"


class AwayPart(StrEnum):
    """Which part of a day somebody said they cannot come in."""

    WHOLE = "whole"
    DAY = "day"
    EVENING = "evening"


class Taken(StrEnum):
    """Why somebody cannot be put on a patrol then: needed elsewhere, on a shift, or they said so."""

    ELSEWHERE = "elsewhere"
    SHIFT = "shift"
    AWAY = "away"


class PlanState(StrEnum):
    """Where a plan of patrols stands."""

    DRAFT = "draft"
    ISSUED = "issued"


class Standing(StrEnum):
    """How what has to be held in a period stands."""

    HELD = "held"
    PLANNED = "planned"
    OPEN = "open"
    MISSED = "missed"
    AHEAD = "ahead"
