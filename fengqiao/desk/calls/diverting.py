"""The page of what goes to others and comes back: its figures, and what is on its way now."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fengqiao.desk.calls.asking import spans
from fengqiao.desk.calls.views import opened, tabs_of
from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.rows import lines
from fengqiao.desk.measures.asking import unit_choices
from fengqiao.desk.measures.views import line_of
from fengqiao.desk.middleware import DeskRequest
from fengqiao.matters.queries import on_the_way
from fengqiao.matters.terms import Flow, Ruling
from fengqiao.measure.queries import figure
from fengqiao.measure.rules import Question
from fengqiao.orgs.terms import Right

SHOWN = ("dispatched.first.share", "returned.share", "diverted", "flowed_back.share", "conferred.agreed.share")
OF_AREAS = ("diverted", "flowed_back.share")  # they count for whoever got the matter: whole only where areas are seen
MOST = 50
LOOKED_BACK = timedelta(days=90)


@require_GET
@staff_only(Right.OVERVIEW)
def diverting(request: DeskRequest) -> HttpResponse:
    """Show the figures of a period and the matters that are on their way now."""
    now = timezone.now()
    pack, units, found = opened(request)
    figures = []
    for code in SHOWN:
        if code not in pack.measures or (code in OF_AREAS and not request.viewer.seen_areas):
            continue
        each = figure(Question(pack.measures[code], found.period, found.scope), pack.measures)
        asked = found.address("measures").partition("?")[2]
        figures.append(line_of(each, asked))
    rows = list(on_the_way(request.viewer, since=now - LOOKED_BACK)[:MOST])
    shown = [{"line": line, "why": _why(row)} for line, row in zip(lines(rows, now=now), rows, strict=True)]
    context = {
        "asked": found,
        "choices": {"units": unit_choices(request.viewer, units, found.unit)},
        "spans": spans(found, "calls-diverting"),
        "tabs": tabs_of(found, "calls-diverting"),
        "figures": figures,
        "rows": shown,
    }
    return render(request, "desk/call_diverting.html", context)


def _why(row: Any) -> str:
    if row.conferring:
        return _("正在会商")
    if row.ruling == Ruling.ASKED:
        return _("等待裁决")
    if row.check_of:
        return _("退回，等核查")
    if row.flow == Flow.BACK:
        return _("回流")
    if row.returned:
        return _("退回过")
    return _("已转出，等签收")
