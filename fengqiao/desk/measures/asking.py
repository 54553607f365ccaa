"""What an address asks of the figures: a period and a unit, within what the viewer reaches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext as _

from fengqiao.desk.words import name_of
from fengqiao.kit.problems import Problem
from fengqiao.measure.queries import Period, Scope
from fengqiao.orgs.queries import Directory, UnitCard, Viewer, unit_and_below
from fengqiao.orgs.terms import AreaLevel


@dataclass(frozen=True, slots=True)
class Asked:
    """A period, the unit chosen if any, the scope that follows, the units that a breakdown lists, and the villages on their ground."""

    period: Period
    unit: UnitCard | None
    scope: Scope
    spine: tuple[UnitCard, ...]
    villages: frozenset[UUID] = frozenset()

    def query(self, **more: str) -> str:
        """Return the address part that asks the same."""
        values = days_of(self.period)
        if self.unit:
            values["unit"] = self.unit.code
        return urlencode({**values, **more})


def asked(viewer: Viewer, units: Directory, query: Mapping[str, str], today: date) -> Asked:
    """Read an address; what cannot be read is this year, and everything that the viewer reaches."""
    period = period_of(query, today)
    reached = _reached(viewer, units)
    unit = next((card for card in reached if card.code == query.get("unit")), None)
    if unit is None:
        scope = Scope(viewer.seen_units, viewer.seen_areas)
        return Asked(period, None, scope, reached, _villages(scope, units))
    scope = Scope(unit_and_below(unit.code))
    below = tuple(card for card in reached if card.id in (scope.units or ()))
    return Asked(period, unit, scope, below, _villages(scope, units))


def _villages(scope: Scope, units: Directory) -> frozenset[UUID]:
    """The villages on the ground of units, and in areas that are reached besides."""
    ground = scope.areas.union(*(card.covers for card in units.units.values() if card.id in (scope.units or ())))
    return frozenset(
        place.id
        for place in units.places.values()
        if place.level is AreaLevel.VILLAGE and ground.intersection(place.above)
    )


def _reached(viewer: Viewer, units: Directory) -> tuple[UnitCard, ...]:
    """Return the units with a function whose events all lie within the viewer's reach, in the order of the tree."""
    tops = {place.id for place in units.places.values() if len(place.above) == 1}
    everything = bool(tops) and tops <= viewer.seen_areas
    cards = (card for card in units.units.values() if card.function)
    return tuple(card for card in cards if everything or card.id in viewer.seen_units)


def told_period(query: Mapping[str, str]) -> Period | None:
    """Read the period of an address; None where it tells none that can be read."""
    try:
        return Period(*(date.fromisoformat(query.get(name, "")) for name in ("since", "until")))
    except (ValueError, Problem):
        return None


def period_of(query: Mapping[str, str], today: date) -> Period:
    """Read the period of an address; what cannot be read is this year."""
    return told_period(query) or Period(today.replace(month=1, day=1), today)


def days_of(period: Period) -> dict[str, str]:
    """Return a period as addresses say it."""
    return {"since": period.first.isoformat(), "until": period.last.isoformat()}


def spans(found: Asked, today: date) -> list[dict[str, Any]]:
    """Return the usual periods, the one asked for marked."""
    first = today.replace(day=1)
    before = first - timedelta(days=1)
    usual = (
        (_("本月"), Period(first, today)),
        (_("上月"), Period(before.replace(day=1), before)),
        (_("今年"), Period(today.replace(month=1, day=1), today)),
    )
    unit = {"unit": found.unit.code} if found.unit else {}
    return [
        {"label": label, "url": "?" + urlencode({**days_of(span), **unit}), "active": span == found.period}
        for label, span in usual
    ]


def unit_choices(viewer: Viewer, units: Directory, chosen: UnitCard | None) -> list[tuple[str, str, bool]]:
    """Return the units to choose from: (code, name, chosen)."""
    return [(card.code, name_of(card), card == chosen) for card in _reached(viewer, units)]


def unit_names(units: Directory) -> dict[UUID, str]:
    """Return the short names of all units."""
    return {card.id: name_of(card) for card in units.units.values()}
