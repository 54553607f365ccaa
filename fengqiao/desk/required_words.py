"""Words of what branches have to hold."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fengqiao.catalogue.duty import Every
from fengqiao.duties.terms import Standing

EVERY = {Every.MONTH: gettext_lazy("每月"), Every.QUARTER: gettext_lazy("每季度"), Every.YEAR: gettext_lazy("每年")}
STANDINGS = {
    Standing.HELD: pgettext_lazy("standing", "已开展"), Standing.PLANNED: pgettext_lazy("standing", "已排上"), Standing.OPEN: pgettext_lazy("standing", "还没有开展"),
    Standing.MISSED: pgettext_lazy("standing", "没有开展"), Standing.AHEAD: pgettext_lazy("standing", "还没到"),
}  # fmt: skip
TONES = {
    Standing.HELD: "green",
    Standing.PLANNED: "blue",
    Standing.OPEN: "amber",
    Standing.MISSED: "red",
    Standing.AHEAD: "grey",
}


def period_word(every: Every, first: date) -> str:
    """Return what a period is called, by its first day."""
    if every is Every.MONTH:
        return _("%(n)s 月") % {"n": first.month}
    if every is Every.QUARTER:
        return _("第 %(n)s 季度") % {"n": (first.month + 2) // 3}
    return _("%(n)s 年度") % {"n": first.year}
