"""Matters about the same thing: shown while a telling is typed, and beside a matter."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from fengqiao.catalogue.model import Pack
from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.filters import READERS
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.posted import id_or_none
from fengqiao.desk.words import STATES, listed, name_of
from fengqiao.kit.text.alike import Message
from fengqiao.matters.actions import Desk, Telling
from fengqiao.matters.queries import Alike, alike_to, dossier
from fengqiao.matters.terms import MatterState
from fengqiao.orgs.queries import Directory, Viewer, directory
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on

SHARED = 4


def joined_matter(request: DeskRequest) -> UUID | None:
    """Return the matter that a telling is to join, where that button was pressed."""
    return id_or_none(request.POST.get("join", ""))


def alike_now(viewer: Viewer, telling: Telling, desk: Desk, now: datetime) -> list[dict[str, Any]]:
    """Return the matters about the same thing as what is being typed."""
    message = Message(telling.title, telling.text, telling.place)
    found = _found(viewer, message, telling.area_id, None, desk.published.pack, desk.directory, now)
    return [{**_shown(each), "counter": True} for each in found]


@require_GET
@staff_only(*READERS)
def alike(request: DeskRequest, matter_id: UUID) -> HttpResponse:
    """Return the matters about the same thing as one: read after the page, so that it does not wait for them."""
    case = dossier(request.viewer, matter_id)
    if case is None:
        raise Http404
    now, row = timezone.now(), case.matter
    shown: list[dict[str, Any]] = []
    if case.reports and row.merged_into_id is None:
        report = case.reports[0]
        message = Message(report.title, report.text, row.place)
        found = _found(request.viewer, message, row.area_id, row.id, pack_on(now).pack, directory(at=now), now)
        merges = request.viewer.may(Right.ROUTE) and row.state != MatterState.CLOSED.value
        shown = [
            {**item, "may_merge": merges and item["open"] and each.matter.sealed == row.sealed}
            for each in found
            for item in (_shown(each),)
        ]
    return render(request, "desk/_alike_panel.html", {"alike": shown, "matter": row})


def _found(
    viewer: Viewer,
    message: Message,
    area_id: UUID | None,
    but: UUID | None,
    pack: Pack,
    units: Directory,
    now: datetime,
) -> list[Alike]:
    today = timezone.localdate(now)
    return alike_to(
        viewer,
        message,
        area_ids=_round(area_id, units),
        but=but,
        since=now - timedelta(days=int(pack.value_on("alike.days", today).number)),
        least=pack.value_on("alike.least", today).number,
        most=int(pack.value_on("alike.most", today).number),
    )


def _round(area_id: UUID | None, units: Directory) -> frozenset[UUID]:
    """Return an area with those above and below it; nothing for no area."""
    place = units.places.get(area_id) if area_id else None
    if place is None:
        return frozenset()
    below = {each.id for each in units.places.values() if place.id in each.above}
    return frozenset({place.id, *place.above, *below})


def _shown(each: Alike) -> dict[str, Any]:
    row = each.matter
    state = MatterState(row.state)
    return {
        "id": row.id,
        "title": row.title,
        "number": row.number,
        "state": state.value,
        "state_word": STATES[state],
        "open": state is not MatterState.CLOSED,
        "unit": name_of(row.unit),
        "area": name_of(row.area) if row.area else "",
        "received_at": row.received_at,
        "reports": each.reports,
        "shared": listed(each.shared[:SHARED]),
    }
