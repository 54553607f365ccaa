"""Every write of joint incidents."""

from fengqiao.incidents.actions.ending import Ended, end, note_paper
from fengqiao.incidents.actions.leading import call_out, pass_on, stand_down
from fengqiao.incidents.actions.opening import Called, open_incident
from fengqiao.incidents.actions.retention import forget
from fengqiao.incidents.actions.stepping import Noted, report, step

__all__ = [
    "Called",
    "Ended",
    "Noted",
    "call_out",
    "end",
    "forget",
    "note_paper",
    "open_incident",
    "pass_on",
    "report",
    "stand_down",
    "step",
]
