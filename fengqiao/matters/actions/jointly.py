"""A matter's shares as a joint incident hands them out, signs, ends and passes the lead on. Part of the caller's action."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from fengqiao.kit.problems import Problem
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions.handling import accept
from fengqiao.matters.actions.writing import (
    Held,
    enter,
    held_as_begun,
    hold,
    receiver,
    settle,
    start_clock,
    stop_clocks,
    task_for,
    tell_led,
    tell_ledger,
)
from fengqiao.matters.models import Matter, Report, Task
from fengqiao.matters.rules.moves import why_not_move
from fengqiao.matters.terms import OPEN_TASKS, MatterState, Move, TaskRole, TaskState
from fengqiao.orgs.queries import UnitCard, Viewer, directory
from fengqiao.orgs.terms import Right


def lead_jointly(*, matter_id: UUID, by: Viewer, at: datetime) -> tuple[Held, Task, datetime]:
    """Lock a matter that somebody leads, signing for it where that is still to be done.

    Returns it with the lead's task and when it was first told of.

    Refuses whoever does not lead it, matters that wait for routing, and sealed ones.
    """
    matter = Matter.objects.filter(id=matter_id).first()
    if matter is not None and matter.state == MatterState.OFFERED.value:
        accept(matter_id=matter_id, by=by, at=at)
    held = hold(matter_id, by, Right.HANDLE, Move.ADD_PARTY, None)
    if held.matter.sealed:
        raise Problem("joint-sealed", "保密事项不能转为联动。")
    lead = task_for(held, by, states=(TaskState.WORKING.value,), lead_only=True)
    told = Report.objects.filter(matter_id=matter_id).order_by("told_at").values_list("told_at", flat=True).first()
    return held, lead, min(told or at, at)


def hold_jointly(matter_id: UUID, *, move: Move | None) -> Held:
    """Lock the matter of an incident whose gate was passed; `move`: what must be possible there."""
    held = held_as_begun(Matter.objects.select_for_update().get(id=matter_id))
    refusal = why_not_move(MatterState(held.matter.state), move) if move else None
    if refusal:
        raise refusal
    return held


def helping(held: Held) -> list[Task]:
    """Return the open shares of those who help already."""
    rows = Task.objects.filter(matter=held.matter, role=TaskRole.HELPER.value, state__in=OPEN_TASKS)
    return list(rows.select_related("unit").order_by("opened_at", "id"))


def call_jointly(
    held: Held, calls: Sequence[tuple[UnitCard, str]], *, by: Viewer, at: datetime
) -> list[tuple[UnitCard, Task]]:
    """Ask units to help, each in words; a copy that a unit holds becomes its share. Refuses one that helps already."""
    found = []
    there = set(Task.objects.filter(matter=held.matter, state__in=OPEN_TASKS).values_list("unit_id", flat=True))
    for card, wanted in calls:
        if card.id in there:
            raise Problem("party-there", "这个单位已经在办理或已收到抄送。")
        there.add(card.id)
        Task.objects.filter(matter=held.matter, unit_id=card.id, state=TaskState.NOTED.value).update(
            state=TaskState.WITHDRAWN.value, ended_at=at
        )
        task = Task.objects.create(
            matter=held.matter,
            role=TaskRole.HELPER.value,
            unit_id=card.id,
            opened_at=at,
            wanted=wanted[:200],
            state=TaskState.OFFERED.value,
        )
        start_clock(held, "accept", at, task)
        codes = {"unit": str(card.id), "role": TaskRole.HELPER.value}
        enter(held, Move.ADD_PARTY, by, at, task=task, text=wanted, codes=codes)
        attributes = {"role": TaskRole.HELPER.value, "line": card.line}
        tell_ledger(held, EventKind.TASK_ADDED, by, at, unit_id=card.id, attributes=attributes)
        found.append((card, task))
    settle(held, None)
    return found


def sign_jointly(held: Held, task: Task, *, by: Viewer, at: datetime) -> None:
    """Sign a helper's share off as received, if that is still to be done."""
    if task.state != TaskState.OFFERED.value:
        return
    task.state, task.accepted_at = TaskState.WORKING.value, at
    task.save(update_fields=["state", "accepted_at"])
    stop_clocks(held, at, "accept", of={task.id})
    start_clock(held, "help", at, task)
    enter(held, Move.ACCEPT, by, at, task=task)
    settle(held, None)


def end_jointly(held: Held, task: Task, *, done: bool, by: Viewer, at: datetime) -> None:
    """End a helper's share as done, or take it back."""
    task.state, task.ended_at = (TaskState.DONE if done else TaskState.WITHDRAWN).value, at
    task.save(update_fields=["state", "ended_at"])
    stop_clocks(held, at, "accept", "help", of={task.id})
    if done:
        enter(held, Move.DONE, by, at, task=task)
    settle(held, None)


def pass_lead(held: Held, to: Task, *, text: str, by: Viewer, at: datetime) -> None:
    """Make a helper the lead of a matter and the lead its helper; refuses a unit to which no matter is routed."""
    receiver(directory(at=at), to.unit_id)
    lead = Task.objects.get(matter=held.matter, role=TaskRole.LEAD.value, state__in=OPEN_TASKS)
    sign_jointly(held, to, by=by, at=at)
    stop_clocks(held, at, "help", of={to.id})
    lead.role, to.role = TaskRole.HELPER.value, TaskRole.LEAD.value
    lead.save(update_fields=["role"])
    to.save(update_fields=["role"])
    enter(held, Move.ROUTE, by, at, task=to, text=text, codes={"unit": str(to.unit_id)})
    settle(held, None, unit_id=to.unit_id)
    tell_led(held, by, at)


def note_jointly(held: Held, text: str, *, by: Viewer, at: datetime) -> None:
    """Write words about what was done elsewhere into a matter's timeline, whatever state it is in."""
    enter(held, Move.PROGRESS, by, at, text=text)
    settle(held, None)
