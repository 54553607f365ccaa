"""The sheet of a morning talk (晨会): what came since yesterday, what is due, who is out, and what rises week on week."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fengqiao.desk.doors import staff_only
from fengqiao.desk.first.station import who_is_out
from fengqiao.desk.matters.amounts import OPEN, matters, tiles
from fengqiao.desk.matters.filters import NO_AREA
from fengqiao.desk.matters.rows import lines
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import entered, name_of
from fengqiao.matters import queries
from fengqiao.matters.queries import QueueFilter, day_begins
from fengqiao.matters.terms import Lamp, Tab
from fengqiao.orgs.queries import Directory, directory
from fengqiao.orgs.terms import AreaLevel, Right
from fengqiao.rulebook.queries import pack_on

SHOWN = 20
Counts = dict[Any, tuple[int, int]]


@require_GET
@staff_only(Right.OVERVIEW)
def talk(request: DeskRequest) -> HttpResponse:
    """Show the sheet for the unit of the post, with those below it, as it is now."""
    viewer, now = request.viewer, timezone.now()
    today = timezone.localdate(now)
    yesterday, units = today - timedelta(days=1), directory(at=now)
    card = units.units.get(viewer.unit_id)
    found = queries.standing(viewer, now=now)
    came = queries.came_since(viewer, since=day_begins(yesterday), most=SHOWN)
    late = queries.queue(viewer, QueueFilter(tab=Tab.ALL, states=OPEN, lamp=Lamp.LATE.value), now=now)
    due = queries.queue(viewer, QueueFilter(tab=Tab.ALL, states=OPEN, due_by=today), now=now)
    context = {
        "unit": entered(card.short, card.name_en) if card else "",
        "today": today,
        "tiles": tiles(found, today),
        "sections": [
            {
                "code": "came",
                "title": _("昨天以来新来的"),
                "about": _("从昨天零点起，新来的在前"),
                "lines": lines(came, now=now),
                "url": matters(since=yesterday.isoformat(), sort="newest"),
                "empty": _("昨天以来没有新来的"),
            },
            {
                "code": "due",
                "title": _("今天还要办完的"),
                "about": _("按到期先后"),
                "lines": lines(due[:SHOWN], now=now),
                "url": matters(due_by=today.isoformat()),
                "empty": _("今天没有到期的"),
            },
            {
                "code": "late",
                "title": _("已经超期的"),
                "about": _("紧急在前，再按到期先后"),
                "lines": lines(late[:SHOWN], now=now),
                "url": matters(lamp=Lamp.LATE.value),
                "empty": _("没有超期的"),
            },
        ],
        "out": who_is_out(viewer, now),
        **_weeks(request, units, today, now),
    }
    return render(request, "desk/first_talk.html", context)


def _weeks(request: DeskRequest, units: Directory, today: date, now: datetime) -> dict[str, Any]:
    """The last seven days with today, beside the seven before: by kind, and by town and village."""
    since, middle = today - timedelta(days=13), today - timedelta(days=6)
    until = today + timedelta(days=1)
    counted = queries.side_by_side(
        request.viewer, since=day_begins(since), middle=day_begins(middle), until=day_begins(until)
    )
    spans = (
        {"since": middle.isoformat(), "until": today.isoformat()},
        {"since": since.isoformat(), "until": (middle - timedelta(days=1)).isoformat()},
    )
    kinds = pack_on(now).pack.kinds
    by_kind = _summed(((kind,), counts) for (kind, _area), counts in counted.items())
    by_area = _summed((_areas_of(units, area), counts) for (_kind, area), counts in counted.items())
    named_kinds = [(code, name_of(kind), 0) for code, kind in kinds.items()]
    named_areas = [
        (place.code, name_of(place), 0 if place.level is AreaLevel.TOWN else 1)
        for place in units.places.values()
        if place.level in {AreaLevel.TOWN, AreaLevel.VILLAGE}
    ]
    named_areas.append((NO_AREA, _("未定辖区"), 0))
    return {
        "comparisons": [
            {"code": "kind", "title": _("按种类"), "rows": _rows(named_kinds, by_kind, "kind", spans)},
            {"code": "area", "title": _("按辖区"), "rows": _rows(named_areas, by_area, "area", spans)},
        ]
    }


def _areas_of(units: Directory, area: UUID | None) -> tuple[str, ...]:
    """Return the codes of the town and village that hold an area; what lies in no town counts as without a place."""
    place = units.places.get(area) if area else None
    above = [units.places[each] for each in place.above if each in units.places] if place else []
    codes = tuple(each.code for each in above if each.level in {AreaLevel.TOWN, AreaLevel.VILLAGE})
    return codes if any(each.level is AreaLevel.TOWN for each in above) else (NO_AREA,)


def _summed(counted: Iterable[tuple[tuple[str, ...], tuple[int, int]]]) -> Counts:
    sums: Counts = {}
    for keys, (now, before) in counted:
        for key in keys:
            had = sums.get(key, (0, 0))
            sums[key] = (had[0] + now, had[1] + before)
    return sums


def _rows(
    named: list[tuple[str, str, int]], sums: Counts, asked: str, spans: tuple[dict[str, str], dict[str, str]]
) -> list[dict[str, Any]]:
    """Return the rows that have something in either week; every count opens to its list."""
    return [
        {
            "name": name,
            "deep": deep,
            "cells": [
                (number, matters(**{asked: code}, **span)) for number, span in zip(sums[code], spans, strict=True)
            ],
            "rise": max(0, sums[code][0] - sums[code][1]),
        }
        for code, name, deep in named
        if code in sums
    ]
