"""Every write of disputes."""

from fengqiao.disputes.actions.agreeing import Agreed, agree, fail, sign, withdraw
from fengqiao.disputes.actions.alarming import alarm
from fengqiao.disputes.actions.correcting import Corrected, correct
from fengqiao.disputes.actions.declaring import OBJECTED, declare, undeclare
from fengqiao.disputes.actions.filing import keep_papers, name_paper, take_file
from fengqiao.disputes.actions.joining import merged, parted
from fengqiao.disputes.actions.mediating import NewMediator, end_mediator, name_mediator, recuse, set_mediator
from fengqiao.disputes.actions.meeting import NewSession, cancel_session, meet, plan_session
from fengqiao.disputes.actions.moving import led
from fengqiao.disputes.actions.resuming import resume
from fengqiao.disputes.actions.retention import forget
from fengqiao.disputes.actions.reviewing import answer_review
from fengqiao.disputes.actions.settling import add_visit, extend, look_at_due, settle_due
from fengqiao.disputes.actions.taking import NewParty, Scene, Taken, accept, name_party, on_scene, unmask_party

__all__ = [
    "OBJECTED",
    "Agreed",
    "Corrected",
    "NewMediator",
    "NewParty",
    "NewSession",
    "Scene",
    "Taken",
    "accept",
    "add_visit",
    "agree",
    "alarm",
    "answer_review",
    "cancel_session",
    "correct",
    "declare",
    "end_mediator",
    "extend",
    "fail",
    "forget",
    "keep_papers",
    "led",
    "look_at_due",
    "meet",
    "merged",
    "name_mediator",
    "name_paper",
    "name_party",
    "on_scene",
    "parted",
    "plan_session",
    "recuse",
    "resume",
    "set_mediator",
    "settle_due",
    "sign",
    "take_file",
    "undeclare",
    "unmask_party",
    "withdraw",
]
