"""The first screen of those who watch a bureau: units side by side, those first that need attention most."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.amounts import OPEN, length, matters, tiles
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import entered
from fengqiao.matters import queries
from fengqiao.matters.queries import UnitRow, day_begins
from fengqiao.matters.terms import Lamp
from fengqiao.orgs.queries import directory
from fengqiao.orgs.terms import Right

SPANS = (7, 30, 90)
SHADES = 4


@require_GET
@staff_only(Right.OVERVIEW)
def units(request: DeskRequest) -> HttpResponse:
    """Show the matrix of units."""
    viewer, now = request.viewer, timezone.now()
    asked = request.GET.get("days", "")
    span = int(asked) if asked in {str(each) for each in SPANS} else 30
    today = timezone.localdate(now)
    first = today - timedelta(days=span - 1)
    rows = queries.unit_rows(viewer, since=day_begins(first), until=day_begins(today + timedelta(days=1)), now=now)
    cards = directory(at=now).units
    known = sorted((row for row in rows if row.unit_id in cards), key=lambda row: _attention(row, cards))
    context = {
        "tiles": tiles(queries.standing(viewer, now=now), today),
        "span": span,
        "spans": [
            {"label": ngettext("%(n)s 天", "%(n)s 天", n) % {"n": n}, "url": f"?days={n}", "active": n == span}
            for n in SPANS
        ],
        "heads": [_("已超期"), _("今日到期"), _("在办"), _("受理"), _("办结"), _("用时中位数")],
        "rows": _lines(known, cards, first.isoformat(), today.isoformat()),
    }
    return render(request, "desk/first_units.html", context)


def _attention(row: UnitRow, cards: Any) -> tuple[Any, ...]:
    """What needs attention: most late, then most due today, then most open."""
    return (-row.late, -row.today, -row.open, -row.pace.received, cards[row.unit_id].code)


def _lines(rows: list[UnitRow], cards: Any, first: str, last: str) -> list[dict[str, Any]]:
    columns = [
        (row.late, row.today, row.open, row.pace.received, row.pace.closed, row.pace.half or timedelta())
        for row in rows
    ]
    tops = [max(column, default=0) for column in zip(*columns, strict=True)] if columns else []
    found = []
    for row, values in zip(rows, columns, strict=True):
        card = cards[row.unit_id]
        shades = [
            # One single late matter is no deep red because nobody has two.
            _shade(value, max(top, SHADES) if isinstance(top, int) else top)
            for value, top in zip(values, tops, strict=True)
        ]
        went = matters(unit=card.code, closed_since=first, closed_until=last)
        cells = [
            ("late", row.late, matters(unit=card.code, lamp=Lamp.LATE.value)),
            ("today", row.today, matters(unit=card.code, due_by=last)),
            ("open", row.open, matters(unit=card.code, state=OPEN)),
            ("received", row.pace.received, matters(unit=card.code, since=first, until=last)),
            ("closed", row.pace.closed, went),
            ("half", length(row.pace.half), went if row.pace.closed else ""),
        ]
        found.append(
            {
                "name": entered(card.short, card.name_en),
                "url": matters(unit=card.code),
                "cells": [
                    {"code": code, "value": value, "url": url if value else "", "shade": shade}
                    for (code, value, url), shade in zip(cells, shades, strict=True)
                ],
            }
        )
    return found


def _shade(value: Any, top: Any) -> int:
    """Return 0 for nothing, else 1–4 by the share of the column's largest."""
    return min(SHADES, int(value / top * SHADES - 1e-9) + 1) if value else 0
