"""A plan of patrols on paper: by night or by village, on the screen to print, as PDF and as Word."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fengqiao.desk.doors import staff_only
from fengqiao.desk.duties.patrols import plan_context, seen_plan
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.papers import bound, sent_as
from fengqiao.desk.words import listed as strung
from fengqiao.desk.words import name_of
from fengqiao.duties import actions
from fengqiao.kit.documents import Binder, Document, Grid, Line
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on

BY = ("night", "village")


@require_GET
@staff_only(Right.ORGANISE)
def paper(request: DeskRequest, plan_id: UUID) -> HttpResponse:
    """Show a plan as it is printed, `by` night or by village."""
    now, by = timezone.now(), _by(request)
    given = _sheets(plan_context(seen_plan(request, plan_id), now), by)
    context = given | {"by": by, "printed_at": now, "printed_by": request.viewer.name, "bounds": _bounds(now)}
    return render(request, "desk/patrol_plan_paper.html", context)


@require_GET
@staff_only(Right.ORGANISE)
def file(request: DeskRequest, plan_id: UUID, kind: str) -> HttpResponse:
    """Send a plan as PDF or Word, `by` night or by village; it is recorded that it left."""
    row, by = seen_plan(request, plan_id), _by(request)
    return sent_as(kind, lambda: _binder(request, row, by, kind), f"fengqiao-patrols-{row.first:%Y%m%d}")


def _by(request: DeskRequest) -> str:
    wanted = request.GET.get("by", "")
    return wanted if wanted in BY else BY[0]


def _bounds(now: Any) -> list[str]:
    return [name_of(each) for each in pack_on(now).pack.duties.bounds.values()]


def _sheets(given: dict[str, Any], by: str) -> dict[str, Any]:
    """Sort the cells that have people into one table a night or a village; empty ones are left out."""
    cells = [
        {"village": line["name"], "day": cell["day"], "form": cell["form"], "people": cell["people"]}
        for line in given["lines"]
        for cell in line["cells"]
        if cell["people"]
    ]
    heads = given["days"] if by == "night" else [line["name"] for line in given["lines"]]
    key = "day" if by == "night" else "village"
    tables = [{"head": head, "cells": [cell for cell in cells if cell[key] == head]} for head in heads]
    return given | {"tables": [each for each in tables if each["cells"]]}


def _binder(request: DeskRequest, row: Any, by: str, kind: str) -> Binder:
    now = timezone.now()
    given = _sheets(plan_context(row, now), by)
    actions.note_plan_print(plan_id=row.id, form=kind, by=request.viewer, at=now)
    last = given["days"][-1]
    parts: list[Line | Grid] = [
        Line(_("队伍"), given["team"]), Line(_("日期"), f"{row.first:%Y-%m-%d} – {last:%Y-%m-%d} {row.begins:%H:%M}"), Line(_("勤务"), given["kind"]),
    ]  # fmt: skip
    # Night and village stand in every row: the PDF prints no label above a table.
    night_first = by == "night"
    rows = tuple(
        (*_two(night_first, _day(cell["day"]), cell["village"]), cell["form"], strung(cell["people"]), "")
        for table in given["tables"]
        for cell in table["cells"]
    )
    heads = (*_two(night_first, _("日期"), _("村社")), _("形式"), _("谁"), _("签到"))
    parts.append(Grid("", heads, rows))
    bounds = _bounds(now)
    if bounds:
        parts.append(
            Line(_("义警不能做的事"), "\n".join(f"{n}. {each}" for n, each in enumerate(bounds, 1)), wide=True)
        )
    document = Document("patrols", _("巡逻排班表"), tuple(parts))
    return bound(document, given["team"], f"{row.first:%Y-%m-%d}", traditional=(get_language() or "") == "zh-hant")


def _two(night_first: bool, night: str, village: str) -> tuple[str, str]:  # noqa: FBT001
    return (night, village) if night_first else (village, night)


def _day(day: Any) -> str:
    return f"{date_format(day, 'm-d')} {date_format(day, 'D')}"
