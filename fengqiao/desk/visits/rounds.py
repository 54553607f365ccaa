"""A round: whom somebody goes to now, in the order in which to go, each written down with one tap."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.posted import id_or_none
from fengqiao.desk.visit_words import METS
from fengqiao.desk.visits.views import CONTACT, line_of
from fengqiao.desk.words import name_of
from fengqiao.look import maps
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import limit_on, pack_on
from fengqiao.visits.actions import Stop, open_round
from fengqiao.visits.rules.route import length
from fengqiao.visits.rules.sheets import MILLI
from fengqiao.visits.terms import Met

SHORT = (Met.NOBODY, Met.DECLINED, Met.GONE)


@require_POST
@staff_only(Right.INSPECT)
def go(request: DeskRequest) -> HttpResponse:
    """Show the round: names, addresses and telephones in clear, recorded as seen; nothing of it is kept in the address."""
    now, viewer = timezone.now(), request.viewer
    pack, today = pack_on(now).pack, timezone.localdate(now)
    ids = [each for raw in request.POST.getlist("visitee")[:200] if (each := id_or_none(raw))]
    start = _start(request.POST.get("lat", ""), request.POST.get("lon", ""))
    stops = open_round(ids=ids, start=start, by=viewer, at=now)
    soon = limit_on("visits.soon_days", now)
    way = [(stop.row.point[0] / MILLI, stop.row.point[1] / MILLI) for stop in stops if len(stop.row.point) == 2]
    context = {
        "stops": [{**line_of(stop.row, {}, pack, today, soon), **_clear(stop), "version": stop.row.version, "number": number} for number, stop in enumerate(stops, 1)],
        "concerns": [(each.code, name_of(each), bool(each.text)) for each in pack.visits.concerns.values()], "short": [(each.value, METS[each]) for each in SHORT],
        "may_tell": viewer.may(Right.TAKE_IN), "km": f"{length([start, *way] if start else way) / 1000:.1f}" if len(way) > 1 else "",
        "trail": maps.trail([(lon, lat) for lat, lon in way]) if len(way) > 1 else None, "located": start is not None,
    }  # fmt: skip
    return render(request, "desk/visit_round.html", context)


def _clear(stop: Stop) -> dict[str, Any]:
    name, address, phone = (stop.personal.get(code, "") for code in CONTACT)
    return {"name": stop.row.title or name, "who": name if stop.row.title and name != stop.row.title else "", "address": address, "phone": phone, "dial": "".join(char for char in phone if char in "+0123456789")}  # fmt: skip


def _start(lat: str, lon: str) -> tuple[float, float] | None:
    """Where the phone says that it is; what cannot be read is nowhere."""
    try:
        point = (float(lat), float(lon))
    except ValueError:
        return None
    return point if abs(point[0]) <= 90 and abs(point[1]) <= 180 else None
