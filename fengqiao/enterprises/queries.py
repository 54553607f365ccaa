"""Reading enterprises, scoped to the viewer."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from fengqiao.enterprises.models import Enterprise, EnterpriseSheet, Officer, Trouble
from fengqiao.enterprises.terms import Alliance
from fengqiao.matters.queries import visible
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right
from fengqiao.vault import shelf

if TYPE_CHECKING:
    from fengqiao.matters.models import Matter

REFUSED = "refused-"


def visible_enterprises(viewer: Viewer) -> QuerySet[Enterprise]:
    """Return the enterprises of the units and areas reached, and those that the viewer answers for."""
    if not viewer.may(Right.INSPECT):
        return Enterprise.objects.none()
    own = Exists(Officer.objects.filter(enterprise=OuterRef("pk"), staff=viewer.staff_id))
    reach = Q(unit__in=viewer.seen_units) | Q(own)
    if viewer.seen_areas:
        reach |= Q(venue__area__in=viewer.seen_areas)
    return Enterprise.objects.filter(reach)


def named_enterprises(viewer: Viewer, ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the names by id of those enterprises that the viewer may see (no query for none)."""
    if not ids:
        return {}
    return dict(visible_enterprises(viewer).filter(id__in=ids).values_list("id", "venue__name"))


def enterprises(
    viewer: Viewer,
    *,
    word: str = "",
    sector: str = "",
    area_ids: Collection[UUID] = (),
    member: bool | None = None,
    today: date,
) -> QuerySet[Enterprise]:
    """Return the enterprises that a viewer sees by name, with how often and when something was done for each."""
    rows = visible_enterprises(viewer)
    if word:
        rows = rows.filter(Q(venue__name__icontains=word) | Q(credit__istartswith=word))
    if sector:
        rows = rows.filter(sector=sector)
    if area_ids:
        rows = rows.filter(venue__area__in=area_ids)
    if member is not None:
        inside = Q(since__lte=today) & (Q(until__isnull=True) | Q(until__gt=today))
        rows = rows.filter(inside) if member else rows.exclude(inside)
    rows = rows.annotate(served=Count("activities"), last=Max("activities__day"))
    return rows.select_related("venue__area", "unit").defer("venue__area__shape").order_by("venue__name", "id")


def counts_by_area(viewer: Viewer) -> dict[UUID, int]:
    """Return how many enterprises that the viewer sees lie in each area."""
    rows = visible_enterprises(viewer).order_by().values("venue__area")
    return {row["venue__area"]: row["n"] for row in rows.annotate(n=Count("id"))}


def enterprise_for(viewer: Viewer, enterprise_id: UUID) -> Enterprise | None:
    """Return an enterprise if the viewer may see it."""
    rows = visible_enterprises(viewer).filter(id=enterprise_id)
    return rows.select_related("venue__area", "unit", "room").first()


def enterprise_names(viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the names of those of some enterprises that the viewer may see."""
    return dict(visible_enterprises(viewer).filter(id__in=set(ids)).values_list("id", "venue__name"))


def alliance_on(row: Enterprise, day: date) -> Alliance:
    """Return how an enterprise stands to the alliance on a day."""
    if row.since is None or row.since > day:
        return Alliance.OUTSIDE
    return Alliance.FORMER if row.until is not None and row.until <= day else Alliance.MEMBER


def may_contact(viewer: Viewer, row: Enterprise) -> bool:
    """Say whether somebody may see the contact person: who answers for the enterprise, and its unit."""
    answers = row.unit_id in viewer.seen_units or row.officers.filter(staff=viewer.staff_id).exists()
    return viewer.may(Right.UNMASK) and answers


def matters_at(viewer: Viewer, row: Enterprise) -> QuerySet[Matter]:
    """Return the matters that the viewer may see at the place of an enterprise, and those that it asked for; newest first."""
    name = row.venue.name
    asked = Exists(Trouble.objects.filter(enterprise=row, matter=OuterRef("pk")))
    there = Q(area=row.venue.area_id) & (Q(place__icontains=name) | Q(title__icontains=name))
    rows = visible(viewer).filter(Q(asked) | there).annotate(asked=asked)
    return rows.select_related("unit").order_by("-received_at", "-id")


def troubles(viewer: Viewer) -> QuerySet[Trouble]:
    """Return the matters flagged for enterprises (为企业解难题) of which the viewer may see both; the newest first."""
    seen = visible(viewer).filter(id=OuterRef("matter"))
    rows = Trouble.objects.filter(Exists(seen), enterprise__in=visible_enterprises(viewer).values("id"))
    return rows.select_related("enterprise__venue", "matter__unit").order_by("-at", "-id")


def sheet_of(viewer: Viewer, sheet_id: UUID) -> EnterpriseSheet | None:
    """Return a sheet that somebody handed in themselves."""
    return EnterpriseSheet.objects.filter(id=sheet_id, staff_id=viewer.staff_id).first()


def refused_rows(sheet_id: UUID) -> list[tuple[int, list[Any], dict[str, Any]]]:
    """Return (number, cells, problem) of the rows of a sheet that were refused."""
    found = []
    for name in shelf.names(sheet_id):
        if name.startswith(REFUSED):
            found += [(n, cells, problem) for n, cells, problem in json.loads(shelf.take(sheet_id, name))]
    return found
