"""What parties do with a matter: accept, assign, progress, help, finish, close."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.catalogue.model import AT_CLOSE
from fengqiao.catalogue.named import Named
from fengqiao.kit.problems import Problem, denied
from fengqiao.kit.typed import cleaned
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions.levels import arrived, settled_at, told_besides
from fengqiao.matters.actions.noticing import tell_end, tell_lead, tell_of
from fengqiao.matters.actions.transferring import flows, take_over
from fengqiao.matters.actions.writing import (
    Held,
    enter,
    file_limits,
    hold,
    in_time,
    settle,
    start_clock,
    start_with_lead,
    stop_clocks,
    task_for,
    tell_led,
    tell_ledger,
)
from fengqiao.matters.models import Task
from fengqiao.matters.queries import what_ends_first
from fengqiao.matters.rules.calls import facts_of, validity
from fengqiao.matters.rules.clocks import reached_with
from fengqiao.matters.rules.fields import counted_in, missing_at, read_fields
from fengqiao.matters.rules.moves import CloseFacts, why_not_close, why_not_leave
from fengqiao.matters.terms import OPEN_TASKS, MatterState, Move, TaskRole, TaskState
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.queries import Viewer, directory, staff_in
from fengqiao.orgs.terms import Right
from fengqiao.vault.actions import Offered, keep_files
from fengqiao.vault.queries import has_files

OFFERED, WORKING = (TaskState.OFFERED.value,), (TaskState.WORKING.value,)


@transaction.atomic
def accept(*, matter_id: UUID, by: Viewer, at: datetime, seen_version: int | None = None) -> None:
    """Sign a matter off as received (签收) for the viewer's unit; the lead's signature sets it working."""
    held = hold(matter_id, by, Right.HANDLE, Move.ACCEPT, seen_version)
    offered = held.matter.state == MatterState.OFFERED.value
    task = task_for(held, by, states=OFFERED, lead_first=offered)
    is_next = task.role == TaskRole.NEXT.value
    is_lead = task.role == TaskRole.LEAD.value or is_next
    flow = flows(held, task.unit.line) if is_next else {}
    if not is_lead and held.matter.state != MatterState.WORKING.value:
        raise Problem("lead-unsigned", "主办单位还没有签收，签收后协办才能开始。")
    task.state, task.accepted_at = TaskState.WORKING.value, at
    task.save(update_fields=["state", "accepted_at"])
    kept = in_time(held, at, "accept", task.id)
    stop_clocks(held, at, "accept", of={task.id})
    came: tuple[dict[str, str], dict[str, int]] = ({}, {})
    if is_next:
        came = arrived(task, take_over(held, task, at), at)
    if is_lead:
        start_with_lead(held, at)
    else:
        start_clock(held, "help", at, task)
    minutes = int((at - task.opened_at).total_seconds() // 60)
    enter(held, Move.ACCEPT, by, at, task=task)
    first_step = held.kind.steps[0].code if held.kind.steps and not held.matter.step else held.matter.step
    moved, first_unit = {"unit_id": task.unit_id, **flow} if is_next else {}, held.matter.unit_id
    settle(held, Move.ACCEPT, **({"accepted_at": at, "step": first_step} if is_lead else {}), **moved)
    if is_next:
        tell_of(held.matter, NoticeKind.TRANSFER_ACCEPTED, by, at, units={first_unit} | told_besides(task))
    passed = {"passed": "yes"} if is_next and not task.way else {}
    tell_ledger(
        held,
        EventKind.TASK_ACCEPTED,
        by,
        at,
        unit_id=task.unit_id,
        attributes={"role": task.role, **kept, **flow, **passed, **came[0]},
        measures={"minutes": max(minutes, 0), "seconds": max(int((at - task.opened_at).total_seconds()), 0), **came[1]},
    )
    if is_lead:
        tell_led(held, by, at)


@transaction.atomic
def assign(*, matter_id: UUID, staff_id: UUID, by: Viewer, at: datetime, seen_version: int | None = None) -> None:
    """Give the unit's task to one of its people; refuses somebody who holds no post there."""
    held = hold(matter_id, by, Right.ASSIGN, Move.ASSIGN, seen_version)
    task = task_for(held, by, states=WORKING)
    if staff_id not in {each for each, _ in staff_in(task.unit_id, at=at)}:
        raise Problem("assignee-unknown", "只能指派给本单位在岗的人员。")
    if staff_id == task.barred:
        raise Problem("other-hands-assign", "这件事项由这个人办结后要求重办，请指派给其他人。")
    task.assignee_id = staff_id
    task.save(update_fields=["assignee"])
    enter(held, Move.ASSIGN, by, at, task=task, codes={"staff": str(staff_id)})
    settle(held, Move.ASSIGN)
    tell_of(held.matter, NoticeKind.ASSIGNED, by, at, staff={staff_id})
    tell_ledger(held, EventKind.TASK_ASSIGNED, by, at, unit_id=task.unit_id, attributes={"role": task.role})


