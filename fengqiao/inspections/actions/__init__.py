"""Every write of inspections and remedies."""

from fengqiao.inspections.actions.inspecting import Checked, Planned, begin, cancel, check, plan, sign
from fengqiao.inspections.actions.looking import look_at_finding
from fengqiao.inspections.actions.raising import NewFinding, raise_finding
from fengqiao.inspections.actions.remedying import (
    ask_longer,
    decline,
    extend,
    note_paper,
    pass_finding,
    send_back,
    submit,
    watch,
    withdraw,
)
from fengqiao.inspections.actions.retention import erase_findings, erase_inspections

__all__ = [
    "Checked",
    "NewFinding",
    "Planned",
    "ask_longer",
    "begin",
    "cancel",
    "check",
    "decline",
    "erase_findings",
    "erase_inspections",
    "extend",
    "look_at_finding",
    "note_paper",
    "pass_finding",
    "plan",
    "raise_finding",
    "send_back",
    "sign",
    "submit",
    "watch",
    "withdraw",
]
