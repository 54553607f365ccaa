"""The gate: a dispute is seen by those who see its matter; it is acted on by its unit."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from fengqiao.disputes.models import Dispute, Mediator
from fengqiao.disputes.rules.going import goes_on
from fengqiao.kit.problems import Problem
from fengqiao.matters.queries import visible
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right

KIND = "dispute"
READERS = (Right.TAKE_IN, Right.HANDLE, Right.ROUTE, Right.SUPERVISE)


def visible_disputes(viewer: Viewer) -> QuerySet[Dispute]:
    """Return the disputes whose matters a viewer may see."""
    if not any(viewer.may(right) for right in READERS):
        return Dispute.objects.none()
    return Dispute.objects.filter(Exists(visible(viewer).filter(id=OuterRef("matter"))))


def dispute_for(viewer: Viewer, dispute_id: UUID) -> Dispute | None:
    """Return a dispute if the viewer may see it: the only way by which a page gets one."""
    rows = visible_disputes(viewer).filter(id=dispute_id)
    return rows.select_related("unit", "moved_from", "matter", "matter__area", "mediator__staff").first()


def dispute_of(viewer: Viewer, matter_id: UUID) -> Dispute | None:
    """Return the dispute of a matter if the viewer may see it."""
    return visible_disputes(viewer).filter(matter=matter_id).first()


def why_not_closed(matter_id: UUID, kind: str) -> Problem | None:
    """Return why a matter is not closed, nor made one of another kind, beside its mediation (settings.WHY_NOT_CLOSED)."""
    if kind != KIND:
        return None
    rows = Dispute.objects.filter(matter=matter_id).values_list("state", "form", "signed_at")
    if any(goes_on(*row) for row in rows):
        return Problem("matter-mediated", "这件事项正在调解，请在调解里办结。")
    return None


def acts_on(viewer: Viewer, dispute: Dispute) -> bool:
    """Say whether somebody acts on a dispute: of the unit that mediates, its mediator, or who took it in, until it went on."""
    if not viewer.may(Right.HANDLE):
        return False
    if dispute.unit_id in {viewer.unit_id, *viewer.seen_units}:
        return True
    if dispute.made_by == viewer.staff_id and dispute.moved_at is None:
        return True
    mediator_id = dispute.mediator_id
    return mediator_id is not None and Mediator.objects.filter(id=mediator_id, staff_id=viewer.staff_id).exists()
