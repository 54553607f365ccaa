"""The register of mediators, and the calendar of mediation rooms."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fengqiao.desk.disputes.listing import tabs_of
from fengqiao.desk.disputes.words import named, types_of
from fengqiao.desk.doors import staff_only
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.posted import day_of, id_or_none, whole_or_none
from fengqiao.desk.words import listed, name_of, say
from fengqiao.disputes import actions
from fengqiao.disputes.actions import NewMediator
from fengqiao.disputes.queries import READERS, calendar, may_declare, mediator_of, mediators, rooms
from fengqiao.kit.problems import Problem
from fengqiao.matters.queries import numbers_seen
from fengqiao.orgs.queries import staff_in
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on

DEEDS = ("set", "end")
DAYS = 14


@require_GET
@staff_only(*READERS)
def mediators_page(request: DeskRequest) -> HttpResponse:
    """Show who mediates, for what they are known, and how many disputes each has."""
    now = timezone.now()
    pack, may = pack_on(now).pack, request.viewer.may(Right.ASSIGN)
    said, types = pack.disputes, types_of(pack)
    own = {request.viewer.unit_id, *request.viewer.seen_units}
    rows = [
        {
            "id": row.id,
            "name": row.staff.name,
            "unit": name_of(row.unit),
            "kinds": listed(named(types, code) for code in row.kinds) or _("不限"),
            "dialects": listed(named(said.dialects, code) for code in row.dialects),
            "standings": listed(named(said.standings, code) for code in row.standings),
            "years": (timezone.localdate(now) - row.since).days // 365,
            "load": row.load,
            "most": row.most,
            "may": may and row.unit_id in own,
            "declares": may_declare(request.viewer, row),
        }
        for row in mediators()
    ]
    context = {
        "tabs": tabs_of("mediators"),
        "rows": rows,
        "mine": mediator_of(request.viewer),
        "may": may,
        "staff": staff_in(request.viewer.unit_id, at=now) if may else [],
        "types": [(code, name_of(each)) for code, each in types.items()],
        "dialects": [(each.code, name_of(each)) for each in said.dialects.values()],
        "standings": [(each.code, name_of(each)) for each in said.standings.values()],
        "today": timezone.localdate(now),
    }
    return render(request, "desk/mediators.html", context)


@require_POST
@staff_only(Right.ASSIGN)
def act(request: DeskRequest, deed: str) -> HttpResponse:
    """Enter somebody in the register, or take them off it."""
    if deed not in DEEDS:
        raise Http404
    post, now = request.POST, timezone.now()
    try:
        chosen = id_or_none(post.get("who", "")) or UUID(int=0)
        if deed == "end":
            actions.end_mediator(mediator_id=chosen, by=request.viewer, at=now)
        else:
            wanted = NewMediator(
                staff_id=chosen, since=day_of(post.get("since", "")), kinds=tuple(post.getlist("kind")),
                dialects=tuple(post.getlist("dialect")), standings=tuple(post.getlist("standing")),
                most=whole_or_none(post.get("most", "")) or 5,
            )  # fmt: skip
            actions.set_mediator(wanted=wanted, by=request.viewer, at=now)
    except Problem as problem:
        messages.error(request, say(problem))
    else:
        messages.success(request, _("名册已更新。"))
    return redirect("mediators")


@require_GET
@staff_only(*READERS)
def rooms_page(request: DeskRequest) -> HttpResponse:
    """Show the mediation rooms with what is planned in each for two weeks; of others' sessions only that the hour is taken."""
    now = timezone.now()
    taken = calendar(since=now, until=now + timedelta(days=DAYS))
    numbers = numbers_seen(request.viewer, [each.matter_id for each in taken])
    by_room: dict[Any, list[dict[str, Any]]] = {}
    for each in taken:
        row = {
            "starts_at": each.starts_at,
            "ends_at": each.ends_at,
            "unit": name_of(each.dispute.unit),
            "mediator": each.mediator.staff.name if each.mediator else "",
            "dispute": each.dispute_id if each.matter_id in numbers else None,
            "number": numbers.get(each.matter_id, ""),
        }
        by_room.setdefault(each.venue_id, []).append(row)
    context = {
        "tabs": tabs_of("mediation-rooms"),
        "rooms": [{"name": name_of(r), "area": name_of(r.area), "rows": by_room.get(r.id, [])} for r in rooms()],
        "days": DAYS,
    }
    return render(request, "desk/mediation_rooms.html", context)
