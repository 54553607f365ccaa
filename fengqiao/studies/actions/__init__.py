"""Every write of what study uses and of make-ups."""

from fengqiao.studies.actions.makeups import after_activity, erase, forms_that_make_up, hand_in, nudge, remind, settle
from fengqiao.studies.actions.things import add_thing, label_of, retire_thing, say_used

__all__ = [
    "add_thing",
    "after_activity",
    "erase",
    "forms_that_make_up",
    "hand_in",
    "label_of",
    "nudge",
    "remind",
    "retire_thing",
    "say_used",
    "settle",
]
