"""Every write to wishes: atomic, by somebody, at a moment, one event each."""

from fengqiao.wishes.actions.collecting import FIELDS, NewWish, collect, look
from fengqiao.wishes.actions.ending import erase_wishes, withdraw
from fengqiao.wishes.actions.fulfilling import claim, confirm, deliver, give_back, send_back, thank

__all__ = [
    "FIELDS",
    "NewWish",
    "claim",
    "collect",
    "confirm",
    "deliver",
    "erase_wishes",
    "give_back",
    "look",
    "send_back",
    "thank",
    "withdraw",
]
