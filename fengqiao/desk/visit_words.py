"""Words of visits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from fengqiao.catalogue.model import Pack
from fengqiao.desk.words import called
from fengqiao.visits.terms import Met, Premise, Standing

METS = {
    Met.MET: pgettext_lazy("visit", "见到了"), Met.NOBODY: pgettext_lazy("visit", "没有人在"),
    Met.DECLINED: pgettext_lazy("visit", "不便接待"), Met.GONE: pgettext_lazy("visit", "已搬走"),
}  # fmt: skip
MET_TONES = {"met": "green", "nobody": "amber", "declined": "grey", "gone": "grey"}
STANDINGS = {
    Standing.OVERDUE: pgettext_lazy("visit", "已超期"), Standing.SOON: pgettext_lazy("visit", "快到期"),
    Standing.LATER: pgettext_lazy("visit", "不急"), Standing.CLOSED: pgettext_lazy("visit", "不再走访"),
}  # fmt: skip
STANDING_TONES = {"overdue": "red", "soon": "amber", "later": "line", "closed": "grey"}
PREMISES = {Premise.HOME: pgettext_lazy("visit", "住户"), Premise.PREMISES: pgettext_lazy("visit", "单位和商户")}

# What events of visits carry, for the pages of figures.
VISIT_EVENTS = {
    "visitee.added": pgettext_lazy("event", "登记走访对象"), "visitee.set": pgettext_lazy("event", "调整走访对象"),
    "visit.made": pgettext_lazy("event", "走访"), "visit.found": pgettext_lazy("event", "走访发现"),
}  # fmt: skip
VISIT_ATTRIBUTES = {
    "tier": gettext_lazy("走访档次"), "premise": gettext_lazy("走访哪里"), "met": gettext_lazy("走访结果"),
    "concern": gettext_lazy("发现的情况"), "concerns": gettext_lazy("发现件数"), "days_late": gettext_lazy("超期天数"),
}  # fmt: skip
VISIT_CODES: Mapping[str, Mapping[Any, Any]] = {"premise": PREMISES, "met": METS}


def visit_word(name: str, code: str, pack: Pack) -> str:
    """Return a tier or a concern as the pack calls it."""
    known: Mapping[str, Any] = pack.visits.tiers if name == "tier" else pack.visits.concerns
    return called(known, code)


def due_words(due: date | None, today: date) -> str:
    """Return how many days there are until a visit is due, or by how many it is late."""
    if due is None:
        return ""
    days = (due - today).days
    if days < 0:
        return ngettext("超 %(n)s 天", "超 %(n)s 天", -days) % {"n": -days}
    return _("今天") if days == 0 else ngettext("还有 %(n)s 天", "还有 %(n)s 天", days) % {"n": days}
