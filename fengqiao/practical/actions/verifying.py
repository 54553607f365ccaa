"""A milestone reported as done with evidence, verified by another, sent back; told when it is late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.kit.problems import Problem
from fengqiao.kit.typed import fitted
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions import file_limits
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.queries import Viewer
from fengqiao.practical.actions.writing import hold, news, record, save, stone_of
from fengqiao.practical.models import Item, Milestone
from fengqiao.practical.queries import course, leads, works_on
from fengqiao.practical.rules.course import WORDS, why_not_check, why_not_report
from fengqiao.practical.terms import ItemState, StoneState
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault.actions import Offered, keep_files

DENIED = ("denied", "您现在的岗位不能这样操作。")


@transaction.atomic
def report(
    *, item_id: UUID, stone_id: UUID, text: str, uploads: Sequence[Offered], by: Viewer, at: datetime,
    seen_version: int | None = None,
) -> None:  # fmt: skip
    """Report a milestone as done, in words and with evidence; people of the leading unit or of one that helps do."""
    row = hold(item_id, by, seen_version)
    if not works_on(by, row):
        raise Problem(*DENIED)
    stone = stone_of(row, stone_id)
    if refusal := why_not_report(ItemState(row.state), StoneState(stone.state)):
        raise refusal
    said, today = fitted(text, WORDS), timezone.localdate(at)
    if not said:
        raise Problem("practical-note", "请写做成了什么。")
    stone.state, stone.note, stone.reported_by, stone.reported_on = StoneState.REPORTED.value, said, by.staff_id, today
    stone.save(update_fields=["state", "note", "reported_by", "reported_on"])
    limits = file_limits(pack_on(at).pack, at)
    keep_files(uploads=uploads, matter_id=row.id, holder_id=stone.id, limits=limits, by=by, at=at)
    save(row)
    news(NoticeKind.PRACTICAL_REPORTED, row, by, at, stone=stone, chiefs=True)
    in_time = "yes" if today <= stone.due else "no"
    record(EventKind.PRACTICAL_REPORTED, row, by, at, measures={"files": len(uploads)}, in_time=in_time)


@transaction.atomic
def check(
    *, item_id: UUID, stone_id: UUID, passed: bool, text: str, by: Viewer, at: datetime, seen_version: int | None = None
) -> None:
    """Verify a milestone that somebody else reported, or send it back and say what is missing; the last one ends the matter."""
    row = hold(item_id, by, seen_version)
    if not leads(by, row):
        raise Problem(*DENIED)
    stone = stone_of(row, stone_id)
    refusal = why_not_check(ItemState(row.state), StoneState(stone.state), stone.reported_by, by.staff_id)
    if refusal:
        raise refusal
    said, today = fitted(text, WORDS), timezone.localdate(at)
    if not passed and not said:
        raise Problem("practical-missing", "退回时请写还差什么。")
    in_time = "yes" if stone.reported_on is not None and stone.reported_on <= stone.due else "no"
    stone.remark, stone.checked_by, stone.checked_on = said, by.staff_id, today
    if passed:
        stone.state = StoneState.PASSED.value
    else:
        stone.state, stone.back = StoneState.OPEN.value, stone.back + 1
        stone.reported_by = stone.reported_on = None
    stone.save()
    whole = passed and course(row, today).whole
    if whole:
        row.state, row.ended_at = ItemState.DONE.value, at
    save(row)
    if not passed:
        news(NoticeKind.PRACTICAL_BACK, row, by, at, stone=stone, helpers=True)
    kind = EventKind.PRACTICAL_PASSED if passed else EventKind.PRACTICAL_BACK
    measures = {"days": (today - timezone.localdate(row.made_at)).days}
    record(kind, row, by, at, measures=measures, in_time=in_time, last="yes" if whole else "no")


@transaction.atomic
def warn(*, stone_id: UUID, by: Viewer, at: datetime) -> int:
    """Tell that a milestone is overdue, once; returns 1 where it was, 0 where somebody was quicker."""
    found = Milestone.objects.filter(id=stone_id).values_list("item", flat=True).first()
    if found is None:
        return 0
    row = Item.objects.select_for_update().get(id=found)
    stone = Milestone.objects.select_for_update().get(id=stone_id)
    late = stone.state == StoneState.OPEN.value and stone.due < timezone.localdate(at) and not stone.warned
    if not late or row.state != ItemState.GOING.value:
        return 0
    stone.warned = True
    stone.save(update_fields=["warned"])
    news(NoticeKind.PRACTICAL_LATE, row, by, at, stone=stone, chiefs=True, helpers=True)
    record(EventKind.PRACTICAL_LATE, row, by, at)
    return 1
