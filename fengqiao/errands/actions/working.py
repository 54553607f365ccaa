"""What is done for an item: visits, steps, telling the resident of each, the end."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.errands.actions.writing import (
    HeldItem,
    add_line,
    ending_of,
    facts_of,
    hold,
    hold_item,
    marks_of,
    save,
    tell,
    told_so,
)
from fengqiao.errands.models import Errand, ErrandItem, ErrandLine, HomeVisit
from fengqiao.errands.rules.course import VISIT, why_in_hand, why_not_done, why_not_step
from fengqiao.errands.terms import ItemState
from fengqiao.kit.problems import Problem
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer

AHEAD = 366
YES, NO = "yes", "no"


def _open(held: HeldItem) -> None:
    if held.item.state != ItemState.OPEN.value:
        raise Problem("errand-item-over", "这一项已经办结。")


@transaction.atomic
def plan_visit(*, item_id: UUID, day: date, by: Viewer, at: datetime) -> UUID:
    """Plan a visit to somebody's home for an item; refuses kinds without a visit, days gone by, and a second one."""
    held, today = hold_item(item_id, by), timezone.localdate(at)
    _open(held)
    if VISIT not in held.kind.steps:
        raise Problem("visit-needless", "这一项不用上门。")
    if not today <= day <= today + timedelta(days=AHEAD):
        raise Problem("visit-day", "上门的日子要在今天以后、一年之内。")
    if held.item.visits.filter(done_at__isnull=True).exists():
        raise Problem("visit-there", "已经约好一次上门，先记下结果。")
    made = HomeVisit.objects.create(item=held.item, day=day, staff_id=by.staff_id)
    save(held.errand)
    tell(EventKind.ERRAND_VISIT_PLANNED, held.errand, by, at, attributes=marks_of(held))
    return made.id


@transaction.atomic
def make_visit(*, item_id: UUID, by: Viewer, at: datetime) -> None:
    """Write down that a visit was made, planned before or not."""
    held = hold_item(item_id, by)
    _open(held)
    if VISIT not in held.kind.steps:
        raise Problem("visit-needless", "这一项不用上门。")
    visit = held.item.visits.filter(done_at__isnull=True).first() or HomeVisit(
        item=held.item, day=timezone.localdate(at)
    )
    visit.done_at, visit.staff_id = at, by.staff_id
    visit.save()
    save(held.errand)
    tell(EventKind.ERRAND_VISITED, held.errand, by, at, attributes=marks_of(held))


@transaction.atomic
def go_on(*, item_id: UUID, step: str, text: str, told: str, by: Viewer, at: datetime) -> None:
    """Bring an item to its next step, and say how the resident was told of it (empty: not yet)."""
    held = hold_item(item_id, by)
    refusal = why_not_step(held.kind, facts_of(held, at), step)
    if refusal:
        raise refusal
    held.item.step = step
    held.item.save(update_fields=["step"])
    add_line(held, step, text, told, by, at)
    save(held.errand)
    marks = {**marks_of(held), "step": step, "told": YES if told else NO}
    tell(EventKind.ERRAND_STEP, held.errand, by, at, attributes=marks)


@transaction.atomic
def tell_resident(*, errand_id: UUID, how: str, by: Viewer, at: datetime) -> int:
    """Write down that the resident or the family was told of everything new; returns how many steps. Refuses when there is none."""
    row = hold(errand_id, by)
    told_so(row, how, by, at)
    count = ErrandLine.objects.filter(errand=row, told="").update(told=how, told_at=at)
    if not count:
        raise Problem("errand-nothing-new", "没有新的进展要告诉。")
    save(row)
    tell(EventKind.ERRAND_TOLD, row, by, at, attributes={"told": how}, measures={"steps": count})
    return count


@transaction.atomic
def end_item(*, item_id: UUID, state: str, ending: str, text: str, told: str, by: Viewer, at: datetime) -> None:
    """End an item: done, refused by the department with its clause, or given up. The last one ends the errand.

    What was counted as done before and is done again ends by an event of its own: no counter takes it twice.
    Refuses `done` before the last step, an ending that does not fit, a refusal without its clause in words, and any
    end while a paper lies with the assistant.
    """
    held = hold_item(item_id, by)
    facts = facts_of(held, at)
    if state not in {each.value for each in ItemState if each is not ItemState.OPEN}:
        raise Problem("errand-ending", "请选择结果。")
    done = state == ItemState.DONE.value
    if not done:
        _open(held)
        ending_of(held.pack, ending, text, refused=state == ItemState.REFUSED.value)
    refusal = why_not_done(held.kind, facts) if done else why_in_hand(facts)
    if refusal:
        raise refusal
    item, row = held.item, held.errand
    item.state, item.ending, item.ended_at = state, "" if done else ending, at
    item.save(update_fields=["state", "ending", "ended_at"])
    add_line(held, state, text, told, by, at)
    states = list(row.items.values_list("state", flat=True))
    last = ItemState.OPEN.value not in states
    row.ended_at = at if last else None
    save(row)
    marks = {
        **marks_of(held),
        "result": state,
        "in_time": YES if at <= item.due_at else NO,
        "last": YES if last else NO,
        "served": YES if last and ItemState.DONE.value in states else NO,
    }
    kind = EventKind.ERRAND_ITEM_AGAIN if _was_done(row, item) else EventKind.ERRAND_ITEM_ENDED
    tell(kind, row, by, at, attributes=marks, measures={"days": (at - row.taken_at).days})


def _was_done(row: Errand, item: ErrandItem) -> bool:
    """Say whether an item had been done before its errand was opened again."""
    before = ErrandLine.objects.filter(item=item, step=ItemState.DONE.value)
    return row.reopened_at is not None and before.filter(at__lt=row.reopened_at).exists()
