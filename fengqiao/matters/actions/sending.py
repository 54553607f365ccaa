"""Sending a matter on: routing it by hand, and handing it back with a reason."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from fengqiao.catalogue.model import ReasonUse
from fengqiao.kit.problems import Problem
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions.intake import CENTRE
from fengqiao.matters.actions.learning import note_return, note_route
from fengqiao.matters.actions.levels import who_decides
from fengqiao.matters.actions.noticing import tell_lead, tell_of
from fengqiao.matters.actions.returning import end_check, wait_for_check
from fengqiao.matters.actions.transferring import flows
from fengqiao.matters.actions.writing import (
    Held,
    enter,
    hold,
    in_time,
    receiver,
    settle,
    start_clock,
    stop_clocks,
    task_for,
    tell_ledger,
)
from fengqiao.matters.models import Recipient, Routing, Task
from fengqiao.matters.rules.moves import why_not_route
from fengqiao.matters.terms import OPEN_TASKS, Move, Ruling, TaskRole, TaskState
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.queries import Directory, Viewer, directory, in_charge_of
from fengqiao.orgs.terms import Right


@transaction.atomic
def route(
    *, matter_id: UUID, unit_id: UUID, reason: str, by: Viewer, at: datetime, seen_version: int | None = None
) -> None:
    """Give a matter to a unit by hand, with a reason in words; the party before loses its share."""
    held = hold(matter_id, by, Right.ROUTE, Move.ROUTE, seen_version)
    units = directory(at=at)
    target = receiver(units, unit_id)
    if not reason.strip():
        raise Problem("route-reason", "请写明为什么送往这个单位。")
    matter = held.matter
    if matter.state != "triage" and matter.unit_id == unit_id:
        raise Problem("unit-same", "这件事项已经在这个单位。")
    refusal = why_not_route(matter.ruling, rules_here=arbiter_of(units) in by.seen_units)
    if refusal:
        raise refusal
    again = {} if matter.state == "triage" else {"again": "yes"}
    flow = flows(held, target.line)
    lead = offer(held, unit_id, by, at)
    note_route(held, target.function, by, at)
    enter(held, Move.ROUTE, by, at, task=lead, text=reason, codes={"unit": str(unit_id)})
    settle(held, Move.ROUTE, unit_id=unit_id, accepted_at=None, **flow)
    tell_of(matter, NoticeKind.OFFERED, by, at, units={unit_id})
    tell_ledger(
        held,
        EventKind.MATTER_ROUTED,
        by,
        at,
        attributes={"function": target.function, "by_hand": "yes", **again, **flow},
        measures={"returned": matter.returned},
    )


@transaction.atomic
def give_back(
    *, matter_id: UUID, reason: str, text: str, by: Viewer, at: datetime, seen_version: int | None = None
) -> None:
    """Hand a matter back (退回) for a reason: the lead's goes to the centre to be routed anew, a helper's just ends."""
    held = hold(matter_id, by, Right.HANDLE, Move.RETURN, seen_version)
    task = task_for(held, by, states=OPEN_TASKS)
    known = held.pack.reason(ReasonUse.RETURN, reason)
    if known is None:
        raise Problem("reason-unknown", "请选择退回的理由：要引用退回清单的一条，不能只写文字。")
    if known.text_needed and not text.strip():
        raise Problem("return-text", "这个理由需要写明情况。")
    matter, unit_id, asked, checks = held.matter, task.unit_id, {}, {}
    if task.role == TaskRole.LEAD.value and matter.ruling == Ruling.GIVEN.value:
        raise Problem("ruled", "这件事项由谁承办已经裁决，不能再退回。")
    codes = {"reason": reason, "role": task.role}
    most = int(held.pack.value_on("return.arbitrate_after", timezone.localdate(at)).number)
    # What was passed on stays with the first receiver, unless it goes to and fro too often.
    units = directory(at=at)
    came, decides = {"way": task.way} if task.way else {}, who_decides(held, task, units, at)
    codes |= came
    stays = task.role == TaskRole.NEXT.value and (decides is None if came else matter.returned < most)
    if task.role not in (TaskRole.LEAD.value, TaskRole.NEXT.value) or stays:
        task.state, task.ended_at = TaskState.RETURNED.value, at
        task.save(update_fields=["state", "ended_at"])
        stop_clocks(held, at, "accept", "help", of={task.id})
        enter(held, Move.RETURN, by, at, task=task, text=text, codes=codes)
        checks = wait_for_check(held, unit_id, at) if stays and not came else {}
        settle(held, None, **({"returned": matter.returned + 1, **checks} if stays else {}))
        tell_lead(matter, NoticeKind.RETURNED, by, at)
    else:
        asked = {"to_arbiter": "yes"} if decides or matter.returned >= most else {}
        centre = units.units[decides] if decides else units.unit_for(CENTRE, None if asked else matter.area_id)
        if centre is None:
            raise Problem("unit-none", "没有可以承办的单位。请管理员先建立社会治理中心和承办单位。")
        end_shares(held, at, TaskState.RETURNED)
        sender = units.units.get(unit_id)
        note_return(held, reason, sender.function if sender else "", by, at)
        start_clock(held, "arbitrate" if asked and "arbitrate" in held.kind.clocks else "accept", at)
        if matter.sealed:
            _admit(held, centre.id, at)
        enter(held, Move.RETURN, by, at, task=task, text=text, codes={**codes, **asked})
        # What goes up for a ruling is looked at there; what comes back between levels has its own way.
        checks = {} if asked or came else wait_for_check(held, unit_id, at)
        changes = {"unit_id": centre.id, "accepted_at": None, "returned": matter.returned + 1, **checks}
        settle(held, Move.RETURN, **changes, **({"ruling": Ruling.ASKED.value} if asked else {}))
        tell_of(matter, NoticeKind.RULING_ASKED if asked else NoticeKind.RETURNED, by, at, units={centre.id})
    tell_ledger(
        held,
        EventKind.TASK_RETURNED,
        by,
        at,
        unit_id=unit_id,
        attributes={"reason": reason, "role": task.role, **asked, **came, **({"to_check": "yes"} if checks else {})},
        measures={"times": matter.returned},
    )


@transaction.atomic
def rule(
    *, matter_id: UUID, unit_id: UUID, reason: str, by: Viewer, at: datetime, seen_version: int | None = None
) -> None:
    """Name the unit of a matter that was handed back too often (裁决), with reasons; the unit cannot hand it back."""
    held = hold(matter_id, by, Right.ROUTE, Move.RULE, seen_version)
    matter, units = held.matter, directory(at=at)
    if matter.ruling != Ruling.ASKED.value:
        raise Problem("rule-unasked", "这件事项没有提请裁决，请直接分流。")
    if matter.unit_id not in by.seen_units:
        raise Problem("rule-elsewhere", "这件事项由社会治理中心裁决，您的单位不能裁决。")
    target = receiver(units, unit_id, centres=True)
    if not reason.strip():
        raise Problem("rule-reason", "请写明裁决的理由。")
    kept = {**in_time(held, at, "arbitrate", None), **flows(held, target.line)}
    stop_clocks(held, at, "arbitrate")
    lead = offer(held, unit_id, by, at)
    enter(held, Move.RULE, by, at, task=lead, text=reason, codes={"unit": str(unit_id)})
    settle(held, Move.RULE, unit_id=unit_id, accepted_at=None, ruling=Ruling.GIVEN.value, **_flow(kept))
    tell_of(matter, NoticeKind.RULING_GIVEN, by, at, units={unit_id}, chiefs=True)
    attributes = {**({"function": target.function} if target.function else {}), **kept}
    tell_ledger(held, EventKind.MATTER_RULED, by, at, attributes=attributes, measures={"returned": matter.returned})


def offer(held: Held, unit_id: UUID, by: Viewer, at: datetime) -> Task:
    """Offer a matter to a unit as its lead, decided by hand; whoever had it before loses its share."""
    end_check(held, at)
    end_shares(held, at, TaskState.WITHDRAWN, also_of=unit_id)
    lead = Task.objects.create(
        matter=held.matter, role=TaskRole.LEAD.value, unit_id=unit_id, state=TaskState.OFFERED.value, opened_at=at
    )
    start_clock(held, "accept", at, lead)
    _keep_decision(held, unit_id, by, at)
    if held.matter.sealed:
        _admit(held, unit_id, at)
    return lead


def _flow(told: dict[str, str]) -> dict[str, str]:
    return {name: code for name, code in told.items() if name == "flow"}


def arbiter_of(units: Directory) -> UUID | None:
    """Return the unit that rules: the social governance centre of the whole county."""
    found = units.unit_for(CENTRE, None)
    return found.id if found else None


def end_shares(
    held: Held, at: datetime, state: TaskState, *, also_of: UUID | None = None, only_of: Collection[UUID] = ()
) -> None:
    """End the lead's share and whatever share the next lead holds already (or only those of some units), with their clocks."""
    lead = Q(role__in=(TaskRole.LEAD.value, TaskRole.NEXT.value), state__in=OPEN_TASKS)
    other = Q(unit_id=also_of, state__in=[*OPEN_TASKS, TaskState.NOTED.value])
    wanted = lead | other if also_of else lead
    if only_of:
        wanted = Q(unit_id__in=only_of, state__in=[*OPEN_TASKS, TaskState.NOTED.value])
    ending = Task.objects.filter(wanted, matter=held.matter)
    ids = list(ending.values_list("id", flat=True))
    Task.objects.filter(id__in=ids).update(state=state.value, ended_at=at)
    stop_clocks(held, at, "accept", "help", of=set(ids) if only_of else {None, *ids})


def _keep_decision(held: Held, unit_id: UUID, by: Viewer, at: datetime) -> None:
    last = Routing.objects.filter(matter=held.matter).order_by("-at", "-id").first()
    Routing.objects.create(
        matter=held.matter,
        at=at,
        edition_id=held.matter.edition_id,
        table_version=last.table_version if last else "",
        row="",
        decision={},
        unit_id=unit_id,
        by_hand=True,
        staff_id=by.staff_id,
    )


def _admit(held: Held, unit_id: UUID, at: datetime) -> None:
    """Name those who answer for the unit as readers of a sealed matter, or nobody there could go on with it."""
    rows = [Recipient(matter=held.matter, staff_id=staff_id) for staff_id in in_charge_of(unit_id, at=at)]
    Recipient.objects.bulk_create(rows, ignore_conflicts=True)
