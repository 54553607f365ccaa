"""Notices on pages: groups of kinds, their drawings, and what went wrong in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from fengqiao.gateway.wording import NOTICE_KINDS, NOTICE_STATES
from fengqiao.notices.channels import LOG
from fengqiao.notices.terms import NoticeKind, NoticeState

K = NoticeKind
GROUPS: dict[str, tuple[Any, tuple[NoticeKind, ...]]] = {
    "todo": (
        _("要办的"),
        (
            K.OFFERED,
            K.OFFERED_MANY,
            K.TRIAGE,
            K.TRIAGE_MANY,
            K.TRANSFER_OFFERED,
            K.ASSIGNED,
            K.DISPATCHED,
            K.HELPER_ADDED,
            K.REOPENED,
            K.DISPUTE_ALARM,
            K.DISPUTE_NAMED,
            K.DISPUTE_RELIEVED,
            K.DISPUTE_REVIEW,
            K.JOINT_CALLED,
            K.JOINT_LED,
            K.FINDING_RAISED,
            K.FINDING_SUBMITTED,
            K.FINDING_ASKED,
            K.ENTERPRISE_ASKED,
            K.TALK_TASK,
            K.SWAP_ASKED,
            K.SWAP_TO_CONSENT,
            K.HOST_TURN,
            K.DUTY_SET,
            K.LEAVE_ASKED,
            K.DUTY_UNLED,
            K.PATROLS_SET,
            K.DUTY_UP,
            K.TASK_SET,
            K.HAND_ASKED,
            K.PRACTICAL_GIVEN,
            K.PLACEMENT_SET,
            K.STUDY_OWED,
            K.STUDY_HANDED,
            K.PRACTICAL_REPORTED,
            K.ERRAND_ASKED,
            K.ERRAND_AGAIN,
            K.CLUE_NEWS,
        ),
    ),
    "time": (
        _("时限"),
        (
            K.DUE_SOON,
            K.TALK_SOON,
            K.DISPUTE_DUE,
            K.DISPUTE_LATE,
            K.MISSED,
            K.FINDING_SOON,
            K.FINDING_MISSED,
            K.PRACTICAL_LATE,
            K.SQUAD_SOON,
            K.SQUAD_OVER,
            K.PLACEMENT_SOON,
            K.DUTY_SOON,
            K.VISITS_LATE,
            K.VOLUNTEERS_ENDING,
            K.TASK_SOON,
            K.TASK_LATE,
            K.REQUIRED_SOON,
            K.STUDY_SOON,
            K.STUDY_HOURS,
            K.PLACEMENT_OVER,
            K.ERRAND_SOON,
        ),
    ),
    "above": (_("督办和裁决"), (K.URGED, K.RULING_ASKED, K.RULING_GIVEN)),
    "back": (_("退回"), (K.RETURNED, K.FINDING_BACK, K.PRACTICAL_BACK)),
    "news": (
        pgettext_lazy("notices", "进展"),
        (
            K.TRANSFER_ACCEPTED,
            K.HELPED,
            K.COPIED,
            K.JOINED,
            K.MERGED,
            K.SPLIT,
            K.CLOSED,
            K.JOINT_STOOD_DOWN,
            K.JOINT_ENDED,
            K.FINDING_PASSED,
            K.FINDING_EXTENDED,
            K.FINDING_DECLINED,
            K.FINDING_WITHDRAWN,
            K.WISH_NEWS,
            K.SWAP_DONE,
            K.SWAP_ENDED,
            K.DUTY_OFF,
            K.DUTY_TAKEN_OFF,
            K.HOST_OFF,
            K.DUTY_REST_OFF,
            K.DUTY_CHANGED,
            K.LEAVE_REFUSED,
            K.HAND_TAKEN,
            K.TASK_DONE,
            K.LEAVE_GIVEN,
            K.HAND_ENDED,
        ),
    ),
}
TONES = {
    **dict.fromkeys((K.OFFERED, K.OFFERED_MANY, K.TRIAGE, K.TRIAGE_MANY, K.TRANSFER_OFFERED), "line"),
    **dict.fromkeys(
        (
            K.ASSIGNED,
            K.DISPATCHED,
            K.HELPER_ADDED,
            K.FINDING_RAISED,
            K.FINDING_SUBMITTED,
            K.FINDING_ASKED,
            K.ENTERPRISE_ASKED,
            K.TALK_TASK,
            K.SWAP_ASKED,
            K.SWAP_TO_CONSENT,
            K.HOST_TURN,
            K.DUTY_SET,
            K.LEAVE_ASKED,
            K.DUTY_UNLED,
            K.PATROLS_SET,
            K.DUTY_UP,
            K.TASK_SET,
            K.HAND_ASKED,
            K.PRACTICAL_GIVEN,
            K.PLACEMENT_SET,
            K.STUDY_OWED,
            K.STUDY_HANDED,
            K.PRACTICAL_REPORTED,
            K.ERRAND_ASKED,
            K.ERRAND_AGAIN,
            K.CLUE_NEWS,
            K.JOINT_LED,
        ),
        "blue",
    ),
    **dict.fromkeys(
        (
            K.DUE_SOON,
            K.SQUAD_SOON,
            K.SQUAD_OVER,
            K.PLACEMENT_SOON,
            K.DUTY_SOON,
            K.VISITS_LATE,
            K.VOLUNTEERS_ENDING,
            K.TASK_SOON,
            K.REQUIRED_SOON,
            K.STUDY_SOON,
            K.STUDY_HOURS,
            K.PLACEMENT_OVER,
            K.ERRAND_SOON,
            K.DISPUTE_DUE,
            K.DISPUTE_RELIEVED,
            K.DISPUTE_REVIEW,
            K.RETURNED,
            K.REOPENED,
            K.RULING_ASKED,
            K.RULING_GIVEN,
            K.FINDING_SOON,
            K.FINDING_BACK,
            K.FINDING_DECLINED,
            K.DUTY_OFF,
            K.DUTY_TAKEN_OFF,
            K.HOST_OFF,
            K.DUTY_REST_OFF,
            K.DUTY_CHANGED,
            K.LEAVE_REFUSED,
            K.HAND_ENDED,
        ),
        "amber",
    ),
    **dict.fromkeys(
        (K.MISSED, K.URGED, K.FINDING_MISSED, K.JOINT_CALLED, K.DISPUTE_ALARM, K.DISPUTE_LATE, K.TASK_LATE), "red"
    ),
    **dict.fromkeys(
        (
            K.CLOSED,
            K.HELPED,
            K.TRANSFER_ACCEPTED,
            K.FINDING_PASSED,
            K.FINDING_EXTENDED,
            K.SWAP_DONE,
            K.HAND_TAKEN,
            K.TASK_DONE,
            K.LEAVE_GIVEN,
        ),
        "green",
    ),
}
STATE_TONES = {
    NoticeState.QUEUED: "wait",
    NoticeState.SENDING: "blue",
    NoticeState.SENT: "green",
    NoticeState.RECEIVED: "green",
    NoticeState.FAILED: "red",
    NoticeState.DOUBTFUL: "amber",
    NoticeState.CANCELLED: "grey",
}
SENDERS = {LOG: _("只记日志，不发出"), "smtp": _("邮件服务器"), "dingtalk": _("钉钉群机器人"), "yunpian": _("云片短信")}
PROBLEMS = {
    "channels-broken": _("通道文件写法有误，读不了"),
    "channels-unreadable": _("通道文件打不开"),
    "channels-unknown": _("通道文件里有不认识的通道或发送方式"),
    "channel-incomplete": _("通道文件里的设置不全"),
    "unreachable": _("连不上对方"),
    "no-answer": _("对方没有回音，不知道发出没有"),
    "unread-answer": _("对方的答复看不懂，不知道发出没有"),
    "no-address": _("没有可用的收件地址"),
    "no-group": _("这个单位没有接工作群"),
    "no-template": _("没有给这种通知配短信模板"),
    "no-sender": _("没有这种发送方式"),
    "mailbox-malformed": _("邮箱地址写法有误"),
    "erased": _("事项的保存期限已满"),
}
ANSWERED = {
    "smtp": _("邮件服务器答复"),
    "dingtalk": _("钉钉答复"),
    "yunpian": _("短信网关答复"),
    "http": _("对方答复"),
    "report": _("运营商报告"),
}


def problem_words(code: str) -> str:
    """Return what went wrong in words; a code of somebody else's machine with whose it is."""
    if not code:
        return ""
    if code in PROBLEMS:
        return str(PROBLEMS[code])
    whose, _dash, number = code.partition("-")
    if whose in ANSWERED:
        return f"{ANSWERED[whose]} {number}"
    return gettext("程序出错，已记入日志")


def sender_words(name: str) -> str:
    """Return a sender in words; one of the installation's own by its name."""
    return str(SENDERS.get(name, name))


def state_words(state: NoticeState, sender: str) -> str:
    """Return a state in words; what went to the log alone has not been sent, and says so."""
    return gettext("只记了日志") if state is NoticeState.SENT and sender == LOG else str(NOTICE_STATES[state])


def kind_words(kind: str) -> str:
    """Return the kind of a notice in words."""
    return str(NOTICE_KINDS[NoticeKind(kind)])
