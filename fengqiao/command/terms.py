"""Terms of the command room."""

from __future__ import annotations

from enum import StrEnum


class DispatchState(StrEnum):
    """Where a dispatch stands: held by a part, offered by one part to another, or over."""

    HELD = "held"
    OFFERED = "offered"
    PASSED = "passed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Whom(StrEnum):
    """To whom in a part the table says to give a matter: who is on duty, who has least in hand, the part itself decides."""

    DUTY = "duty"
    LEAST = "least"
    TEAM = "team"


class SwapState(StrEnum):
    """Where a swap of two duties stands: asked of the other, agreed and waiting for a leader, done, turned down, taken back."""

    ASKED = "asked"
    AGREED = "agreed"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


WAITING_SWAPS = (SwapState.ASKED, SwapState.AGREED)


class HandoverState(StrEnum):
    """Where a hand-over sheet stands: being written, signed by the one who hands over, signed by both."""

    OPEN = "open"
    GIVEN = "given"
    TAKEN = "taken"


class CheckOutcome(StrEnum):
    """How a closing was found when it was checked."""

    IN_ORDER = "in_order"
    NOT_IN_ORDER = "not_in_order"


class TalkTaskState(StrEnum):
    """Where a task of a daily talk stands: to be done, done, taken back."""

    OPEN = "open"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class Standing(StrEnum):
    """How a task of a daily talk stands against its date."""

    IN_TIME = "in_time"
    DONE_LATE = "done_late"
    OPEN = "open"
    LATE = "late"
    WITHDRAWN = "withdrawn"
