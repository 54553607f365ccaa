"""Stations and their parts, as a viewer reaches them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fengqiao.catalogue.station import Station, StationForm, StationPart
from fengqiao.orgs.queries import Directory, UnitCard, Viewer, staff_by_unit
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


@dataclass(frozen=True, slots=True)
class MadeUp:
    """How a station of a county is made up: its form, its parts, and their people by unit."""

    station: UnitCard
    county: UUID
    form: StationForm | None
    teams: tuple[Team, ...]
    people: Mapping[UUID, list[tuple[UUID, str]]]

    @property
    def counts(self) -> bool:
        """Whether it counts among the stations that run in teams and a room."""
        return self.form is not None and self.form.counts


def made_up(units: Directory, station: Station, *, at: datetime) -> list[MadeUp]:
    """Return how every station is made up, in tree order (one query)."""
    cards = [card for card in units.units.values() if is_station(card, units)]
    teams = {card.id: teams_of(card.id, units, station) for card in cards}
    people = staff_by_unit([team.unit.id for each in teams.values() for team in each], at=at)
    found = []
    for card in cards:
        county = next(units.places[each].above[-1] for each in card.covers if each in units.places)
        form = station.form_of(frozenset(team.unit.part for team in teams[card.id]))
        found.append(MadeUp(card, county, form, tuple(teams[card.id]), people))
    return found


def units_below(station_id: UUID, units: Directory) -> list[UnitCard]:
    """Return the units below a station that are or could be a part of it."""
    return [card for card in units.units.values() if card.above == station_id and not card.function]


def in_part_of(viewer: Viewer, unit_id: UUID) -> bool:
    """Say whether one of somebody's posts is in a part."""
    return any(post.unit_id == unit_id for post in viewer.posts)


def commands(viewer: Viewer, station_id: UUID) -> bool:
    """Say whether somebody decides in a station: its desk, its leaders, its command room."""
    return viewer.may(Right.ASSIGN) and station_id in viewer.seen_units
