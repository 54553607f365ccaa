"""The first screen of an officer: one's own matters by clock, what waits to be signed for, the places around; on a phone."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.amounts import OPEN, matters
from fengqiao.desk.matters.rows import lines
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import listed, name_of
from fengqiao.matters import queries
from fengqiao.matters.queries import QueueFilter
from fengqiao.matters.terms import Lamp, Tab
from fengqiao.orgs.queries import Viewer, directory, venues
from fengqiao.orgs.terms import AreaLevel, Right

SHOWN, PLACES_SHOWN = 20, 12


@require_GET
@staff_only(Right.HANDLE)
def today(request: DeskRequest) -> HttpResponse:
    """Show what somebody has to do today."""
    viewer, now = request.viewer, timezone.now()
    mine = queries.queue(viewer, QueueFilter(tab=Tab.TODO, mine=True), now=now)
    unsigned = queries.queue(viewer, QueueFilter(tab=Tab.TODO, states=("offered",)), now=now)
    own = lines(mine[:SHOWN], now=now)
    context = {
        "today": timezone.localdate(now),
        "own": own,
        "own_count": mine.count(),
        "own_url": matters(tab=Tab.TODO.value, mine="1"),
        "own_late": sum(line.lamp is Lamp.LATE for line in own),
        "unsigned": lines(unsigned[:SHOWN], now=now),
        "unsigned_count": unsigned.count(),
        "unsigned_url": matters(tab=Tab.TODO.value, state="offered"),
        "places": _places(viewer, now),
    }
    return render(request, "desk/first_today.html", context)


def _places(viewer: Viewer, now: datetime) -> list[dict[str, Any]]:
    """The villages that the unit covers, with their open matters and their venues; those with something late first."""
    units = directory(at=now)
    card = units.units.get(viewer.unit_id)
    covers = card.covers if card else frozenset()
    number, late = Counter[Any](), Counter[Any]()
    for area_id, count, behind in queries.open_by_area(viewer, now=now):
        for step in units.places[area_id].above if area_id in units.places else ():
            number[step] += count
            late[step] += behind
    posts: dict[Any, list[str]] = {}
    for venue in venues():
        posts.setdefault(venue.area_id, []).append(name_of(venue))
    found: list[dict[str, Any]] = [
        {
            "name": name_of(place),
            "number": number[place.id],
            "late": late[place.id],
            "late_word": _("%(n)s 件超期") % {"n": late[place.id]},
            "venues": listed(posts.get(place.id, [])[:3]),
            "url": matters(area=place.code, state=OPEN),
        }
        for place in units.places.values()
        if place.level is AreaLevel.VILLAGE and covers & set(place.above) and number[place.id]
    ]
    return sorted(found, key=lambda row: (-row["late"], -row["number"]))[:PLACES_SHOWN]
