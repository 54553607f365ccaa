"""Every write of disputes."""

from fengqiao.disputes.actions.agreeing import Agreed, agree, fail, sign, withdraw
from fengqiao.disputes.actions.alarming import alarm
from fengqiao.disputes.actions.appraising import end_appraisal, send_appraisal
from fengqiao.disputes.actions.correcting import Corrected, correct
from fengqiao.disputes.actions.declaring import OBJECTED, declare, undeclare
from fengqiao.disputes.actions.filing import keep_papers, name_paper, take_file
from fengqiao.disputes.actions.inquiring import Asked, inquire
from fengqiao.disputes.actions.joining import merged, parted
from fengqiao.disputes.actions.mediating import NewMediator, end_mediator, name_mediator, recuse, set_mediator
from fengqiao.disputes.actions.meeting import NewSession, cancel_session, meet, plan_session
from fengqiao.disputes.actions.moving import led
from fengqiao.disputes.actions.parties import name_party, unmask_party
from fengqiao.disputes.actions.passing import announce, pass_on, settle_at_once
from fengqiao.disputes.actions.resuming import resume
from fengqiao.disputes.actions.retention import forget
from fengqiao.disputes.actions.reviewing import answer_review
from fengqiao.disputes.actions.settling import add_visit, extend, look_at_due, settle_due
from fengqiao.disputes.actions.taking import NewParty, Scene, Taken, accept, on_scene
from fengqiao.disputes.actions.wording import FileWords, write_words

__all__ = [
    "OBJECTED",
    "Agreed",
    "Asked",
    "Corrected",
    "FileWords",
    "NewMediator",
    "NewParty",
    "NewSession",
    "Scene",
    "Taken",
    "accept",
    "add_visit",
    "agree",
    "alarm",
    "announce",
    "answer_review",
    "cancel_session",
    "correct",
    "declare",
    "end_appraisal",
    "end_mediator",
    "extend",
    "fail",
    "forget",
    "inquire",
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
    "pass_on",
    "plan_session",
    "recuse",
    "resume",
    "send_appraisal",
    "set_mediator",
    "settle_at_once",
    "settle_due",
    "sign",
    "take_file",
    "undeclare",
    "unmask_party",
    "withdraw",
    "write_words",
]
