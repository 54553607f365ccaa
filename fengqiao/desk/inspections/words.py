"""Words of inspections and findings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengqiao.inspections.terms import (
    Answer,
    Effect,
    FindingMove,
    FindingSource,
    FindingState,
    InspectionState,
    Owner,
    Severity,
    SitePaper,
)

INSPECTION_STATES = {
    InspectionState.PLANNED: _("待检查"),
    InspectionState.UNDERWAY: _("检查中"),
    InspectionState.ENDED: pgettext_lazy("inspection", "已结束"),
    InspectionState.CANCELLED: _("已取消"),
}
INSPECTION_TONES = {"planned": "wait", "underway": "blue", "ended": "green", "cancelled": "grey"}
ANSWERS = {Answer.FINE: _("符合"), Answer.WRONG: _("不符合"), Answer.NOT_APPLICABLE: _("不适用")}
SEVERITIES = {
    Severity.LIGHT: _("轻微"),
    Severity.GENERAL: pgettext_lazy("severity", "一般"),
    Severity.GRAVE: pgettext_lazy("severity", "重大"),
}
SEVERITY_TONES = {"light": "grey", "general": "amber", "grave": "red"}
SOURCES = {
    FindingSource.INSPECTION: _("联合检查"),
    FindingSource.INTERNAL: _("队伍检查"),
    FindingSource.ROUND: _("考评"),
    FindingSource.MATTER: _("事项"),
}
STATES = {
    FindingState.OPEN: _("整改中"),
    FindingState.SUBMITTED: _("待复查"),
    FindingState.PASSED: _("已整改"),
    FindingState.WITHDRAWN: _("已撤销"),
}
STATE_TONES = {"open": "blue", "submitted": "wait", "passed": "green", "withdrawn": "grey"}
OWNERS = {Owner.UNIT: _("单位"), Owner.PERSON: _("个人"), Owner.VENUE: _("企业或场所")}
MOVES = {
    FindingMove.RAISE: _("发现问题"),
    FindingMove.SUBMIT: _("报请复查"),
    FindingMove.PASS: _("复查通过"),
    FindingMove.SEND_BACK: _("退回整改"),
    FindingMove.ASK: _("申请延期"),
    FindingMove.EXTEND: _("批准延期"),
    FindingMove.DECLINE: _("不同意延期"),
    FindingMove.WITHDRAW: _("撤销问题"),
    FindingMove.REMIND: _("期限提醒"),
    FindingMove.WATCH: _("跟踪效果"),
}
MOVE_ICONS = {
    FindingMove.RAISE: "flag",
    FindingMove.SUBMIT: "send",
    FindingMove.PASS: "circle-check",
    FindingMove.SEND_BACK: "arrow-back-up",
    FindingMove.ASK: "calendar-plus",
    FindingMove.EXTEND: "calendar-plus",
    FindingMove.DECLINE: "ban",
    FindingMove.WITHDRAW: "circle-x",
    FindingMove.REMIND: "bell",
    FindingMove.WATCH: "chart-line",
}
MOVE_TONES = {"pass": "green", "send_back": "amber", "withdraw": "amber", "submit": "blue"}
EFFECTS = {
    Effect.EARLY: _("为时尚早"),
    Effect.FEW: _("数量太少"),
    Effect.LESS: _("减少"),
    Effect.MORE: _("增加"),
    Effect.UNCLEAR: _("看不出变化"),
}
EFFECT_TONES = {"early": "wait", "few": "grey", "less": "green", "more": "red", "unclear": "grey"}
PAPERS = {SitePaper.NOTICE: _("整改通知书"), SitePaper.RECHECK: _("复查意见")}
