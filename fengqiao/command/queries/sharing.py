"""Matters that an officer and a grid worker do together: with whom one could, which there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import F, Q, QuerySet

from fengqiao.command.models import Shared
from fengqiao.command.queries.stations import POLICE, is_station
from fengqiao.matters.queries import visible
from fengqiao.orgs.queries import Directory, UnitCard, Viewer
from fengqiao.orgs.terms import Line, UnitLevel

if TYPE_CHECKING:
    from fengqiao.matters.models import Matter


def is_grid(card: UnitCard) -> bool:
    """Say whether a unit is where grid workers are: the governance centre of a village."""
    return card.line == Line.GOVERNANCE.value and card.level == UnitLevel.VILLAGE.value


@dataclass(frozen=True, slots=True)
class Pair:
    """The two sides of a matter done together, the station and the grid's unit; `other` is the one that is asked."""

    station: UnitCard
    grid: UnitCard
    other: UnitCard


def pair_for(lead_id: UUID, area_id: UUID | None, units: Directory) -> Pair | None:
    """Return the two sides of a matter that a unit leads: a station finds the grid of the place, a grid its station.

    None where the place has no grid or no station, or the unit is neither.
    """
    lead, place = units.units.get(lead_id), units.places.get(area_id) if area_id else None
    if lead is None or place is None:
        return None
    if is_station(lead, units):
        near = [card for card in units.units.values() if is_grid(card) and card.covers & set(place.above)]
        grid = max(near, key=lambda card: (card.depth, card.code), default=None)
        return Pair(lead, grid, grid) if grid else None
    station = units.unit_for(POLICE, area_id) if is_grid(lead) else None
    return Pair(station, lead, station) if station is not None and is_station(station, units) else None


def shared_of(matter_id: UUID) -> Shared | None:
    """Return how a matter is done together; the caller has passed its gate."""
    rows = Shared.objects.filter(matter=matter_id)
    return rows.select_related("station", "grid", "officer", "worker").first()


def shared(viewer: Viewer, *, mine: bool) -> QuerySet[Shared]:
    """Return the matters done together that a viewer sees: their own, or all of their station or grid; the open ones first.

    Somebody's own are those in which they are named, or, where nobody of their unit is, those of their unit.
    """
    own = Q(officer=viewer.staff_id) | Q(worker=viewer.staff_id)
    own |= Q(worker__isnull=True, grid=viewer.unit_id) | Q(officer__isnull=True, station=viewer.unit_id)
    reach = own if mine else Q(station__in=viewer.seen_units) | Q(grid__in=viewer.seen_units)
    rows = Shared.objects.filter(reach, matter__in=visible(viewer).values("id"))
    rows = rows.select_related("matter__unit", "matter__area", "station", "grid", "officer", "worker", "lead")
    return rows.order_by(
        F("matter__closed_at").desc(nulls_first=True), F("matter__due_at").asc(nulls_last=True), "matter"
    )


def may_share(viewer: Viewer, matter: Matter, lead_id: UUID, units: Directory) -> Pair | None:
    """Return the two sides where somebody of the unit that leads a matter may ask the other; None where not."""
    if lead_id not in viewer.seen_units or matter.sealed or Shared.objects.filter(matter=matter.id).exists():
        return None
    return pair_for(lead_id, matter.area_id, units)
