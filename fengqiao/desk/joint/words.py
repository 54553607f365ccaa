"""Words for the codes of joint incidents, and lengths of time as a dispatcher says them."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from fengqiao.incidents.terms import JointMove, JointStep
from fengqiao.orgs.terms import AreaSetting

STEPS = {
    JointStep.TOLD: pgettext_lazy("joint", "通知"),
    JointStep.SIGNED: pgettext_lazy("joint", "签收"),
    JointStep.LEFT: pgettext_lazy("joint", "出发"),
    JointStep.ARRIVED: pgettext_lazy("joint", "到场"),
    JointStep.DONE: pgettext_lazy("joint", "撤收"),
}
# How a party stands once it has taken a step.
STANDS = {
    JointStep.TOLD: _("已通知，待签收"),
    JointStep.SIGNED: _("已签收，待出发"),
    JointStep.LEFT: _("在路上"),
    JointStep.ARRIVED: _("在现场"),
    JointStep.DONE: _("已撤收"),
}
TONES = {
    JointStep.TOLD: "amber",
    JointStep.SIGNED: "line",
    JointStep.LEFT: "blue",
    JointStep.ARRIVED: "green",
    JointStep.DONE: "grey",
}
MOVES = {
    JointMove.OPEN: _("启动联动"),
    JointMove.CALL: _("通知力量"),
    JointMove.STEP: _("记录步骤"),
    JointMove.STAND_DOWN: _("撤回力量"),
    JointMove.LEAD: _("移交牵头"),
    JointMove.REPORT: _("现场报告"),
    JointMove.POSITION: _("位置报告"),
    JointMove.END: _("结束联动"),
}
ICONS = {
    JointMove.OPEN: "bell",
    JointMove.CALL: "send",
    JointMove.STEP: "check",
    JointMove.STAND_DOWN: "ban",
    JointMove.LEAD: "users",
    JointMove.REPORT: "message",
    JointMove.POSITION: "map-pin",
    JointMove.END: "circle-check",
}
SETTINGS = {AreaSetting.URBAN: _("城区"), AreaSetting.SUBURB: _("城郊"), AreaSetting.RURAL: _("农村")}


def length(seconds: int | None) -> str:
    """Return a length of time: 45 秒, 4 分 05 秒, 1 小时 12 分."""
    if seconds is None:
        return "–"
    if seconds < 60:
        return gettext("%(n)s 秒") % {"n": seconds}
    minutes, rest = divmod(seconds, 60)
    if minutes < 60:
        return gettext("%(minutes)s 分 %(seconds)s 秒") % {"minutes": minutes, "seconds": f"{rest:02d}"}
    hours, minutes = divmod(minutes, 60)
    return gettext("%(hours)s 小时 %(minutes)s 分") % {"hours": hours, "minutes": f"{minutes:02d}"}


def limit_words(setting: str, minutes: int | None) -> str:
    """Return the limit of a place in words."""
    where = str(SETTINGS[AreaSetting(setting)]) if setting else ""
    if not where:
        return gettext("辖区未标城乡类别，不设到场时限")
    if minutes is None:
        return gettext("%(where)s：尽快到场，不设分钟数") % {"where": where}
    said = ngettext("%(where)s：%(n)s 分钟到场", "%(where)s：%(n)s 分钟到场", minutes)
    return said % {"where": where, "n": minutes}
