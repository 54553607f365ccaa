"""How stations are made up: which run in teams and a room, the share of each county; an administrator says what is a part."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fengqiao.command.queries import made_up, units_below
from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.teams import team_name
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import entered, name_of, say
from fengqiao.kit.problems import Problem
from fengqiao.orgs.actions import set_part
from fengqiao.orgs.queries import administered_units, directory
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on

VIEWERS = (Right.SUPERVISE, Right.ADMINISTER, Right.OVERVIEW)


@require_GET
@staff_only(*VIEWERS)
def stations(request: DeskRequest) -> HttpResponse:
    """Show every station with its form, parts and people, and the share of those that run in teams and a room."""
    now = timezone.now()
    units, pack = directory(at=now), pack_on(now).pack
    mine = administered_units(request.viewer)
    counties: dict[UUID, list[dict[str, Any]]] = {}
    for row in made_up(units, pack.station, at=now):
        counties.setdefault(row.county, []).append({
            "name": entered(row.station.short, row.station.name_en),
            "form": name_of(row.form) if row.form else "",
            "source": row.form.source if row.form else "",
            "counts": row.counts,
            "teams": [{"name": team_name(team), "people": len(row.people[team.unit.id])} for team in row.teams],
            "below": [
                {"id": card.id, "name": entered(card.short, card.name_en), "part": card.part}
                for card in units_below(row.station.id, units) if card.id in mine
            ],
        })  # fmt: skip
    shown = [
        {
            "name": name_of(units.places[key]),
            "rows": rows,
            "so": sum(row["counts"] for row in rows),
            "all": len(rows),
            "share": f"{100 * sum(row['counts'] for row in rows) / len(rows):.0f}%",
        }
        for key, rows in counties.items()
    ]
    parts = [(code, name_of(part)) for code, part in pack.station.parts.items()]
    return render(request, "desk/stations.html", {"counties": shown, "parts": parts, "may": bool(mine)})


@require_POST
@staff_only(Right.ADMINISTER)
def part(request: DeskRequest, unit_id: UUID) -> HttpResponse:
    """Say which part of its station a unit is."""
    if unit_id not in administered_units(request.viewer):
        raise Http404
    now = timezone.now()
    try:
        known = pack_on(now).pack.station.parts.keys()
        set_part(unit_id=unit_id, part=request.POST.get("part", ""), known=known, by=request.viewer, at=now)
        messages.success(request, _("已保存。"))
    except Problem as problem:
        messages.error(request, say(problem))
    return redirect("command-stations")
