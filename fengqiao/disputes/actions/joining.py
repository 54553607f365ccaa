"""What happens to disputes when their matters become one, and when they part again (settings.ON_MERGE, ON_PART)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fengqiao.disputes.actions.writing import HeldDispute, settle, tell
from fengqiao.disputes.models import (
    Appraisal,
    Dispute,
    DisputeDue,
    DisputeParty,
    DisputeRound,
    Extension,
    Inquiry,
    Review,
    Session,
    SignedPaper,
)
from fengqiao.disputes.terms import DisputeState, SessionState
from fengqiao.kit.problems import Problem
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions import Held, hold_jointly
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import pack_of
from fengqiao.vault.actions import move_files, move_tellers

KIND = "dispute"
OF_MATTER = (
    Session,
    DisputeDue,
    DisputeRound,
    Review,
    Inquiry,
    Appraisal,
    Extension,
)  # rows that name the matter themselves


def merged(*, younger_id: UUID, older_id: UUID, by: Viewer, at: datetime) -> None:
    """Let the dispute of the younger matter go on with the older; part of the merging.

    Where the older is not mediated yet, the dispute with its parties, sessions, terms and papers becomes the older's, and
    who leads that mediates. Where both are, the older's goes on alone: the younger's rooms are given back, its terms
    rest, it counts no more, and stays readable. Refuses what has no sense: an agreement that waits to be performed.
    """
    row = Dispute.objects.select_for_update().filter(matter_id=younger_id).first()
    there = Dispute.objects.select_for_update().filter(matter_id=older_id).first()
    if row is None or row.state in {
        DisputeState.FAILED.value,
        DisputeState.WITHDRAWN.value,
        DisputeState.PERFORMED.value,
    }:
        return
    if row.state == DisputeState.AGREED.value:
        raise Problem("merge-agreed", "要并入的那件已经达成调解协议，等履行、办结，不能并入。")
    if there is not None and there.state != DisputeState.OPEN.value:
        raise Problem("merge-over", "较早的那件调解已经有了结果，正在调解的不能并入。")
    older = hold_jointly(older_id, move=None)
    if there is None and older.matter.kind != KIND:
        raise Problem("merge-kind", "较早的那件不是矛盾纠纷，正在调解的不能并入。请先改它的类型。")
    if there is None:
        row.came_from_id, row.came_unit_id = younger_id, row.unit_id
        _move(row, older_id, older.matter.unit_id, at)
    else:
        planned = Session.objects.filter(dispute=row, state=SessionState.PLANNED.value)
        planned.update(state=SessionState.CANCELLED.value)
    settle(row)
    _tell(row, older, EventKind.DISPUTE_MERGED, by, at, moved=there is None)


def parted(*, younger_id: UUID, older_id: UUID, by: Viewer, at: datetime) -> None:
    """Give a dispute that came with a merging back to its matter; one that stayed goes on by itself. Part of the parting."""
    row = Dispute.objects.select_for_update().filter(matter_id=older_id, came_from_id=younger_id).first()
    moved = row is not None
    if row is not None and row.came_unit_id is not None:
        _move(row, younger_id, row.came_unit_id, at)
        row.came_from_id = row.came_unit_id = None
    row = row or Dispute.objects.select_for_update().filter(matter_id=younger_id).first()
    if row is not None:
        settle(row)
        _tell(row, hold_jointly(younger_id, move=None), EventKind.DISPUTE_PARTED, by, at, moved=moved)


def _move(row: Dispute, matter_id: UUID, unit_id: UUID, at: datetime) -> None:
    """Let a dispute with all that is its belong to another matter, sealed anew under that one's key."""
    row.matter_id, row.unit_id = matter_id, unit_id
    for model in OF_MATTER:
        model.objects.filter(dispute=row).update(matter_id=matter_id)
    known = [
        each for model in (DisputeParty, Inquiry, Session)
        for each in model.objects.filter(dispute=row).values_list("id", flat=True)
    ]  # fmt: skip
    move_tellers(report_ids=known, to_matter=matter_id, at=at)
    papers = SignedPaper.objects.filter(dispute=row).values_list("id", flat=True)
    move_files(holder_ids=list(papers), to_matter=matter_id, at=at)


def _tell(row: Dispute, matter: Held, kind: EventKind, by: Viewer, at: datetime, *, moved: bool) -> None:
    held = HeldDispute(row, matter, pack_of(row.edition_id).pack)
    tell(held, kind, by, at, attributes={"moved": "yes" if moved else "no"})
