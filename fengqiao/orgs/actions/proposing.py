"""Keeping what one administrator may not do alone, until a second person answers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fengqiao.kit.problems import Problem
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.actions.writing import tell
from fengqiao.orgs.models import Proposal
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Proposed, Role


def propose(
    *,
    what: Proposed,
    staff_id: UUID,
    unit_id: UUID,
    by: Viewer,
    at: datetime,
    role: Role | None = None,
    starts: datetime | None = None,
    ends: datetime | None = None,
) -> UUID:
    """Keep what waits for a second person; refuses the same proposal twice. Part of the caller's action."""
    code = role.value if role else ""
    waiting = Proposal.objects.filter(what=what.value, staff_id=staff_id, answered_at__isnull=True)
    if waiting.filter(unit_id=unit_id, role=code).exists():
        raise Problem("proposal-there", "同样的申请已经在等第二个人核准。")
    row = Proposal.objects.create(
        what=what.value,
        staff_id=staff_id,
        unit_id=unit_id,
        role=code,
        starts=starts,
        ends=ends,
        proposed_by=by.staff_id,
        proposed_at=at,
    )
    attributes = {"what": what.value, **({"role": code} if code else {}), **by.marks}
    tell(
        EventKind.POST_PROPOSED,
        staff_id=by.staff_id,
        subject_id=staff_id,
        unit_id=unit_id,
        at=at,
        attributes=attributes,
    )
    return row.id
