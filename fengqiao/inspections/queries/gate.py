"""The gate: which inspections and findings a viewer may see. Pages, lists, exports and files all pass it."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from fengqiao.inspections.models import Finding, Inspection, Party
from fengqiao.inspections.terms import FindingSource
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right


def _takes_part(viewer: Viewer, inspection: str) -> Exists:
    return Exists(Party.objects.filter(inspection=OuterRef(inspection), unit__in=viewer.seen_units))


def visible_inspections(viewer: Viewer) -> QuerySet[Inspection]:
    """Return the inspections that a unit reached leads or takes part in, and those in the areas reached."""
    if not viewer.may(Right.INSPECT):
        return Inspection.objects.none()
    reach = Q(unit__in=viewer.seen_units) | Q(_takes_part(viewer, "pk"))
    if viewer.seen_areas:
        reach |= Q(area__in=viewer.seen_areas)
    return Inspection.objects.filter(reach)


def visible_findings(viewer: Viewer) -> QuerySet[Finding]:
    """Return the findings of units reached, on either side or as a party, of areas reached, and one's own.

    What a unit finds in itself is for those who inspect, in the two units concerned; a person named to put something
    right sees that alone.
    """
    own = Q(owner_staff=viewer.staff_id)
    if not viewer.may(Right.INSPECT):
        return Finding.objects.filter(own)
    units = Q(unit__in=viewer.seen_units) | Q(owner_unit__in=viewer.seen_units)
    open_ones = Q(_takes_part(viewer, "inspection_id"))
    if viewer.seen_areas:
        open_ones |= Q(area__in=viewer.seen_areas)
    return Finding.objects.filter(own | units | (open_ones & ~Q(source=FindingSource.INTERNAL.value)))


def inspection_for(viewer: Viewer, inspection_id: UUID) -> Inspection | None:
    """Return an inspection if the viewer may see it."""
    rows = visible_inspections(viewer).filter(id=inspection_id)
    return rows.select_related("unit", "area", "venue").first()


def finding_for(viewer: Viewer, finding_id: UUID) -> Finding | None:
    """Return a finding if the viewer may see it."""
    rows = visible_findings(viewer).filter(id=finding_id)
    return rows.select_related("unit", "owner_unit", "owner_staff", "area", "venue", "inspection").first()


def named_findings(viewer: Viewer, ids: Collection[UUID]) -> dict[UUID, tuple[str, str]]:
    """Return (number, title) by id of those findings that the viewer may see."""
    rows = visible_findings(viewer).filter(id__in=ids).values_list("id", "number", "title")
    return {finding_id: (number, title) for finding_id, number, title in rows}


def may_see_file(viewer: Viewer, key_id: UUID) -> bool:
    """Say whether a viewer may see the files under the key of a finding."""
    return visible_findings(viewer).filter(id=key_id).exists()
