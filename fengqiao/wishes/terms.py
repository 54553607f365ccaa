"""Terms of wishes."""

from __future__ import annotations

from enum import StrEnum


class WishState(StrEnum):
    """Where a wish stands."""

    OPEN = "open"
    CLAIMED = "claimed"
    DELIVERED = "delivered"
    FULFILLED = "fulfilled"
    WITHDRAWN = "withdrawn"


class WishMove(StrEnum):
    """What is done to a wish."""

    CLAIM = "claim"
    GIVE_BACK = "give_back"
    DELIVER = "deliver"
    CONFIRM = "confirm"
    SEND_BACK = "send_back"
    THANK = "thank"
    WITHDRAW = "withdraw"


class PictureState(StrEnum):
    """Where a picture stands: only one that a second person has looked at is shown."""

    WAITING = "waiting"
    SHOWN = "shown"
