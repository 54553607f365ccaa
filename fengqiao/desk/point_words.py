"""Words of points."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengqiao.catalogue.model import Pack
from fengqiao.desk.words import name_of

POINT_EVENTS = {
    "points.agreed": pgettext_lazy("event", "加入积分"), "points.withdrawn": pgettext_lazy("event", "退出积分"),
    "points.given": pgettext_lazy("event", "记积分"), "points.used": pgettext_lazy("event", "用积分"), "points.struck": pgettext_lazy("event", "撤销积分"),
}  # fmt: skip
POINT_ATTRIBUTES = {"points": _("积分"), "rule": _("积分项"), "reward": _("积分用途")}


def point_word(code: str, pack: Pack) -> str:
    """Return what points were given or used for, as the pack calls it."""
    named = pack.duties.points.get(code) or pack.duties.rewards.get(code)
    return name_of(named) if named else code
