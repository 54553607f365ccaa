"""Every write to errands: atomic, by somebody, at a moment, one event each."""

from fengqiao.errands.actions.asking import ask, decline, remind, take_up
from fengqiao.errands.actions.papers import hand_over, take_paper
from fengqiao.errands.actions.rating import miss, rate, rate_as_resident
from fengqiao.errands.actions.retention import erase_errands
from fengqiao.errands.actions.taking import FIELDS, NewErrand, authorise, look, may_take, pass_on, take
from fengqiao.errands.actions.working import end_item, go_on, make_visit, plan_visit, tell_resident

__all__ = [
    "FIELDS",
    "NewErrand",
    "ask",
    "authorise",
    "decline",
    "end_item",
    "erase_errands",
    "go_on",
    "hand_over",
    "look",
    "make_visit",
    "may_take",
    "miss",
    "pass_on",
    "plan_visit",
    "rate",
    "rate_as_resident",
    "remind",
    "take",
    "take_paper",
    "take_up",
    "tell_resident",
]