@transaction.atomic
def progress(
    *,
    matter_id: UUID,
    text: str,
    uploads: Sequence[Offered],
    step: str,
    by: Viewer,
    at: datetime,
    fields: Mapping[str, str] | None = None,
    seen_version: int | None = None,
) -> None:
    """Write down what was done, with files and fields; `step` moves the matter to a stage of its kind (empty: stays).

    Refuses to leave a stage whose fields are still empty.
    """
    held = hold(matter_id, by, Right.HANDLE, Move.PROGRESS, seen_version)
    task = task_for(held, by, states=WORKING)
    values = _with_fields(held, fields or {})
    moves_on = bool(step) and step != held.matter.step
    if not text.strip() and not uploads and not moves_on and values == held.matter.fields:
        raise Problem("progress-empty", "请写明办理进展，或者附上照片、文书。")
    if moves_on:
        if held.kind.step(step) is None:
            raise Problem("step-unknown", "这种事项没有这个环节。")
        refusal = why_not_leave(missing_at(held.kind, values, held.matter.step))
        if refusal:
            raise refusal
    entry = enter(held, Move.PROGRESS, by, at, task=task, text=text, codes={"step": step} if moves_on else {})
    limits = file_limits(held.pack, at)
    keep_files(uploads=uploads, matter_id=matter_id, holder_id=entry.id, limits=limits, by=by, at=at)
    ran = {}
    if moves_on and (reached := reached_with(held.kind, step)):
        ran = {f"{code}_seconds": seconds for code, seconds in stop_clocks(held, at, *reached).items()}
    settle(held, Move.PROGRESS, fields=values, **({"step": step} if moves_on else {}))
    attributes = {"role": task.role, **({"step": step} if moves_on else {})}
    measures = {"files": len(uploads), **ran}
    tell_ledger(held, EventKind.TASK_PROGRESSED, by, at, unit_id=task.unit_id, attributes=attributes, measures=measures)


def _with_fields(held: Held, raw: Mapping[str, str]) -> dict[str, str]:
    """Return the matter's open fields with new values; refuses the first that cannot be read."""
    read = read_fields(held.kind, raw, stage=None)
    if read.problems:
        raise next(iter(read.problems.values()))
    return {**held.matter.fields, **read.values}


@transaction.atomic
def add_party(
    *,
    matter_id: UUID,
    unit_id: UUID,
    role: TaskRole,
    wanted: str,
    by: Viewer,
    at: datetime,
    seen_version: int | None = None,
) -> None:
    """Ask another unit to help (协办), or send it a copy (抄送); the lead party does. Refuses a unit not in force."""
    held = hold(matter_id, by, Right.HANDLE, Move.ADD_PARTY, seen_version)
    task_for(held, by, states=WORKING, lead_only=True)
    if role is TaskRole.LEAD:
        raise Problem("lead-one", "主办单位只有一个。需要换主办时请退回或改派。")
    asked = directory(at=at).units.get(unit_id)
    if asked is None:
        raise Problem("unit-unknown", "请选择承办单位。")
    if Task.objects.filter(matter=held.matter, unit_id=unit_id, state__in=[*OPEN_TASKS, "noted"]).exists():
        raise Problem("party-there", "这个单位已经在办理或已收到抄送。")
    helper, wanted = role is TaskRole.HELPER, cleaned(wanted)
    if helper and not wanted:
        raise Problem("wanted-empty", "请写明请对方协助办理什么。")
    task = Task.objects.create(
        matter=held.matter,
        role=role.value,
        unit_id=unit_id,
        opened_at=at,
        wanted=wanted[:200],
        state=(TaskState.OFFERED if helper else TaskState.NOTED).value,
    )
    if helper:
        start_clock(held, "accept", at, task)
    enter(held, Move.ADD_PARTY, by, at, task=task, text=wanted, codes={"unit": str(unit_id), "role": role.value})
    settle(held, Move.ADD_PARTY)
    tell_of(held.matter, NoticeKind.HELPER_ADDED if helper else NoticeKind.COPIED, by, at, units={unit_id})
    attributes = {"role": role.value, "line": asked.line}
    tell_ledger(held, EventKind.TASK_ADDED, by, at, unit_id=unit_id, attributes=attributes)


