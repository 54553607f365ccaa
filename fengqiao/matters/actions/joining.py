"""Tellings about the same thing in one matter: joining one, merging two matters, and taking both back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from fengqiao.kit.clocks import Stopped, events_from_json, events_to_json
from fengqiao.kit.identifiers import matter_number, new_id
from fengqiao.kit.problems import Problem
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions.batch import Batch, keep_signs
from fengqiao.matters.actions.indexing import index_again
from fengqiao.matters.actions.intake import (
    Desk,
    Outcome,
    Received,
    lock_series,
    new_report,
    number_prefix,
    sort_out,
    take,
)
from fengqiao.matters.actions.noticing import news, tell_lead, tell_of
from fengqiao.matters.actions.writing import (
    Held,
    enter,
    file_limits,
    held_as_begun,
    hold,
    settle,
    start_clock,
    stop_clocks,
    tell_ledger,
)
from fengqiao.matters.models import Clock, Entry, Matter, Report, Sign, Task
from fengqiao.matters.queries import visible
from fengqiao.matters.rules import routing, tellings
from fengqiao.matters.rules.fields import read_fields
from fengqiao.matters.rules.joining import MergeFacts, why_not_merge, why_not_split
from fengqiao.matters.rules.tellings import Telling
from fengqiao.matters.terms import OPEN_TASKS, Door, MatterState, Move, TaskRole, TaskState
from fengqiao.notices.actions import tell
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right
from fengqiao.vault.actions import Offered, Teller, keep_files, keep_personal, move_files, move_tellers

REPEATED = "repeated"


@transaction.atomic
def join(
    *, matter_id: UUID, telling: Telling, uploads: Sequence[Offered] = (), desk: Desk, by: Viewer, at: datetime
) -> Received:
    """Take a telling in as one more report of an open matter; its teller's personal fields stay with it.

    A telling that is known already is KNOWN wherever it lies, a bad one REFUSED with the field and the reason.
    """
    held = hold(matter_id, by, Right.TAKE_IN, Move.JOIN, None)
    telling = replace(tellings.tidy(telling), kind="", to_unit=None, reason="")
    results: list[Received | None] = [None]
    lock_series(timezone.localdate(at))  # two doors with the same telling come one after the other
    if not sort_out([telling], desk, results, at):
        (known,) = results
        assert known is not None  # noqa: S101  # what is not new has a result
        return known
    matter = held.matter
    report = new_report(new_id(), matter, telling, title=routing.title_of(telling.title, telling.text), by=by, at=at)
    report.save(force_insert=True)
    personal = read_fields(held.kind, {**telling.fields, **telling.personal}, stage=None).personal
    keep_personal([Teller(report.id, matter.id, personal)], at=at)
    keep_signs([report], at)
    index_again(matter)
    entry = enter(held, Move.JOIN, by, at, codes={"report": str(report.id)})
    limits = file_limits(held.pack, at)
    keep_files(uploads=uploads, matter_id=matter.id, holder_id=entry.id, limits=limits, by=by, at=at)
    settle(held, Move.JOIN)
    tell_lead(matter, NoticeKind.JOINED, by, at)
    reports = Report.objects.filter(matter=matter).count()
    tell_ledger(held, EventKind.REPORT_JOINED, by, at, attributes={"door": report.door}, measures={"reports": reports})
    state = MatterState(matter.state)
    return Received(Outcome.NEW, matter.id, matter.number, matter.unit_id, matter.kind, state)


@transaction.atomic
def merge(
    *, matter_id: UUID, other_id: UUID, text: str, by: Viewer, at: datetime, seen_version: int | None = None
) -> UUID:
    """Make two matters about the same thing one; returns the older, to which the younger's reports go.

    The younger ends (its shares withdrawn, its clocks stopped); units that held it get a copy of the older. What other
    rooms keep of the younger follows in the same transaction, or refuses (settings.ON_MERGE).
    """
    pair = list(Matter.objects.select_for_update().filter(id__in={matter_id, other_id}).order_by("received_at", "id"))
    chosen = hold(matter_id, by, Right.ROUTE, Move.MERGE, seen_version)
    if not visible(by).filter(id=other_id).exists():
        raise Problem("matter-unknown", "没有这件事项，或者您无权查看。")
    facts = MergeFacts(
        same=len(pair) < 2,
        older_open=pair[0].state != MatterState.CLOSED.value,
        sealed_alike=pair[0].sealed == pair[-1].sealed,
    )
    refusal = why_not_merge(facts)
    if refusal:
        raise refusal
    older_id, younger_id = pair[0].id, pair[1].id
    other = hold(other_id, by, Right.ROUTE, Move.MERGE, None)
    older, younger = (chosen, other) if chosen.matter.id == older_id else (other, chosen)
    moved = list(Report.objects.filter(matter_id=younger_id).values_list("id", flat=True))
    codes = {
        "into": str(older_id),
        "number": older.matter.number,
        "reports": [str(report_id) for report_id in moved],
        "before": _before(younger.matter),
        "copies": [str(unit_id) for unit_id in _copy(older, younger, at)],
    }
    _move(moved, younger_id, older_id, at)
    for path in settings.ON_MERGE:
        import_string(path)(younger_id=younger_id, older_id=older_id, by=by, at=at)
    Task.objects.filter(matter_id=younger_id, state__in=OPEN_TASKS).update(state=TaskState.WITHDRAWN.value, ended_at=at)
    stop_clocks(younger, at)
    enter(younger, Move.MERGE, by, at, text=text, codes=codes)
    result = REPEATED if younger.kind.result(REPEATED) else ""
    settle(younger, Move.MERGE, closed_at=at, result=result, merged_into_id=older_id, urged=False)
    brought = {"from": str(younger_id), "number": younger.matter.number, "brought": len(moved)}
    enter(older, Move.JOIN, by, at, text=text, codes=brought)
    settle(older, Move.JOIN)
    units = {older.matter.unit_id, younger.matter.unit_id}
    told = {"unit": by.unit_id, "other": younger.matter.number}
    merged = news(older.matter, NoticeKind.MERGED, units=units, codes=told)
    tell(
        [merged, news(older.matter, NoticeKind.TOLD_MERGED, tellers=moved, codes={"other": younger.matter.number})],
        by=by,
        at=at,
    )
    tell_ledger(younger, EventKind.MATTER_MERGED, by, at, measures={"reports": len(moved)})
    return older_id


@transaction.atomic
def part(*, matter_id: UUID, younger_id: UUID, by: Viewer, at: datetime, seen_version: int | None = None) -> None:
    """Undo a merging: the younger goes on where it stood, with the reports that it brought."""
    held = hold(matter_id, by, Right.ROUTE, Move.SPLIT, seen_version)
    younger = Matter.objects.select_for_update().filter(id=younger_id, merged_into_id=matter_id).first()
    if younger is None:
        raise Problem("part-unknown", "这件事项没有并入本事项。")
    entry = Entry.objects.filter(matter=younger, move=Move.MERGE.value).latest("at", "id")
    reports = [UUID(each) for each in entry.codes["reports"]]
    back = list(Report.objects.filter(id__in=reports, matter_id=matter_id).values_list("id", flat=True))
    _move(back, matter_id, younger.id, at)
    copies = [UUID(each) for each in entry.codes["copies"]]
    Task.objects.filter(matter_id=matter_id, unit_id__in=copies, state=TaskState.NOTED.value).update(
        state=TaskState.WITHDRAWN.value, ended_at=at
    )
    before = entry.codes["before"]
    for task_id, state in before["tasks"].items():
        Task.objects.filter(id=UUID(task_id)).update(state=state, ended_at=None)
    for clock in Clock.objects.filter(id__in=[UUID(each) for each in before["clocks"]]):
        events = [event for event in events_from_json(clock.events) if not isinstance(event, Stopped)]
        clock.events, clock.stopped_at = events_to_json(events), None
        clock.save(update_fields=["events", "stopped_at"])
    younger.state = before["state"]
    apart = held_as_begun(younger)
    settle(apart, None, closed_at=None, result="", merged_into_id=None, urged=before["urged"])
    enter(apart, Move.SPLIT, by, at, codes={"from": str(matter_id), "number": held.matter.number})
    enter(held, Move.SPLIT, by, at, codes={"to": str(younger.id), "number": younger.number})
    settle(held, Move.SPLIT)
    for path in settings.ON_PART:
        import_string(path)(younger_id=younger_id, older_id=matter_id, by=by, at=at)
    _tell_split(held.matter, younger, back, by, at)
    tell_ledger(apart, EventKind.MATTER_PARTED, by, at, measures={"reports": len(back)})


@transaction.atomic
def split(
    *,
    matter_id: UUID,
    report_id: UUID,
    also: Sequence[UUID] = (),
    tasks: Sequence[UUID] = (),
    desk: Desk,
    by: Viewer,
    at: datetime,
    seen_version: int | None = None,
) -> UUID:
    """Take a report that was joined out again, as a matter of its own that the tables route; returns that matter.

    `also`: further reports that go along. `tasks`: helpers' open shares that end here and are offered anew there.
    """
    held = hold(matter_id, by, Right.ROUTE, Move.SPLIT, seen_version)
    reports = list(Report.objects.filter(matter_id=matter_id).order_by("received_at", "id"))
    going = [each for each in reports if each.id in {report_id, *also}]
    report = next((each for each in going if each.id == report_id), None)
    if report is None or len(going) < len({report_id, *also}):
        raise Problem("report-unknown", "本事项里没有这件诉求。")
    shares = _shares_that_go(matter_id, tasks)
    refusal = why_not_split(reports=len(reports), first=reports[0] in going)
    if refusal:
        raise refusal
    telling = Telling(
        door=Door(report.door),
        text=report.text,
        title=report.title,
        told_at=report.told_at,
        source=report.source,
        outside_ref=report.outside_ref,
        area_id=held.matter.area_id,
        place=held.matter.place,
    )
    day, batch = timezone.localdate(at), Batch()
    series = lock_series(day)
    number = matter_number(number_prefix(desk.directory), day, series.last + 1)
    made = take(batch, telling, desk, desk.predict([telling])[0], number, by, at)
    if made.outcome is not Outcome.NEW or made.matter_id is None:
        raise made.problems[0][1]
    series.last += 1
    series.save(update_fields=["last"])
    batch.reports, batch.tellers = [], []  # the report is there already
    batch.save(by, at)
    moving = [each.id for each in going]
    _move(moving, matter_id, made.matter_id, at)
    # What came with the telling goes with it: the line of its joining stands in the new matter's timeline from now on.
    joined = Entry.objects.filter(
        matter_id=matter_id, move=Move.JOIN.value, codes__report__in=[str(each) for each in moving]
    )
    lines = list(joined.values_list("id", flat=True))
    joined.update(matter_id=made.matter_id)
    move_files(holder_ids=lines, to_matter=made.matter_id, at=at)
    _hand_over(shares, held, made.matter_id, desk, by, at)
    enter(held, Move.SPLIT, by, at, codes={"to": str(made.matter_id), "number": number})
    settle(held, Move.SPLIT)
    _tell_split(held.matter, batch.matters[0], moving, by, at)
    tell_ledger(held, EventKind.REPORT_PARTED, by, at, measures={"reports": len(reports) - len(going)})
    return made.matter_id


def _tell_split(left: Matter, gone: Matter, reports: Sequence[UUID], by: Viewer, at: datetime) -> None:
    """Tell the units of both that one left the other, and the tellers their number."""
    split_off = news(
        gone, NoticeKind.SPLIT, units={left.unit_id, gone.unit_id}, codes={"unit": by.unit_id, "other": left.number}
    )
    tell([split_off, news(gone, NoticeKind.TOLD_SPLIT, tellers=reports, codes={"other": left.number})], by=by, at=at)


def _shares_that_go(matter_id: UUID, chosen: Sequence[UUID]) -> list[Task]:
    """The helpers' open shares that were chosen to go; refuses one that is none."""
    rows = Task.objects.filter(id__in=chosen, matter_id=matter_id, role=TaskRole.HELPER.value, state__in=OPEN_TASKS)
    shares = list(rows.order_by("opened_at", "id"))
    if len(shares) < len(set(chosen)):
        raise Problem("split-task", "只能带走本事项里还没有办完的协办。")
    return shares


