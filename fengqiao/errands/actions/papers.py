"""Papers taken in and handed over, each time against a signature."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.errands.actions.writing import HeldItem, hold_item, marks_of, save, tell
from fengqiao.errands.models import HeldPaper, PaperMove
from fengqiao.errands.terms import ItemState, PaperHolder
from fengqiao.kit.problems import Problem
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions import file_limits
from fengqiao.orgs.queries import Viewer
from fengqiao.vault.actions import Offered, keep_files


@transaction.atomic
def take_paper(
    *, item_id: UUID, kind: str, signed: bool, by: Viewer, at: datetime, uploads: Sequence[Offered] = ()
) -> UUID:
    """Take a paper in for an item, with a receipt signed; whoever takes it has it from then on. Returns its id.

    `uploads`: pictures of the signed receipt, kept under the errand's key without where they were taken.
    """
    held = hold_item(item_id, by)
    if held.item.state != ItemState.OPEN.value:
        raise Problem("errand-item-over", "这一项已经办结。")
    if kind not in held.pack.errands.papers:
        raise Problem("paper-kind", "请选是什么材料。")
    if not signed:
        raise Problem("unsigned", "还没有签字，不能记下。")
    if held.item.papers.filter(kind=kind).exclude(holder=PaperHolder.RESIDENT.value).exists():
        raise Problem("paper-there", "这份材料已经收过，还没有交还。")
    paper = HeldPaper.objects.create(
        item=held.item, kind=kind, holder=PaperHolder.ASSISTANT.value, keeper_id=by.staff_id, since=at
    )
    _moved(held, paper, uploads, by, at)
    return paper.id


@transaction.atomic
def hand_over(
    *, paper_id: UUID, to: str, signed: bool, by: Viewer, at: datetime, uploads: Sequence[Offered] = ()
) -> None:
    """Hand a paper over, signed for by whoever receives it: to the department, back to an assistant, to the resident.

    Refuses a paper that the resident has again, and the same holder twice; the second of two at once finds it gone.
    """
    item_id = HeldPaper.objects.filter(id=paper_id).values_list("item", flat=True).first()
    if item_id is None:
        raise Problem("paper-unknown", "没有这份材料，或者您无权查看。")
    held = hold_item(item_id, by)
    paper = HeldPaper.objects.select_for_update().get(id=paper_id)
    if to not in set(PaperHolder):
        raise Problem("paper-to", "请选交给谁。")
    if paper.holder in {PaperHolder.RESIDENT.value, to}:
        raise Problem("paper-gone", "这份材料已经交出去了，请刷新后再看。")
    if not signed:
        raise Problem("unsigned", "还没有签字，不能记下。")
    paper.holder, paper.since = to, at
    paper.keeper_id = by.staff_id if to == PaperHolder.ASSISTANT.value else None
    paper.save()
    _moved(held, paper, uploads, by, at)


def _moved(held: HeldItem, paper: HeldPaper, uploads: Sequence[Offered], by: Viewer, at: datetime) -> None:
    """Write a handing over down with the pictures of what was signed, and keep the errand."""
    row = held.errand
    move = PaperMove.objects.create(paper=paper, to=paper.holder, at=at, staff_id=by.staff_id, pictures=len(uploads))
    keep_files(uploads=uploads, matter_id=row.id, holder_id=move.id, limits=file_limits(held.pack, at), by=by, at=at)
    save(row)
    marks = {**marks_of(held), "to": paper.holder}
    tell(EventKind.ERRAND_PAPER, row, by, at, attributes=marks, measures={"files": len(uploads)})
