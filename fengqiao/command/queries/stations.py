"""Stations and their parts, as a viewer reaches them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from fengqiao.catalogue.station import Station, StationForm, StationPart
from fengqiao.orgs.queries import Directory, UnitCard, Viewer
from fengqiao.orgs.terms import AreaLevel, Line, Right

READERS = (Right.HANDLE, Right.SUPERVISE)
COMMANDERS = (Right.ASSIGN,)
POLICE = "police"


@dataclass(frozen=True, slots=True)
class Team:
    """A part of a station as a unit, and what the pack says it is (None: a code that the pack has not)."""

    unit: UnitCard
    part: StationPart | None

    @property
    def commands(self) -> bool:
        """Whether it is the command room."""
        return self.part is not None and self.part.commands


def is_station(card: UnitCard, units: Directory) -> bool:
    """Say whether a unit is a police station: of the police, matters are routed to it, and it covers less than a county."""
    if card.line != Line.POLICE.value or card.function != POLICE or card.part:
        return False
    covered = [units.places[each] for each in card.covers if each in units.places]
    return bool(covered) and all(place.level is not AreaLevel.COUNTY for place in covered)


def stations_seen(viewer: Viewer, units: Directory) -> list[UnitCard]:
    """Return the stations that a viewer's post reaches, in tree order."""
    return [card for card in units.units.values() if card.id in viewer.seen_units and is_station(card, units)]


def station_for(viewer: Viewer, units: Directory, code: str = "") -> UnitCard | None:
    """Return the station with a code if the post reaches it; without one the viewer's own, else the first with parts."""
    seen = stations_seen(viewer, units)
    if code:
        return next((card for card in seen if card.code == code), None)
    own = units.station_of(viewer.unit_id)
    mine = next((card for card in seen if own is not None and card.id == own.id), None)
    return mine or next((card for card in seen if units.parts_of(card.id)), None)


def teams_of(station_id: UUID, units: Directory, station: Station) -> list[Team]:
    """Return the parts of a station in the order of the pack; those whose code it has not come last."""
    order = list(station.parts)
    found = [Team(card, station.parts.get(card.part)) for card in units.parts_of(station_id)]
    return sorted(found, key=lambda team: order.index(team.unit.part) if team.part else len(order))


def form_of(station_id: UUID, units: Directory, station: Station) -> StationForm | None:
    """Return the form in which a station is made up."""
    return station.form_of(frozenset(card.part for card in units.parts_of(station_id)))


def in_part_of(viewer: Viewer, unit_id: UUID) -> bool:
    """Say whether one of somebody's posts is in a part."""
    return any(post.unit_id == unit_id for post in viewer.posts)


def commands(viewer: Viewer, station_id: UUID) -> bool:
    """Say whether somebody decides in a station: its desk, its leaders, its command room."""
    return viewer.may(Right.ASSIGN) and station_id in viewer.seen_units
