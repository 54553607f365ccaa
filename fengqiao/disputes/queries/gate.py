"""The gate: a dispute is seen by those who see its matter; it is acted on by its unit."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from fengqiao.disputes.models import Dispute, Mediator
from fengqiao.matters.queries import visible
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right

READERS = (Right.TAKE_IN, Right.HANDLE, Right.ROUTE, Right.SUPERVISE)


def visible_disputes(viewer: Viewer) -> QuerySet[Dispute]:
    """Return the disputes whose matters a viewer may see."""
    if not any(viewer.may(right) for right in READERS):
        return Dispute.objects.none()
    return Dispute.objects.filter(Exists(visible(viewer).filter(id=OuterRef("matter"))))


def dispute_for(viewer: Viewer, dispute_id: UUID) -> Dispute | None:
    """Return a dispute if the viewer may see it: the only way by which a page gets one."""
    rows = visible_disputes(viewer).filter(id=dispute_id)
    return rows.select_related("unit", "matter", "matter__area", "mediator__staff").first()


def dispute_of(viewer: Viewer, matter_id: UUID) -> Dispute | None:
    """Return the dispute of a matter if the viewer may see it."""
    return visible_disputes(viewer).filter(matter=matter_id).first()


def acts_on(viewer: Viewer, dispute: Dispute) -> bool:
    """Say whether somebody acts on a dispute: of the unit that mediates, who took it in, or its mediator."""
    if not viewer.may(Right.HANDLE):
        return False
    if dispute.unit_id in {viewer.unit_id, *viewer.seen_units} or dispute.made_by == viewer.staff_id:
        return True
    mediator_id = dispute.mediator_id
    return mediator_id is not None and Mediator.objects.filter(id=mediator_id, staff_id=viewer.staff_id).exists()
