"""What one administrator may not do alone: proposed by one, answered by a second."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.kit.problems import Problem
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.actions.accounts import give_temporary, take_factor
from fengqiao.orgs.actions.people import open_post
from fengqiao.orgs.actions.writing import tell
from fengqiao.orgs.models import Proposal
from fengqiao.orgs.queries import Viewer, may_answer
from fengqiao.orgs.terms import Proposed, Role


@transaction.atomic
def answer_proposal(*, proposal_id: UUID, accept: bool, by: Viewer, at: datetime) -> str:
    """Answer a proposal as the second person; returns the temporary password where one was given, else nothing.

    Refuses whoever proposed it, whom it concerns, and strangers. A post that should have begun begins now.
    """
    row = Proposal.objects.select_for_update().filter(id=proposal_id).first()
    if row is None or not may_answer(by, row):
        raise Problem("proposal-denied", "这项申请要由提出人和本人以外的主管或管理员核准。")
    if row.answered_at is not None:
        raise Problem("proposal-answered", "这项申请已经有人答复了。")
    row.answered_by, row.answered_at, row.accepted = by.staff_id, at, accept
    row.save(update_fields=["answered_by", "answered_at", "accepted"])
    attributes = {"what": row.what, **({"role": row.role} if row.role else {}), **by.marks}
    tell(
        EventKind.PROPOSAL_ACCEPTED if accept else EventKind.PROPOSAL_REFUSED,
        staff_id=by.staff_id,
        subject_id=row.staff_id,
        unit_id=row.unit_id,
        at=at,
        attributes=attributes,
    )
    return _carry_out(row, at) if accept else ""


def _carry_out(row: Proposal, at: datetime) -> str:
    match Proposed(row.what):
        case Proposed.BEGIN_POST:
            starts = max(row.starts or at, at)
            if row.ends is not None and row.ends <= starts:
                raise Problem("post-over", "这个岗位的截止时间已经过了，请退回后重新申请。")
            open_post(
                staff_id=row.staff_id,
                unit_id=row.unit_id,
                role=Role(row.role),
                starts=starts,
                ends=row.ends,
                actor=row.proposed_by,
                at=at,
            )
        case Proposed.RESET_PASSWORD:
            return give_temporary(row.staff_id, unit_id=row.unit_id, actor=row.proposed_by, at=at)
        case Proposed.RESET_FACTOR:
            take_factor(row.staff_id, unit_id=row.unit_id, actor=row.proposed_by, at=at)
    return ""


@transaction.atomic
def withdraw_proposal(*, proposal_id: UUID, by: Viewer, at: datetime) -> None:
    """Take back what one proposed oneself."""
    row = Proposal.objects.select_for_update().filter(id=proposal_id, proposed_by=by.staff_id).first()
    if row is None or row.answered_at is not None:
        raise Problem("proposal-answered", "这项申请已经有人答复了。")
    row.answered_by, row.answered_at, row.accepted = by.staff_id, at, False
    row.save(update_fields=["answered_by", "answered_at", "accepted"])
    attributes = {"what": row.what, "own": "yes", **by.marks}
    tell(
        EventKind.PROPOSAL_REFUSED,
        staff_id=by.staff_id,
        subject_id=row.staff_id,
        unit_id=row.unit_id,
        at=at,
        attributes=attributes,
    )
