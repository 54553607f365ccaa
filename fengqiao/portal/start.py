"""Where residents begin: three big doors; and who does what for their place, with telephone and hours."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from fengqiao.desk.matters.forms import area_choices
from fengqiao.desk.words import in_language, name_of
from fengqiao.orgs.queries import contacts, directory
from fengqiao.portal.doors import public
from fengqiao.rulebook.queries import pack_on

FIRST = ("police", "centre")  # whom everybody needs


@require_GET
@public
def start(request: HttpRequest) -> HttpResponse:
    """Show the three doors."""
    return render(request, "portal/start.html")


@require_GET
@public
def who(request: HttpRequest) -> HttpResponse:
    """Show which units work for a place, the police and the centre first, with telephone and hours."""
    now = timezone.now()
    units = directory(at=now)
    area = next((place for place in units.places.values() if place.code == request.GET.get("area", "")), None)
    lines = _lines(area.id if area else None, now)
    context = {
        "areas": area_choices(units.places.values()),
        "area": area.code if area else "",
        "place": name_of(area) if area else "",
        "first": [line for line in lines if line["function"] in FIRST],
        "others": [line for line in lines if line["function"] not in FIRST],
    }
    return render(request, "portal/who.html", context)


def _lines(area_id: Any, now: datetime) -> list[dict[str, Any]]:
    units, known, pack = directory(at=now), contacts(), pack_on(now).pack
    found = []
    for code, function in pack.functions.items():
        unit = units.unit_for(code, area_id)
        if unit is not None:
            card = known.get(unit.id)
            found.append(
                {
                    "function": code,
                    "unit": name_of(unit),
                    "about": in_language(function.about, function.about_en),
                    "phone": card.phone if card else "",
                    "hours": card.hours if card else "",
                }
            )
    return sorted(found, key=lambda line: FIRST.index(line["function"]) if line["function"] in FIRST else len(FIRST))
