"""How units are reached, and who stands for one that works by e-mail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from fengqiao.orgs.models import Unit, UnitContact
from fengqiao.orgs.queries.people import administered_units
from fengqiao.orgs.queries.viewers import HeldPost, Viewer
from fengqiao.orgs.terms import Right, Role


@dataclass(frozen=True, slots=True)
class ContactCard:
    """How a unit is reached; `by_link`: its tasks go to `mail`, as links."""

    unit_id: UUID
    staff_id: UUID
    by_link: bool
    mail: str
    phone: str
    hours: str


def contacts() -> dict[UUID, ContactCard]:
    """Return how units are reached, by unit; those of which nothing is known are left out (one query)."""
    return {row.unit_id: _card(row) for row in UnitContact.objects.all()}


def contact_of(unit_id: UUID) -> ContactCard | None:
    """Return how a unit is reached."""
    row = UnitContact.objects.filter(unit_id=unit_id).first()
    return _card(row) if row else None


def _card(row: UnitContact) -> ContactCard:
    return ContactCard(row.unit_id, row.staff_id, row.by_link, row.mail, row.phone, row.hours)


def reached_units(viewer: Viewer) -> list[Unit]:
    """Return the units whose contact somebody keeps, in tree order.

    Administrators keep those of the units that they administer. Who routes for an area also keeps those of the units
    that work in that area and no farther: the county's centre the departments', a town's centre the town's.
    """
    rows = list(Unit.objects.order_by("path").prefetch_related("areas"))
    own = administered_units(viewer)
    seen = viewer.seen_areas if viewer.may(Right.ROUTE) else frozenset()
    return [
        row
        for row in rows
        if row.id in own or (seen and (covered := {area.id for area in row.areas.all()}) and covered <= seen)
    ]


def mailbox_of(unit_id: UUID, *, through: Mapping[str, str]) -> Viewer | None:
    """Return the viewer that stands for a unit which works by e-mail: it handles what its unit was given, no more.

    It sees its own unit's shares, unmasks nothing, routes and assigns nothing. `through` is what events say of the way
    that the work came back. None where the unit does not work so.
    """
    row = UnitContact.objects.filter(unit_id=unit_id, by_link=True).select_related("unit", "staff").first()
    if row is None:
        return None
    post = HeldPost(row.staff_id, row.unit_id, row.unit.name, row.unit.name_en, Role.HANDLER)
    only = frozenset({row.unit_id})
    rights = frozenset({Right.HANDLE})
    return Viewer(
        row.staff_id, row.staff.name, post, (post,), rights, only, frozenset(), through=tuple(through.items())
    )
