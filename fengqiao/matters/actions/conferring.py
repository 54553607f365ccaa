"""Conferring about whose a matter is (三方会商): asking units, their opinions, and the end; the first receiver answers till then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.catalogue.model import ReasonUse
from fengqiao.kit.problems import Problem
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions.intake import CENTRE
from fengqiao.matters.actions.returning import end_check
from fengqiao.matters.actions.sending import arbiter_of, end_shares, offer
from fengqiao.matters.actions.transferring import flows
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
from fengqiao.matters.queries import opinions_of
from fengqiao.matters.rules.conferring import takers, why_no_opinion, why_not_confer
from fengqiao.matters.rules.diverting import HOTLINES
from fengqiao.matters.terms import OPEN_TASKS, MatterState, Move, Ruling, TaskRole, TaskState, View
from fengqiao.orgs.queries import Viewer, directory
from fengqiao.orgs.terms import Right

CLOCK = "confer"


@transaction.atomic
def confer(
    *,
    matter_id: UUID,
    units: Sequence[UUID],
    caller: str,
    text: str,
    by: Viewer,
    at: datetime,
    seen_version: int | None = None,
) -> None:
    """Ask units whose a matter is; whoever holds it (110 or 12345) answers for it until the end.

    `caller` says whether the person took part in the talk. Refuses urgent and sealed matters, and those ruled upon.
    """
    held, holder = _holder(matter_id, Move.CONFER, by, seen_version)
    matter = held.matter
    asked = list(dict.fromkeys(units))
    waits = Task.objects.filter(matter=matter, role=TaskRole.NEXT.value, state__in=OPEN_TASKS).exists()
    refusal = why_not_confer(
        urgent=matter.urgent,
        sealed=matter.sealed,
        ruled=bool(matter.ruling),
        waits=waits,
        asked=len(asked),
        caller=caller,
    )
    if refusal:
        raise refusal
    if matter.conferring:
        raise Problem("confer-twice", "已经在会商，请等各单位的意见。")
    known = directory(at=at)
    for unit_id in asked:
        if receiver(known, unit_id).id == holder:
            raise Problem("unit-same", "这件事项已经在这个单位。")
    has_share = set(
        Task.objects.filter(
            matter=matter, unit_id__in=asked, state__in=[*OPEN_TASKS, TaskState.NOTED.value]
        ).values_list("unit_id", flat=True)
    )
    if has_share:
        end_shares(held, at, TaskState.WITHDRAWN, only_of=has_share)
    Task.objects.bulk_create(
        Task(matter=matter, role=TaskRole.CONFER.value, unit_id=unit, state=TaskState.OFFERED.value, opened_at=at)
        for unit in asked
    )
    start_clock(held, CLOCK, at)
    enter(held, Move.CONFER, by, at, text=text, codes={"units": [str(unit) for unit in asked], "caller": caller})
    settle(held, Move.CONFER, conferring=True)
    tell_ledger(
        held,
        EventKind.MATTER_CONFERRED,
        by,
        at,
        unit_id=holder,
        attributes={"caller": caller},
        measures={"units": len(asked)},
    )


@transaction.atomic
def opine(
    *,
    matter_id: UUID,
    view: str,
    reason: str,
    text: str,
    by: Viewer,
    at: datetime,
    unit_id: UUID | None = None,
    seen_version: int | None = None,
) -> None:
    """Say for a unit that was asked whose a matter is; it may change its mind until the end.

    `unit_id`: what a unit said on the telephone, written down by whoever called the conference, with who said it.
    """
    if unit_id is None:
        held = hold(matter_id, by, Right.HANDLE, Move.OPINE, seen_version)
        task = _asked(held, by)
    else:
        held, _unit = _holder(matter_id, Move.OPINE, by, seen_version)
        task = _said_of(held, unit_id, text)
    known = held.pack.reason(ReasonUse.RETURN, reason)
    refusal = why_no_opinion(view, reason, known is not None, text)
    if refusal:
        raise refusal
    if view == View.THEIRS and known and known.text_needed and not text.strip():
        raise Problem("return-text", "这个理由需要写明情况。")
    task.state, task.ended_at = TaskState.DONE.value, at
    task.save(update_fields=["state", "ended_at"])
    on_phone = {"on_phone": "yes"} if unit_id else {}
    said = {"view": view, **({"reason": reason} if view == View.THEIRS else {})}
    enter(held, Move.OPINE, by, at, task=task, text=text, codes={**said, **on_phone, "of": str(task.unit_id)})
    settle(held, Move.OPINE)
    tell_ledger(held, EventKind.OPINION_GIVEN, by, at, unit_id=task.unit_id, attributes=said)


@transaction.atomic
def agree(
    *, matter_id: UUID, unit_id: UUID, text: str, by: Viewer, at: datetime, seen_version: int | None = None
) -> None:
    """End a conference by giving the matter to a unit that said it is theirs; the first receiver keeps a copy."""
    held, holder = _holder(matter_id, Move.AGREE, by, seen_version)
    _conferring(held)
    if str(unit_id) not in takers(opinions_of(held.matter.id)):
        raise Problem("agree-nobody", "这个单位没有说由它承办，不能按会商一致交给它。")
    target = receiver(directory(at=at), unit_id)
    flow = flows(held, target.line)
    _end(held, at)
    lead = offer(held, unit_id, by, at)
    if holder != unit_id:
        there = Task.objects.filter(matter=held.matter, unit_id=holder, state__in=[*OPEN_TASKS, TaskState.NOTED.value])
        if not there.exists():
            Task.objects.create(
                matter=held.matter, role=TaskRole.COPY.value, unit_id=holder, state=TaskState.NOTED.value, opened_at=at
            )
    enter(held, Move.AGREE, by, at, task=lead, text=text, codes={"unit": str(unit_id)})
    settle(held, Move.AGREE, unit_id=unit_id, accepted_at=None, conferring=False, **flow)
    attributes = {"function": target.function, "by_hand": "yes", "agreed": "yes", "again": "yes", **flow}
    tell_ledger(
        held, EventKind.MATTER_ROUTED, by, at, attributes=attributes, measures={"returned": held.matter.returned}
    )


@transaction.atomic
def keep_it(*, matter_id: UUID, text: str, by: Viewer, at: datetime, seen_version: int | None = None) -> None:
    """End a conference that does not agree: the first receiver takes the matter (首接负责), signed for at once."""
    held, holder = _holder(matter_id, Move.KEEP, by, seen_version)
    _conferring(held)
    matter = held.matter
    _end(held, at)
    lead = Task.objects.filter(matter=matter, role=TaskRole.LEAD.value, state__in=OPEN_TASKS).first()
    if lead is None:
        lead = offer(held, _first_receiver(held, holder, at), by, at)
    if lead.state == TaskState.OFFERED.value and lead.unit_id in by.seen_units:
        lead.state, lead.accepted_at = TaskState.WORKING.value, at
        lead.save(update_fields=["state", "accepted_at"])
        stop_clocks(held, at, "accept", of={lead.id})
        start_with_lead(held, at)
    enter(held, Move.KEEP, by, at, task=lead, text=text, codes={"unit": str(lead.unit_id)})
    working = lead.state == TaskState.WORKING.value
    signed_at = {"accepted_at": matter.accepted_at or at} if working else {}
    # What its first receiver has yet to sign is only offered to it.
    settle(held, Move.KEEP if working else Move.AGREE, unit_id=lead.unit_id, conferring=False, **signed_at)
    tell_ledger(held, EventKind.MATTER_KEPT, by, at, unit_id=lead.unit_id)
    if working:
        tell_led(held, by, at)


@transaction.atomic
def refer(*, matter_id: UUID, text: str, by: Viewer, at: datetime, seen_version: int | None = None) -> None:
    """End a conference by asking the governance centre above for a ruling (提请裁决)."""
    held, holder = _holder(matter_id, Move.REFER, by, seen_version)
    _conferring(held)
    arbiter = arbiter_of(directory(at=at))
    if arbiter is None:
        raise Problem("unit-none", "没有可以承办的单位。请管理员先建立社会治理中心和承办单位。")
    _end(held, at)
    end_shares(held, at, TaskState.WITHDRAWN)
    start_clock(held, "arbitrate" if "arbitrate" in held.kind.clocks else "accept", at)
    enter(held, Move.REFER, by, at, text=text, codes={"unit": str(arbiter), "to_arbiter": "yes"})
    settle(held, Move.REFER, unit_id=arbiter, accepted_at=None, ruling=Ruling.ASKED.value, conferring=False)
    tell_ledger(held, EventKind.MATTER_REFERRED, by, at, unit_id=holder)


def _holder(matter_id: UUID, move: Move, by: Viewer, seen_version: int | None) -> tuple[Held, UUID]:
    """Lock a matter for whoever holds it: its lead where that is 110 or 12345, the centre that routes it before."""
    triage = not by.may(Right.HANDLE)
    held = hold(matter_id, by, Right.ROUTE if triage else Right.HANDLE, move, seen_version)
    matter = held.matter
    if matter.state == MatterState.TRIAGE.value:
        if not by.may(Right.ROUTE) or matter.unit_id not in by.seen_units:
            raise Problem("no-task", "这件事项现在不由您的单位办理。")
        return held, matter.unit_id
    lead = task_for(held, by, states=OPEN_TASKS, lead_only=True)
    if lead.unit.line not in HOTLINES:
        raise Problem("confer-departments", "承办部门不召集会商：不属于本单位的，按退回清单退回。")
    return held, lead.unit_id


def _asked(held: Held, by: Viewer) -> Task:
    _conferring(held)
    asked = Task.objects.filter(matter=held.matter, role=TaskRole.CONFER.value, unit_id__in=by.seen_units)
    found = sorted(asked, key=lambda task: task.unit_id != by.unit_id)
    if not found:
        raise Problem("confer-uninvited", "没有邀请这个单位会商。")
    return found[0]


def _said_of(held: Held, unit_id: UUID, text: str) -> Task:
    _conferring(held)
    task = Task.objects.filter(matter=held.matter, role=TaskRole.CONFER.value, unit_id=unit_id).first()
    if task is None:
        raise Problem("confer-uninvited", "没有邀请这个单位会商。")
    if not text.strip():
        raise Problem("opine-who", "替对方记意见，请写明是谁说的、怎么说的。")
    return task


def _conferring(held: Held) -> None:
    if not held.matter.conferring:
        raise Problem("confer-none", "这件事项没有在会商。")


def _end(held: Held, at: datetime) -> None:
    """End the conference: who was only asked is out of it again; what each said stands in the timeline."""
    end_check(held, at)
    Task.objects.filter(matter=held.matter, role=TaskRole.CONFER.value).delete()
    stop_clocks(held, at, CLOCK)


def _first_receiver(held: Held, holder: UUID, at: datetime) -> UUID:
    """The unit that took the matter in, where it does any; else the centre that has it."""
    taken = Report.objects.filter(matter=held.matter).order_by("received_at", "id").values_list("taken_unit_id").first()
    units = directory(at=at)
    first = units.units.get(taken[0]) if taken else None
    return first.id if first and first.function and first.function != CENTRE else holder
