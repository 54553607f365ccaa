"""How a matter's course is told to residents: plain words for states and moves."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fengqiao.desk.words import name_of
from fengqiao.matters.queries import Course, Stage
from fengqiao.matters.terms import MatterState, Move

HEADS = {
    MatterState.TRIAGE: gettext_lazy("收到了，正在确定由谁办"),
    MatterState.OFFERED: gettext_lazy("已经送到，等待接收"),
    MatterState.WORKING: gettext_lazy("正在办"),
    MatterState.CLOSED: gettext_lazy("办完了"),
}
STEPS = (
    (MatterState.TRIAGE, gettext_lazy("收到")),
    (MatterState.OFFERED, gettext_lazy("送达")),
    (MatterState.WORKING, gettext_lazy("在办")),
    (MatterState.CLOSED, gettext_lazy("办完")),
)
ICONS = {
    Move.RECEIVE: "inbox", Move.ROUTE: "route", Move.RULE: "route", Move.TRANSFER: "send", Move.HAND_ON: "send", Move.ACCEPT: "check",
    Move.PROGRESS: "message", Move.RETURN: "arrow-back-up", Move.PAUSE: "clock-pause", Move.RESUME: "clock-play",
    Move.EXTEND: "calendar-plus", Move.NEW_RULE: "scale", Move.REPLY: "message-2", Move.CLOSE: "circle-check",
    Move.REOPEN: "refresh",
}  # fmt: skip


def says(course: Course, unit: str) -> str:
    """Return how the matter stands, in one sentence."""
    if course.sealed:
        return _("已交专人办理，不公开进展。")
    match course.state:
        case MatterState.TRIAGE:
            return _("%(unit)s 正在看这件事该由哪个单位办。") % {"unit": unit}
        case MatterState.OFFERED:
            return _("已经送到 %(unit)s，等他们接收。") % {"unit": unit}
        case MatterState.WORKING:
            return _("%(unit)s 正在办您反映的事。") % {"unit": unit}
        case MatterState.CLOSED:
            result = course.kind.result(course.result)
            if result is None:
                return _("%(unit)s 已经办完。") % {"unit": unit}
            return _("%(unit)s 已经办完，结果：%(result)s。") % {"unit": unit, "result": name_of(result)}


def happened(stage: Stage, course: Course, unit: str) -> str:
    """Return one line of the course in plain words."""
    step = course.kind.step(stage.step) if stage.step else None
    if stage.move is Move.PROGRESS and step is not None:
        return _("%(unit)s 办到了“%(step)s”这一步") % {"unit": unit, "step": name_of(step)}
    words: dict[Move, Any] = {
        Move.RECEIVE: _("收到您反映的事"),
        Move.ROUTE: _("送到 %(unit)s"),
        Move.RULE: _("确定由 %(unit)s 办"),
        Move.TRANSFER: _("转给 %(unit)s"),
        Move.HAND_ON: _("转给 %(unit)s"),
        Move.ACCEPT: _("%(unit)s 接收"),
        Move.PROGRESS: _("%(unit)s 有了办理进展"),
        Move.RETURN: _("%(unit)s 认为不归本单位办，重新确定由谁办"),
        Move.PAUSE: _("需要等一等，时限暂停"),
        Move.RESUME: _("接着办，时限继续"),
        Move.EXTEND: _("需要更长时间，时限延长"),
        Move.NEW_RULE: _("规定的时限变了，改用新的"),
        Move.REPLY: _("%(unit)s 答复您"),
        Move.CLOSE: _("%(unit)s 办完"),
        Move.REOPEN: _("重新办理"),
    }
    return str(words[stage.move] % {"unit": unit} if "%(" in words[stage.move] else words[stage.move])
