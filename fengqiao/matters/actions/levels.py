"""Matters go up a level, down, or to a neighbour (上报、交办、移送): who sends answers until the other centre has signed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.kit.problems import Problem
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions.noticing import tell_of
from fengqiao.matters.actions.writing import (
    Held,
    enter,
    hold,
    settle,
    start_clock,
    start_with_lead,
    stop_clocks,
    task_for,
    tell_led,
    tell_ledger,
)
from fengqiao.matters.models import Report, Task
from fengqiao.matters.rules.levels import USES, decide_after, decider, taken_at, ways_from, why_not_handed_on
from fengqiao.matters.terms import OPEN_TASKS, MatterState, Move, TaskRole, TaskState
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.queries import Directory, Viewer, directory
from fengqiao.orgs.terms import Right


@transaction.atomic
def hand_on(
    *, matter_id: UUID, unit_id: UUID, reason: str, text: str, by: Viewer, at: datetime, seen_version: int | None = None
) -> None:
    """Send a matter to the centre above, to one right below or to a neighbour; the sender keeps it until it is signed for.

    Refuses a reason that the pack does not give for that way, sealed and ruled matters, and a centre that refused too often.
    """
    held = hold(matter_id, by, Right.HANDLE, Move.HAND_ON, seen_version)
    matter, units = held.matter, directory(at=at)
    lead = _held_by(held, by)
    sender = lead.unit_id if lead else matter.unit_id
    way = ways_from(units.units, sender).get(unit_id)
    refusal = why_not_handed_on(
        way,
        sealed=matter.sealed,
        ruling=matter.ruling,
        waits=Task.objects.filter(matter=matter, role=TaskRole.NEXT.value, state__in=OPEN_TASKS).exists(),
        refused=_refused(held, sender, unit_id),
        most=decide_after(held.pack, timezone.localdate(at)),
    )
    if refusal:
        raise refusal
    assert way is not None  # noqa: S101  # refused above
    known = held.pack.reason(USES[way], reason)
    if known is None:
        raise Problem("level-reason", "请选择上报、交办或移送的理由。")
    if known.text_needed and not text.strip():
        raise Problem("return-text", "这个理由需要写明情况。")
    _sign(held, lead, sender, at)
    there = Task.objects.filter(matter=matter, unit_id=unit_id, state__in=[*OPEN_TASKS, TaskState.NOTED.value])
    ids = list(there.values_list("id", flat=True))
    if ids:
        there.update(state=TaskState.WITHDRAWN.value, ended_at=at)
        stop_clocks(held, at, "accept", "help", of=set(ids))
    task = Task.objects.create(
        matter=matter,
        role=TaskRole.NEXT.value,
        unit_id=unit_id,
        state=TaskState.OFFERED.value,
        opened_at=at,
        way=way.value,
        sender_id=sender,
    )
    start_clock(held, "accept", at, task)
    enter(
        held, Move.HAND_ON, by, at, task=task, text=text, codes={"unit": str(unit_id), "way": way.value, "why": reason}
    )
    settle(held, Move.HAND_ON, unit_id=sender, accepted_at=matter.accepted_at or at)
    tell_of(matter, NoticeKind.TRANSFER_OFFERED, by, at, units={unit_id})
    attributes = {"way": way.value, "reason": reason, **_levels(units, sender, unit_id)}
    tell_ledger(held, EventKind.MATTER_HANDED_ON, by, at, unit_id=sender, attributes=attributes)
    tell_led(held, by, at)


@transaction.atomic
def take_back(*, matter_id: UUID, text: str, by: Viewer, at: datetime, seen_version: int | None = None) -> None:
    """Take back what was sent to another centre, as long as that one has not signed for it."""
    held = hold(matter_id, by, Right.HANDLE, Move.TAKE_BACK, seen_version)
    waiting = Task.objects.filter(matter=held.matter, role=TaskRole.NEXT.value, state=TaskState.OFFERED.value)
    task = waiting.exclude(way="").first()
    if task is None:
        raise Problem("take-back-late", "没有等对方签收的：对方已经签收，或者已经退回。")
    lead = Task.objects.filter(matter=held.matter, role=TaskRole.LEAD.value, state__in=OPEN_TASKS).first()
    if lead is None or (lead.unit_id not in by.seen_units and lead.assignee_id != by.staff_id):
        raise Problem("no-task", "这件事项现在不由您的单位办理。")
    if not text.strip():
        raise Problem("take-back-text", "请写明为什么撤回。")
    task.state, task.ended_at = TaskState.WITHDRAWN.value, at
    task.save(update_fields=["state", "ended_at"])
    stop_clocks(held, at, "accept", of={task.id})
    enter(held, Move.TAKE_BACK, by, at, task=task, text=text, codes={"unit": str(task.unit_id), "way": task.way})
    settle(held, Move.TAKE_BACK)
    levels = _levels(directory(at=at), lead.unit_id, task.unit_id)
    tell_ledger(held, EventKind.MATTER_TAKEN_BACK, by, at, unit_id=lead.unit_id, attributes={"way": task.way, **levels})


def who_decides(held: Held, task: Task, units: Directory, at: datetime) -> UUID | None:
    """Return the centre that decides where this refusal is one too many; None where the sender just keeps the matter."""
    if not task.way or task.sender_id is None:
        return None
    times = _refused(held, task.sender_id, task.unit_id) + 1
    if times < decide_after(held.pack, timezone.localdate(at)):
        return None
    return decider(units.units, task.sender_id, task.unit_id)


def arrived(task: Task, before: Task, at: datetime) -> tuple[dict[str, str], dict[str, int]]:
    """Return what the ledger is told where a centre signs for what came from another: the way, and how long it stood there."""
    if not task.way:
        return {}, {}
    codes = {"way": task.way, "level": before.unit.level, "to_level": task.unit.level}
    since = before.accepted_at or before.opened_at
    return codes, {"level_minutes": max(int((at - since).total_seconds() // 60), 0)}


def told_besides(task: Task) -> set[UUID]:
    """Return the centres on whose way the matter came: they are told when it goes on."""
    rows = Task.objects.filter(matter_id=task.matter_id, sender__isnull=False) if task.way else Task.objects.none()
    return set(rows.values_list("sender_id", flat=True)) - {task.unit_id}


def settled_at(held: Held, task: Task, at: datetime) -> tuple[dict[str, str], dict[str, int]]:
    """Return what the ledger is told where a centre closes a matter: its level, and that at which the matter was taken."""
    level = task.unit.level
    if not level:
        return {}, {}
    took = Report.objects.filter(matter=held.matter).order_by("received_at", "id")
    first = took.values_list("taken_unit__level", flat=True).first() or ""
    came = Task.objects.filter(matter=held.matter, sender__isnull=False).order_by("opened_at", "id")
    taken = taken_at(first, came.values_list("sender__level", flat=True), level)
    codes = {"level": level, "taken_level": taken, "at_level": "yes" if taken == level else "no"}
    since = task.accepted_at or task.opened_at
    return codes, {"level_minutes": max(int((at - since).total_seconds() // 60), 0)}


def _held_by(held: Held, by: Viewer) -> Task | None:
    """Return the lead's share on which somebody acts; None where their centre has yet to route the matter."""
    matter = held.matter
    if matter.state != MatterState.TRIAGE.value:
        return task_for(held, by, states=OPEN_TASKS, lead_only=True)
    if matter.unit_id not in by.seen_units:
        raise Problem("no-task", "这件事项现在不由您的单位办理。")
    return None


def _sign(held: Held, lead: Task | None, sender: UUID, at: datetime) -> None:
    """Make the sender the lead that has signed: who sends a matter answers for it until the other has."""
    if lead is None:
        stop_clocks(held, at, "accept", of={None})
        Task.objects.create(
            matter=held.matter,
            role=TaskRole.LEAD.value,
            unit_id=sender,
            state=TaskState.WORKING.value,
            opened_at=at,
            accepted_at=at,
        )
    elif lead.state == TaskState.OFFERED.value:
        lead.state, lead.accepted_at = TaskState.WORKING.value, at
        lead.save(update_fields=["state", "accepted_at"])
        stop_clocks(held, at, "accept", of={lead.id})
    else:
        return
    start_with_lead(held, at)


def _refused(held: Held, sender: UUID, unit_id: UUID) -> int:
    returned = TaskState.RETURNED.value
    return Task.objects.filter(
        matter=held.matter, sender_id=sender, unit_id=unit_id, state=returned, way__gt=""
    ).count()


def _levels(units: Directory, sender: UUID, unit_id: UUID) -> dict[str, str]:
    return {"level": units.units[sender].level, "to_level": units.units[unit_id].level}
