"""The first screen of a chief: what is late, who is out, what rises, how the week goes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fengqiao.desk.doors import staff_only
from fengqiao.desk.hot.issues import issues
from fengqiao.desk.matters.amounts import OPEN, WEEK, length, matters, tiles
from fengqiao.desk.matters.rows import lines
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import ROLES, entered, listed, name_of
from fengqiao.look import charts
from fengqiao.matters import queries
from fengqiao.matters.queries import QueueFilter, day_begins
from fengqiao.matters.terms import Tab
from fengqiao.orgs.queries import Directory, Viewer, directory, posts_ending, stood_in_for
from fengqiao.orgs.terms import Right, Role

SHOWN, HOT_SHOWN = 8, 5


@require_GET
@staff_only(Right.SUPERVISE)
def station(request: DeskRequest) -> HttpResponse:
    """Show how the unit of the post, with those below it, stands."""
    viewer, now = request.viewer, timezone.now()
    today = timezone.localdate(now)
    pressing = queries.queue(viewer, QueueFilter(tab=Tab.ALL, states=OPEN), now=now)
    units = directory(at=now)
    card = units.units.get(viewer.unit_id)
    context = {
        "unit": entered(card.short, card.name_en) if card else "",
        "today": today,
        "tiles": tiles(queries.standing(viewer, now=now), today),
        "lines": lines(pressing[:SHOWN], now=now),
        "all_url": matters(state=OPEN),
        "out": who_is_out(viewer, now),
        "ending": _ending(viewer, now),
        "hot": _rising(viewer, now, units),
        "week": _week(viewer, today),
        "trend": _trend(viewer, today),
    }
    return render(request, "desk/first_station.html", context)


def who_is_out(viewer: Viewer, now: datetime) -> list[dict[str, Any]]:
    """Return who is stood in for in the unit and below it, in the coming seven days."""
    return [
        {
            "holder": row.post.staff.name,
            "who": row.staff.name,
            "post": f"{name_of(row.post.unit)} · {ROLES[Role(row.post.role)]}",
            "starts": row.starts,
            "ends": row.ends,
            "now": row.starts <= now,
        }
        for row in stood_in_for(viewer, at=now, until=now + WEEK)
    ]


def _ending(viewer: Viewer, now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "who": row.staff.name,
            "post": f"{name_of(row.unit)} · {ROLES[Role(row.role)]}",
            "ends": row.ends,
            "over": row.ends is not None and row.ends <= now,
        }
        for row in posts_ending(viewer, since=now - WEEK, until=now + WEEK)
    ]


def _rising(viewer: Viewer, now: datetime, units: Directory) -> list[dict[str, Any]]:
    until = timezone.localtime(now)
    since = until - timedelta(days=30)
    found = issues(queries.gathered(viewer, since=since, until=until), since, until)
    return [
        {
            "title": each.title,
            "url": f"{reverse('hot-issue', args=[each.group])}?days=30",
            "heat": each.heat,
            "told": each.told,
            "rise": each.rise,
            "areas": listed(name_of(units.places[area]) for area in each.areas[:2] if area in units.places),
        }
        for each in sorted(found, key=lambda each: (each.rise == 0, -each.heat))[:HOT_SHOWN]
    ]


def _week(viewer: Viewer, today: date) -> list[dict[str, Any]]:
    """The last seven days with today, beside the seven before."""
    spans = [(today - timedelta(days=6), today), (today - timedelta(days=13), today - timedelta(days=7))]
    now, before = (
        queries.pace(viewer, since=day_begins(first), until=day_begins(last + timedelta(days=1)))
        for first, last in spans
    )
    came = [matters(since=first.isoformat(), until=last.isoformat()) for first, last in spans]
    went = [matters(closed_since=first.isoformat(), closed_until=last.isoformat()) for first, last in spans]
    return [
        {"label": _("受理"), "cells": [(now.received, came[0]), (before.received, came[1])]},
        {"label": _("办结"), "cells": [(now.closed, went[0]), (before.closed, went[1])]},
        {"label": _("办结用时（中位数）"), "cells": [(length(now.half), went[0]), (length(before.half), went[1])]},
    ]


def _trend(viewer: Viewer, today: date) -> charts.Chart:
    days = [today - timedelta(days=n) for n in range(13, -1, -1)]
    found = queries.counts_by_day(viewer, since=day_begins(days[0]), until=day_begins(today + timedelta(days=1)))
    by_day = {day: (received, closed) for day, received, closed in found}
    return charts.lines(
        [f"{day.month}/{day.day}" for day in days],
        {
            _("受理"): [by_day.get(day, (0, 0))[0] for day in days],
            _("办结"): [by_day.get(day, (0, 0))[1] for day in days],
        },
        name=_("日期"),
    )
