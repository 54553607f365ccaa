"""Every write of placements."""

from fengqiao.placements.actions.placing import (
    NewPlacement,
    begin,
    call_off,
    end_early,
    extend,
    hand_mentor,
    pass_by,
    place,
    remind,
)
from fengqiao.placements.actions.saying import appraise, close, enter, erase, sum_up, take_out

__all__ = [
    "NewPlacement",
    "appraise",
    "begin",
    "call_off",
    "close",
    "end_early",
    "enter",
    "erase",
    "extend",
    "hand_mentor",
    "pass_by",
    "place",
    "remind",
    "sum_up",
    "take_out",
]
