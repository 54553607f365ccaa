"""Terms of passes."""

from __future__ import annotations

from enum import StrEnum


class PassState(StrEnum):
    """Where a slip or a link stands; only a live one opens anything."""

    LIVE = "live"
    OPENED = "opened"
    EXPIRED = "expired"
    REVOKED = "revoked"
    OVER = "over"


class Deed(StrEnum):
    """What a unit without an account does to a task that was given to it."""

    ACCEPT = "accept"
    PROGRESS = "progress"
    FINISH = "finish"
    RETURN = "return"
