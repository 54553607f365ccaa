"""Which village has whom, and which has nobody."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from fengqiao.orgs.queries import Place, Viewer, directory, staff_in_each
from fengqiao.orgs.terms import AreaLevel, Line, Right
from fengqiao.villages.models import VillageOfficer
from fengqiao.villages.terms import VillageDuty


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody who answers for a village. `works`: they still hold a post in that unit."""

    id: UUID
    staff_id: UUID
    name: str
    duty: VillageDuty
    unit_id: UUID
    unit: str
    since: date
    works: bool


@dataclass(frozen=True, slots=True)
class Village:
    """A village with its town and those who answer for it."""

    place: Place
    town: Place | None
    officers: list[Named] = field(default_factory=list)

    @property
    def covered(self) -> bool:
        """Say whether an officer who still works there answers for it."""
        return any(each.works for each in self.officers)


def may_see(viewer: Viewer) -> bool:
    """Say whether somebody sees which village has whom: the police and the centres."""
    return viewer.may(Right.INSPECT) and viewer.post.line in (Line.POLICE.value, Line.GOVERNANCE.value)


def may_name(viewer: Viewer) -> bool:
    """Say whether somebody names officers of villages: who organises the work of a police unit."""
    return viewer.may(Right.ORGANISE) and viewer.may(Right.ASSIGN) and viewer.post.line == Line.POLICE.value


def grounds(viewer: Viewer, *, at: datetime) -> dict[UUID, Place]:
    """Return the villages on the ground of somebody's unit, or of the nearest unit above it that has ground."""
    units = directory(at=at)
    card = units.units.get(viewer.unit_id)
    while card is not None and not card.covers and card.above:
        card = units.units.get(card.above)
    covers = card.covers if card else frozenset()
    return {
        place.id: place
        for place in units.places.values()
        if place.level is AreaLevel.VILLAGE and covers & set(place.above)
    }


def villages(viewer: Viewer, *, at: datetime) -> list[Village]:
    """Return the villages that somebody sees with those who answer for them, by code; those without anybody too."""
    if not may_see(viewer):
        return []
    found, places = grounds(viewer, at=at), directory(at=at).places
    rows = VillageOfficer.objects.filter(area__in=found, until__isnull=True).select_related("staff", "unit")
    rows = rows.order_by("duty", "since", "id")
    kept = list(rows)
    here = staff_in_each({row.unit_id for row in kept}, at=at)
    named: dict[UUID, list[Named]] = {}
    for row in kept:
        works = (row.unit_id, row.staff_id) in here
        one = Named(
            row.id, row.staff_id, row.staff.name, VillageDuty(row.duty), row.unit_id, row.unit.name, row.since, works
        )
        named.setdefault(row.area_id, []).append(one)
    towns = {place.id: place for place in places.values() if place.level is AreaLevel.TOWN}
    return [
        Village(place, next((towns[step] for step in place.above if step in towns), None), named.get(place.id, []))
        for place in sorted(found.values(), key=lambda each: each.code)
    ]


def officer_for(viewer: Viewer, officer_id: UUID) -> VillageOfficer | None:
    """Return who answers for a village if the viewer's unit named them or one below it did."""
    return VillageOfficer.objects.filter(id=officer_id, unit__in=viewer.seen_units, until__isnull=True).first()
