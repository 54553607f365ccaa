"""Every write of what study uses and of make-ups."""

from fengqiao.studies.actions.makeups import after_activity, erase, hand_in, nudge, remind, settle
from fengqiao.studies.actions.sessions import plan_session
from fengqiao.studies.actions.things import add_thing, retire_thing, say_used

__all__ = [
    "add_thing",
    "after_activity",
    "erase",
    "hand_in",
    "nudge",
    "plan_session",
    "remind",
    "retire_thing",
    "say_used",
    "settle",
]
