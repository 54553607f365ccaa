"""Every write of planned work."""

from fengqiao.duties.actions.ending import end, mark, settle
from fengqiao.duties.actions.joining import leave, put, sign_up
from fengqiao.duties.actions.outbox import Answer, take
from fengqiao.duties.actions.patrols import begin_plan, issue_plan, set_cell
from fengqiao.duties.actions.planning import NewActivity, call_off, plan, plan_series
from fengqiao.duties.actions.retention import forget_positions

__all__ = [
    "Answer",
    "NewActivity",
    "begin_plan",
    "call_off",
    "end",
    "forget_positions",
    "issue_plan",
    "leave",
    "mark",
    "plan",
    "plan_series",
    "put",
    "set_cell",
    "settle",
    "sign_up",
    "take",
]
