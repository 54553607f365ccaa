"""Passing a matter on in one step (一键转接): the first receiver answers until the next has signed (首接负责)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.kit.problems import Problem
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions.noticing import tell_of
from fengqiao.matters.actions.returning import end_check
from fengqiao.matters.actions.writing import (
    Held,
    enter,
    hold,
    receiver,
    settle,
    start_clock,
    start_with_lead,
    stop_clocks,
    task_for,
    tell_led,
    tell_ledger,
)
from fengqiao.matters.models import Report, Task
from fengqiao.matters.rules.diverting import HOTLINES, flow_of, why_not_passed
from fengqiao.matters.terms import OPEN_TASKS, Move, Ruling, TaskRole, TaskState
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.queries import Viewer, directory
from fengqiao.orgs.terms import Line, Right


@transaction.atomic
def transfer(
    *,
    matter_id: UUID,
    unit_id: UUID,
    consent: str,
    text: str,
    by: Viewer,
    at: datetime,
    seen_version: int | None = None,
) -> None:
    """Pass a matter on with what was said; the lead signs for it and keeps it until the other unit has signed.

    Refuses without the caller's consent, where a ruling has named the lead, and while another transfer waits.
    """
    held = hold(matter_id, by, Right.HANDLE, Move.TRANSFER, seen_version)
    matter, lead = held.matter, task_for(held, by, states=OPEN_TASKS, lead_only=True)
    refusal = why_not_passed(consent, text)
    if refusal:
        raise refusal
    target = receiver(directory(at=at), unit_id)
    if target.id == lead.unit_id:
        raise Problem("unit-same", "这件事项已经在这个单位。")
    if lead.unit.line not in HOTLINES:
        raise Problem("transfer-hands-back", "承办部门不能转接：不属于本单位的，按退回清单退回。")
    if matter.sealed:
        raise Problem("transfer-sealed", "保密事项不能转接。")
    if matter.ruling == Ruling.GIVEN.value:
        raise Problem("ruled", "这件事项由谁承办已经裁决，不能再退回。")
    if Task.objects.filter(matter=matter, role=TaskRole.NEXT.value, state__in=OPEN_TASKS).exists():
        raise Problem("transfer-waits", "已经转出，等对方签收。")
    signed = lead.state == TaskState.OFFERED.value
    if signed:
        lead.state, lead.accepted_at = TaskState.WORKING.value, at
        lead.save(update_fields=["state", "accepted_at"])
        stop_clocks(held, at, "accept", of={lead.id})
        start_with_lead(held, at)
    end_check(held, at)
    task = pass_to(held, unit_id, at)
    enter(held, Move.TRANSFER, by, at, task=task, text=text, codes={"unit": str(unit_id), "consent": consent})
    settle(held, Move.TRANSFER, **({"accepted_at": at} if signed else {}))
    tell_of(matter, NoticeKind.TRANSFER_OFFERED, by, at, units={unit_id})
    attributes = {"function": target.function, "line": target.line, "consent": consent}
    tell_ledger(held, EventKind.TASK_TRANSFERRED, by, at, unit_id=lead.unit_id, attributes=attributes)
    if signed:
        tell_led(held, by, at)


def pass_to(held: Held, unit_id: UUID, at: datetime) -> Task:
    """Offer a matter to a unit that is to take it over from the lead; whatever share it has ends. Part of the caller's action."""
    there = Task.objects.filter(matter=held.matter, unit_id=unit_id, state__in=[*OPEN_TASKS, TaskState.NOTED.value])
    ids = list(there.values_list("id", flat=True))
    if ids:
        there.update(state=TaskState.WITHDRAWN.value, ended_at=at)
        stop_clocks(held, at, "accept", "help", of=set(ids))
    task = Task.objects.create(
        matter=held.matter, role=TaskRole.NEXT.value, unit_id=unit_id, state=TaskState.OFFERED.value, opened_at=at
    )
    start_clock(held, "accept", at, task)
    return task


def take_over(held: Held, task: Task, at: datetime) -> Task:
    """Make the unit that has signed for a transferred matter its lead; the first receiver, returned, keeps a copy."""
    leads = Task.objects.filter(matter=held.matter, role=TaskRole.LEAD.value, state__in=OPEN_TASKS)
    first = leads.select_related("unit").get()
    end_check(held, at)
    first.state, first.ended_at = TaskState.WITHDRAWN.value, at
    first.save(update_fields=["state", "ended_at"])
    task.role = TaskRole.LEAD.value
    task.save(update_fields=["role"])
    Task.objects.create(
        matter=held.matter, role=TaskRole.COPY.value, unit_id=first.unit_id, state=TaskState.NOTED.value, opened_at=at
    )
    return first


def flows(held: Held, to_line: str) -> dict[str, str]:
    """Return how a matter flows with a new lead of a line, to be kept and told; nothing where it does not."""
    matter = held.matter
    taken = Report.objects.filter(matter=matter).order_by("received_at", "id").values_list("taken_unit__line").first()
    police = Line.POLICE.value
    by_police = bool(matter.flow) or matter.unit.line == police or (taken is not None and taken[0] == police)
    flow = flow_of(matter.flow, by_police=by_police, to_line=to_line)
    return {"flow": flow} if flow else {}