def _hand_over(shares: Sequence[Task], held: Held, made_id: UUID, desk: Desk, by: Viewer, at: datetime) -> None:
    """End helpers' shares of a matter and offer them in the one that was split out, where the unit has none yet."""
    if not shares:
        return
    Task.objects.filter(id__in=[each.id for each in shares]).update(state=TaskState.WITHDRAWN.value, ended_at=at)
    stop_clocks(held, at, "accept", "help", of=[each.id for each in shares])
    there = held_as_begun(Matter.objects.select_for_update().get(id=made_id))
    busy = _units(there, (*OPEN_TASKS, TaskState.NOTED.value))
    for share in shares:
        if share.unit_id in busy:
            continue
        task = Task.objects.create(
            matter=there.matter, role=TaskRole.HELPER.value, unit_id=share.unit_id, state=TaskState.OFFERED.value,
            opened_at=at, wanted=share.wanted,
        )  # fmt: skip
        start_clock(there, "accept", at, task)
        codes = {"unit": str(share.unit_id), "role": TaskRole.HELPER.value}
        enter(there, Move.ADD_PARTY, by, at, task=task, text=share.wanted, codes=codes)
        attributes = {"role": TaskRole.HELPER.value, "line": desk.directory.units[share.unit_id].line}
        tell_ledger(there, EventKind.TASK_ADDED, by, at, unit_id=share.unit_id, attributes=attributes)
        tell_of(there.matter, NoticeKind.HELPER_ADDED, by, at, units={share.unit_id})
    settle(there, None)


