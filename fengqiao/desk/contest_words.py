"""Words of contests."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fengqiao.contests.terms import Better, ContestState, CorrectionWhy, Tie, Total

STATES = {
    ContestState.OPEN: pgettext_lazy("contest", "评分中"),
    ContestState.SEALED: pgettext_lazy("contest", "成绩已签发"),
}
TONES = {"open": "blue", "sealed": "green"}
TOTALS = {Total.SCORES: _("各项得分相加"), Total.PLACES: _("各项按名次计分相加")}
BETTERS = {Better.HIGH: _("分高的好"), Better.LOW: _("数小的好（计时、扣分）")}
TIES = {
    Tie.FIRSTS: _("总分相同，看谁单项第一、第二、第三多"), Tie.ORDER: _("总分相同，按项目先后比名次"),
    Tie.SKIP: _("还相同的并列，后面的名次空出"), Tie.DENSE: _("还相同的并列，后面的名次不空"),
}  # fmt: skip
WHYS = {
    CorrectionWhy.SLIP: pgettext_lazy("score", "笔误"), CorrectionWhy.SUM: pgettext_lazy("score", "算错"),
    CorrectionWhy.RULE: pgettext_lazy("score", "规则用错"), CorrectionWhy.APPEAL: pgettext_lazy("score", "申诉成立"),
}  # fmt: skip
CONTEST_EVENTS = {
    "contest.opened": pgettext_lazy("event", "设比武"), "contest.corrected": pgettext_lazy("event", "更正评分"),
    "contest.sealed": pgettext_lazy("event", "签发比武成绩"),
}  # fmt: skip
CONTEST_ATTRIBUTES = {
    "total": _("总分怎么算"), "disciplines": _("项目数"), "judges": _("评委人数"), "corrections": _("更正次数"),
}  # fmt: skip
CONTEST_CODES: Mapping[str, Mapping[Any, Any]] = {"total": TOTALS}


def figure_of(thousandths: Fraction | int | None) -> str:
    """Return a result in words: up to three decimals, a dash where there is none."""
    return "–" if thousandths is None else f"{float(thousandths) / 1000:.3f}".rstrip("0").rstrip(".")


def total_of(found: Fraction | None, total: Total) -> str:
    """Return a total in words: a sum of results, or of points for places."""
    return figure_of(found if total is Total.SCORES or found is None else found * 1000)
