"""Which units the route of a dispute names: who is to lead it, and who is told."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from fengqiao.catalogue.dispute import DisputeRoute
from fengqiao.matters.rules.diverting import HOTLINES
from fengqiao.matters.rules.levels import ways_from
from fengqiao.matters.terms import LevelWay

if TYPE_CHECKING:
    from fengqiao.orgs.queries import Directory, UnitCard


def leader_of(route: DisputeRoute | None, units: Directory, unit_id: UUID, area_id: UUID | None) -> UnitCard | None:
    """Return the unit that is to lead; None where the route names nobody, or the one that leads has that function, or is above it."""
    if route is None or not route.leads:
        return None
    found, own = units.unit_for(route.leads, area_id), units.units.get(unit_id)
    if found is None or own is None or own.function == route.leads or own.code in units.upwards(found.id):
        return None
    return found


def goes_up(units: Directory, unit_id: UUID, leader_id: UUID) -> bool:
    """Say whether the lead goes to the centre right above; else it is passed on in one step."""
    return ways_from(units.units, unit_id).get(leader_id) is LevelWay.UP


def may_send(units: Directory, unit_id: UUID, leader_id: UUID) -> bool:
    """Say whether a unit can send its lead there at all: up between centres, or as one of those that pass on."""
    own = units.units.get(unit_id)
    return goes_up(units, unit_id, leader_id) or (own is not None and own.line in HOTLINES)


def told_of(route: DisputeRoute | None, units: Directory, unit_id: UUID, area_id: UUID | None) -> list[UnitCard]:
    """Return the units that are told, but for the one that mediates."""
    found = (units.unit_for(function, area_id) for function in (route.announce if route else ()))
    return list({card.id: card for card in found if card is not None and card.id != unit_id}.values())