def _before(matter: Matter) -> dict[str, object]:
    """Return how a matter stands, so that it can go on from there."""
    tasks = Task.objects.filter(matter=matter, state__in=OPEN_TASKS).values_list("id", "state")
    clocks = Clock.objects.filter(matter=matter, stopped_at__isnull=True).values_list("id", flat=True)
    return {
        "state": matter.state,
        "urged": matter.urged,
        "tasks": {str(task_id): state for task_id, state in tasks},
        "clocks": [str(clock_id) for clock_id in clocks],
    }


def _copy(older: Held, younger: Held, at: datetime) -> list[UUID]:
    """Give units that held a share of the younger a copy of the older; returns which had none."""
    shares = (*OPEN_TASKS, TaskState.NOTED.value)
    there = {older.matter.unit_id, *_units(older, shares)}
    missing = sorted({younger.matter.unit_id, *_units(younger, shares)} - there)
    Task.objects.bulk_create(
        Task(matter=older.matter, role=TaskRole.COPY.value, unit_id=unit_id, state=TaskState.NOTED.value, opened_at=at)
        for unit_id in missing
    )
    return missing


def _units(held: Held, states: Sequence[str]) -> set[UUID]:
    return set(Task.objects.filter(matter=held.matter, state__in=states).values_list("unit_id", flat=True))


def _move(report_ids: Sequence[UUID], from_matter: UUID, to_matter: UUID, at: datetime) -> None:
    """Let reports belong to another matter, with their tellers and the signs by which they are found."""
    Report.objects.filter(id__in=report_ids).update(matter_id=to_matter)
    move_tellers(report_ids=report_ids, to_matter=to_matter, at=at)
    Sign.objects.filter(matter_id__in={from_matter, to_matter}).delete()
    for matter_id in (from_matter, to_matter):
        keep_signs(list(Report.objects.filter(matter_id=matter_id).select_related("matter")), at)
    for matter in Matter.objects.filter(id__in={from_matter, to_matter}):
        index_again(matter)
