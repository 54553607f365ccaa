"""Keeping the list: put in, milestones added or moved, shown to everybody, dropped, its words destroyed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from fengqiao.kit.problems import Problem
from fengqiao.kit.typed import fitted
from fengqiao.ledger.terms import EventKind
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.queries import Viewer, directory
from fengqiao.practical.actions.writing import hold, news, record, save, stone_of
from fengqiao.practical.models import Helper, Item, Milestone
from fengqiao.practical.queries import leads, plans, reached
from fengqiao.practical.rules.course import MOST_STONES, TITLE, WORDS, why_not_plan, why_not_stone
from fengqiao.practical.terms import Aim, ItemState, StoneState
from fengqiao.vault.actions import destroy, due_for_destruction, make_missing_keys

DENIED = ("denied", "您现在的岗位不能这样操作。")


@transaction.atomic
def plan(
    *, unit_id: UUID, year: int, aim: Aim, title: str, helpers: Collection[UUID], stones: Sequence[tuple[str, date]],
    by: Viewer, at: datetime,
) -> UUID:  # fmt: skip
    """Put a matter into the list of a unit for a year; refuses strangers, one without milestones, one that stands there already."""
    if not plans(by) or unit_id not in reached(by):
        raise Problem(*DENIED)
    said = fitted(title, TITLE)
    planned = [(fitted(name, TITLE), due) for name, due in stones]
    if refusal := why_not_plan(said, year, planned, timezone.localdate(at)):
        raise refusal
    known = directory(at=at).units
    if unit_id not in known or not set(helpers) <= known.keys():
        raise Problem("unit-unknown", "请选择承办单位。")
    there = Item.objects.filter(unit=unit_id, year=year)
    if there.filter(title=said).exclude(state=ItemState.DROPPED.value).exists():
        raise Problem("practical-there", "这个单位这一年的清单里已经有这项实事。")
    place = (there.aggregate(last=Max("place"))["last"] or 0) + 1
    row = Item(
        unit_id=unit_id, year=year, place=place, aim=aim.value, title=said, state=ItemState.GOING.value,
        made_by=by.staff_id, made_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Problem("practical-again", "刚有人同时登记了另一项，请再试一次。") from None
    Helper.objects.bulk_create(Helper(item=row, unit_id=each) for each in sorted(set(helpers) - {unit_id}, key=str))
    Milestone.objects.bulk_create(
        Milestone(item=row, place=number, title=name, due=due, state=StoneState.OPEN.value)
        for number, (name, due) in enumerate(planned, start=1)
    )
    make_missing_keys([row.id], at=at)
    news(NoticeKind.PRACTICAL_GIVEN, row, by, at, helpers=True)
    record(EventKind.PRACTICAL_PLANNED, row, by, at, measures={"stones": len(planned)})
    return row.id


def _led(item_id: UUID, by: Viewer, seen_version: int | None) -> Item:
    row = hold(item_id, by, seen_version)
    if not leads(by, row):
        raise Problem(*DENIED)
    return row


@transaction.atomic
def add_stone(
    *, item_id: UUID, title: str, due: date, by: Viewer, at: datetime, seen_version: int | None = None
) -> None:
    """Add a milestone to a matter under way."""
    row = _led(item_id, by, seen_version)
    said = fitted(title, TITLE)
    if refusal := _why_not_change(row) or why_not_stone(said, due, row.year):
        raise refusal
    count = row.stones.count()
    if count >= MOST_STONES:
        raise Problem("practical-stones", "请定 1 到 {most} 个节点，每个写完成什么、哪天前完成。", most=MOST_STONES)
    last = row.stones.aggregate(last=Max("place"))["last"] or 0
    Milestone.objects.create(item=row, place=last + 1, title=said, due=due, state=StoneState.OPEN.value)
    save(row)
    record(EventKind.PRACTICAL_CHANGED, row, by, at, change="added")


@transaction.atomic
def move_stone(
    *, item_id: UUID, stone_id: UUID, due: date, text: str, by: Viewer, at: datetime, seen_version: int | None = None
) -> None:
    """Set another day for a milestone that is open, and say why; what was told of its lateness may be told again."""
    row = _led(item_id, by, seen_version)
    stone = stone_of(row, stone_id)
    why = fitted(text, WORDS)
    if refusal := _why_not_change(row) or why_not_stone(stone.title, due, row.year):
        raise refusal
    if stone.state != StoneState.OPEN.value:
        raise Problem("practical-reported", "这个节点已经报过完成。")
    if not why:
        raise Problem("practical-why", "请写明为什么。")
    later = due > stone.due
    stone.due, stone.remark, stone.warned = due, why, False
    stone.save(update_fields=["due", "remark", "warned"])
    save(row)
    record(EventKind.PRACTICAL_CHANGED, row, by, at, change="later" if later else "sooner")


def _why_not_change(row: Item) -> Problem | None:
    if row.state != ItemState.GOING.value:
        return Problem("practical-over", "这项实事已经办成或者已经取消。")
    return None


@transaction.atomic
def show(*, item_id: UUID, shown: bool, by: Viewer, at: datetime, seen_version: int | None = None) -> None:
    """Put a matter on the public page, or take it off."""
    row = _led(item_id, by, seen_version)
    if row.state == ItemState.DROPPED.value:
        raise Problem("practical-over", "这项实事已经办成或者已经取消。")
    if row.shown == shown:
        raise Problem("practical-shown", "公开状态没有变化。")
    row.shown = shown
    save(row)
    record(EventKind.PRACTICAL_SHOWN, row, by, at, shown="yes" if shown else "no")


@transaction.atomic
def drop(*, item_id: UUID, text: str, by: Viewer, at: datetime, seen_version: int | None = None) -> None:
    """Take a matter out of the list, and say why; it leaves the public page."""
    row = _led(item_id, by, seen_version)
    why = fitted(text, WORDS)
    if refusal := _why_not_change(row):
        raise refusal
    if not why:
        raise Problem("practical-why", "请写明为什么。")
    row.state, row.reason, row.shown, row.ended_at = ItemState.DROPPED.value, why, False, at
    save(row)
    record(EventKind.PRACTICAL_DROPPED, row, by, at)


@transaction.atomic
def erase_items(*, item_ids: Collection[UUID], by: Viewer, at: datetime) -> int:
    """Destroy the words and evidence of matters (the caller says whose term is over); counts and codes stay."""
    due = due_for_destruction(Item.objects.filter(id__in=set(item_ids), erased_at__isnull=True))
    if not due:
        return 0
    ids = [row.id for row in due]
    destroy(ids, at=at)
    Item.objects.filter(id__in=ids).update(title="", reason="", shown=False, erased_at=at)
    Milestone.objects.filter(item__in=ids).update(title="", note="", remark="")
    for row in due:
        record(EventKind.PRACTICAL_ERASED, row, by, at)
    return len(due)