@transaction.atomic
def finish_task(
    *, matter_id: UUID, text: str, uploads: Sequence[Offered], by: Viewer, at: datetime, seen_version: int | None = None
) -> None:
    """Report a helper's share as done, in words."""
    held = hold(matter_id, by, Right.HANDLE, Move.DONE, seen_version)
    task = task_for(held, by, states=WORKING)
    if task.role == TaskRole.LEAD.value:
        raise Problem("lead-closes", "主办单位请直接办结。")
    if not text.strip():
        raise Problem("done-empty", "请写明协办的结果。")
    task.state, task.ended_at = TaskState.DONE.value, at
    task.save(update_fields=["state", "ended_at"])
    entry = enter(held, Move.DONE, by, at, task=task, text=text)
    keep_files(
        uploads=uploads, matter_id=matter_id, holder_id=entry.id, limits=file_limits(held.pack, at), by=by, at=at
    )
    stop_clocks(held, at, "help", of={task.id})
    settle(held, Move.DONE)
    tell_lead(held.matter, NoticeKind.HELPED, by, at)
    tell_ledger(held, EventKind.TASK_DONE, by, at, unit_id=task.unit_id, attributes={"role": task.role})


@transaction.atomic
def close(
    *,
    matter_id: UUID,
    result: str,
    text: str,
    fields: Mapping[str, str],
    uploads: Sequence[Offered],
    by: Viewer,
    at: datetime,
    seen_version: int | None = None,
) -> None:
    """Close a matter with a result, what the result needs, and evidence; refuses over open helpers' tasks and a mediation."""
    held = hold(matter_id, by, Right.HANDLE, Move.CLOSE, seen_version)
    task = task_for(held, by, states=WORKING, lead_only=True)
    matter = held.matter
    if first := what_ends_first(matter_id, matter.kind):
        raise first
    values = _with_fields(held, fields)
    chosen = held.kind.result(result)
    others = (TaskRole.HELPER.value, TaskRole.NEXT.value)
    helping = Task.objects.filter(matter=matter, role__in=others, state__in=OPEN_TASKS)
    open_helpers = helping.values_list("unit__code", "unit__name", "unit__name_en").order_by("opened_at", "id")
    done = chosen is not None and chosen.counts_as_done
    refusal = why_not_close(
        CloseFacts(
            open_helpers=tuple(Named(*unit) for unit in open_helpers),
            missing=missing_at(held.kind, values, matter.step, AT_CLOSE) if done else (),
            result_known=chosen is not None,
            text_needed=chosen is not None and chosen.text_needed,
            has_text=bool(text.strip()),
            evidence_needed=chosen is not None and chosen.evidence,
            has_evidence=bool(uploads) or has_files(matter.id),
        )
    )
    if refusal:
        raise refusal
    task.state, task.ended_at = TaskState.DONE.value, at
    task.save(update_fields=["state", "ended_at"])
    entry = enter(held, Move.CLOSE, by, at, task=task, text=text, codes={"result": result})
    keep_files(
        uploads=uploads, matter_id=matter.id, holder_id=entry.id, limits=file_limits(held.pack, at), by=by, at=at
    )
    kept = in_time(held, at, "finish", None)
    stop_clocks(held, at)
    start_clock(held, "revisit", at)
    settle(held, Move.CLOSE, result=result, closed_at=at, fields=values, urged=False, check_of=None)
    tell_end(matter, by, at, result=result)
    minutes = max(int((at - matter.received_at).total_seconds() // 60), 0)
    kept |= validity(held.kind, facts_of(values, closed=True), held.pack.classes)
    level, stood = settled_at(held, task, at)
    tell_ledger(
        held,
        EventKind.MATTER_CLOSED,
        by,
        at,
        measures={"minutes": minutes, "files": len(uploads), **stood, **counted_in(held.kind, values)},
        attributes={"result": result, "counts": "yes" if done else "no", "line": matter.unit.line, **kept, **level},
    )


@transaction.atomic
def urge(*, matter_id: UUID, text: str, by: Viewer, at: datetime, seen_version: int | None = None) -> None:
    """Urge the party in charge on (督办); it stays marked until the matter is closed."""
    held = hold(matter_id, by, Right.SUPERVISE, Move.URGE, seen_version)
    if not text.strip():
        raise Problem("urge-text", "请写明督办要求。")
    enter(held, Move.URGE, by, at, text=text)
    settle(held, Move.URGE, urged=True)
    tell_lead(held.matter, NoticeKind.URGED, by, at, all_of_them=True)
    state = MatterState(held.matter.state).value
    tell_ledger(held, EventKind.MATTER_URGED, by, at, attributes={"state": state})


@transaction.atomic
def note_export(*, by: Viewer, rows: int, at: datetime, found: int = 0, left: int = 0, of: str = "matters") -> None:
    """Record that somebody took a list out, how long it was, and of how many private findings how many stayed readable."""
    if not by.may(Right.EXPORT):
        raise denied()
    record_deed(
        EventKind.LIST_EXPORTED,
        by,
        at,
        unit_id=by.unit_id,
        subject_id=by.post.id,
        measures={"rows": rows, "found": found, "left": left},
        attributes={"list": of},
    )


@transaction.atomic
def note_sealed_read(*, matter_id: UUID, by: Viewer, at: datetime) -> None:
    """Record that somebody who is named in a sealed matter opened it."""
    record_deed(EventKind.SEALED_READ, by, at, unit_id=by.unit_id, subject_id=matter_id)
