"""The one gate to placements: those of units reached, one's own, and those that one mentors."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from fengqiao.duties.queries import may_organise, reached
from fengqiao.orgs.queries import Viewer
from fengqiao.placements.models import Placement


def visible(viewer: Viewer) -> QuerySet[Placement]:
    """Return the placements that somebody sees: whoever organises those of the units reached, everybody their own and those they mentor."""
    mine = Q(staff=viewer.staff_id) | Q(mentor=viewer.staff_id)
    rows = Placement.objects.filter(mine | Q(unit__in=reached(viewer)) if may_organise(viewer) else mine)
    return rows.select_related("staff", "unit", "area", "mentor").defer("area__shape")


def placement_for(viewer: Viewer, placement_id: UUID) -> Placement | None:
    """Return a placement if the viewer may see it."""
    return visible(viewer).filter(id=placement_id).first()


def manages(viewer: Viewer, row: Placement) -> bool:
    """Say whether somebody changes its term, its mentor, and ends it: organisers of the host unit, never of their own placement."""
    return may_organise(viewer) and row.unit_id in reached(viewer) and row.staff_id != viewer.staff_id


def mentors(viewer: Viewer, row: Placement) -> bool:
    """Say whether somebody is its mentor."""
    return row.mentor_id == viewer.staff_id


def takes_part(viewer: Viewer, row: Placement) -> bool:
    """Say whether it is their own."""
    return row.staff_id == viewer.staff_id
