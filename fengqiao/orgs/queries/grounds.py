"""Areas as the arrival plan needs them: whose they are, what they say themselves, which teams may cover them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fengqiao.orgs.models import Area
from fengqiao.orgs.queries.people import administered_units
from fengqiao.orgs.queries.viewers import UnitCard, Viewer, areas_below, directory
from fengqiao.orgs.terms import Line

TEAM_LINES = (Line.VOLUNTEER.value, Line.PARTNER.value)


def administered_areas(viewer: Viewer) -> frozenset[UUID]:
    """Return the areas covered by the units that a viewer administers, and those below; none without the right."""
    units = administered_units(viewer)
    if not units:
        return frozenset()
    return areas_below(Area.objects.filter(units__in=units).values_list("path", flat=True))


def own_settings() -> dict[UUID, str]:
    """Return by area what it says itself of the kind of country; areas that go by the one above are left out."""
    return dict(Area.objects.exclude(setting="").values_list("id", "setting"))


def teams_to_call(*, at: datetime) -> dict[UUID, UnitCard]:
    """Return the teams that are called out and to which no matter is routed: volunteers, rescue teams and the like."""
    return {card.id: card for card in directory(at=at).units.values() if card.line in TEAM_LINES and not card.function}
