"""Which units the route of a dispute names: who is to lead it, and who is told."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from fengqiao.catalogue.dispute import DisputeRoute

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


def told_of(route: DisputeRoute | None, units: Directory, unit_id: UUID, area_id: UUID | None) -> list[UnitCard]:
    """Return the units that are told, but for the one that mediates."""
    found = (units.unit_for(function, area_id) for function in (route.announce if route else ()))
    return list({card.id: card for card in found if card is not None and card.id != unit_id}.values())
