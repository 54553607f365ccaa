"""Words for codes of volunteers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengqiao.volunteers.terms import HoursState, PaperState, Unfit, VolunteerState

STATES = {
    VolunteerState.APPLIED: pgettext_lazy("volunteer", "待审核"), VolunteerState.CHECKED: pgettext_lazy("volunteer", "已审核，待入队"),
    VolunteerState.ENROLLED: pgettext_lazy("volunteer", "在册"), VolunteerState.SUSPENDED: pgettext_lazy("volunteer", "暂停"),
    VolunteerState.REFUSED: pgettext_lazy("volunteer", "未通过"), VolunteerState.LEFT: pgettext_lazy("volunteer", "已退出"),
}  # fmt: skip
TONES = {
    "applied": "amber",
    "checked": "blue",
    "enrolled": "green",
    "suspended": "red",
    "refused": "grey",
    "left": "grey",
}
UNFIT = {
    Unfit.SUSPENDED: _("暂停或不在册"), Unfit.STRANGER: _("没有义警登记"), Unfit.UNTRAINED: _("没有通过培训"), Unfit.UNINSURED: _("当天没有保险"),
    Unfit.YOUNG: _("不够年龄或没有出生年月"), Unfit.OLD: _("超过年龄"), Unfit.ELSEWHERE: _("这个时段没说能来"),
}  # fmt: skip
HOURS_STATES = {HoursState.CONFIRMED: _("已确认"), HoursState.STRUCK: pgettext_lazy("hours", "已撤销")}
PAPER_STATES = {
    PaperState.WAITS: _("等另一人核签"), PaperState.SIGNED: _("已核签"), PaperState.REFUSED: pgettext_lazy("paper", "已退回"),
}  # fmt: skip
HOURS_TONES = {"confirmed": "green", "struck": "grey"}
REASONS = {
    "health": _("身体原因"), "conduct": _("违反规矩"), "absent": _("长期不参加"), "false_hours": _("虚报时长"), "age": _("年龄不符"),
    "place": _("不在本地"), "unanswered": _("到期没有答复"), "other": pgettext_lazy("why", "其他原因"),
}  # fmt: skip
DAYS = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
PARTS = (("d", _("白天")), ("e", _("晚上")))

# What events of volunteers carry, for the pages of figures.
ATTRIBUTES = {
    "team": _("队伍"), "account": _("开了账号"), "why": _("原因"), "by_self": _("本人退出"), "carried_minutes": _("接收的原有分钟数"),
    "paper": _("原有时长文件"),
}  # fmt: skip
CODES: Mapping[str, Mapping[Any, Any]] = {"why": REASONS, "paper": PAPER_STATES}


def stars_in_words(stars: int) -> str:
    """Return stars as they are said; "–" for none."""
    return str(_("%(n)s 星") % {"n": stars}) if stars else "–"


def hours_in_words(minutes: int) -> str:
    """Return minutes as hours with one decimal where it is not whole."""
    return f"{minutes // 60:,}" if minutes % 60 == 0 else f"{minutes / 60:,.1f}"
