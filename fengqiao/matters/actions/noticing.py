"""Who is told of what happens to a matter: the desks of units, those to whom it was given, those who watch, the tellers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from fengqiao.matters.models import Matter, Recipient, Report, Task
from fengqiao.matters.terms import OPEN_TASKS, MatterState, TaskRole, TaskState
from fengqiao.notices.actions import About, News, tell
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.queries import Viewer, watching


def news(
    matter: Matter,
    kind: NoticeKind,
    *,
    units: Iterable[UUID] = (),
    chiefs: bool = False,
    staff: Iterable[UUID] = (),
    tellers: Iterable[UUID] = (),
    only: Iterable[UUID] | None = None,
    due: datetime | None = None,
    codes: Mapping[str, object] = {},
) -> News:
    """Return something to be told of a matter as it stands; of a sealed one only those who are named in it hear."""
    if matter.sealed and only is None:
        only = Recipient.objects.filter(matter=matter).values_list("staff_id", flat=True)
    return News(
        kind,
        About(
            matter.id, matter.number, matter.kind, matter.area_id, matter.urgent, matter.sealed, due or matter.due_at
        ),
        units=frozenset(units),
        chiefs=chiefs,
        staff=frozenset(staff),
        tellers=tuple(tellers),
        codes={name: str(code) for name, code in codes.items()},
        only=None if only is None else frozenset(only),
    )


def tell_of(
    matter: Matter,
    kind: NoticeKind,
    by: Viewer,
    at: datetime,
    *,
    chiefs: bool = False,
    units: Iterable[UUID] = (),
    staff: Iterable[UUID] = (),
) -> None:
    """Tell one thing; it says which unit did it. Part of the caller's action, after the matter has been settled."""
    codes = {"unit": by.unit_id}
    tell([news(matter, kind, units=units, chiefs=chiefs, staff=staff, codes=codes)], by=by, at=at)


def tell_lead(matter: Matter, kind: NoticeKind, by: Viewer, at: datetime, *, all_of_them: bool = False) -> None:
    """Tell whoever works on a matter: the person to whom it was given, else the unit's desk; or all of them and the chiefs."""
    lead = Task.objects.filter(matter=matter, role=TaskRole.LEAD.value, state__in=OPEN_TASKS).first()
    person = {lead.assignee_id} if lead and lead.assignee_id else set()
    unit = lead.unit_id if lead else matter.unit_id
    units = {unit} if all_of_them or not person else set()
    tell_of(matter, kind, by, at, units=units, staff=person, chiefs=all_of_them)


def tell_new(
    matters: Iterable[Matter], tasks: Iterable[Task], named: Iterable[Recipient], by: Viewer, at: datetime
) -> None:
    """Tell the desks of what was just taken in: the lead's that it is to be signed for, the centre's that it is to be routed."""
    leads = {task.matter_id: task.unit_id for task in tasks if task.role == TaskRole.LEAD.value}
    readers: dict[UUID, set[UUID]] = {}
    for row in named:
        readers.setdefault(row.matter_id, set()).add(row.staff_id)
    found = []
    for matter in matters:
        triage = matter.state == MatterState.TRIAGE.value
        unit = matter.unit_id if triage else leads.get(matter.id, matter.unit_id)
        only = readers.get(matter.id, set()) if matter.sealed else None
        kind = NoticeKind.TRIAGE if triage else NoticeKind.OFFERED
        found.append(news(matter, kind, units={unit}, only=only, codes={"unit": by.unit_id}))
    tell(found, by=by, at=at)


def tell_end(matter: Matter, by: Viewer, at: datetime, *, result: str) -> None:
    """Tell the other units that had a share that a matter is closed, and every teller."""
    shares = (TaskState.DONE.value, TaskState.NOTED.value)
    others = set(Task.objects.filter(matter=matter, state__in=shares).values_list("unit_id", flat=True))
    closed = news(matter, NoticeKind.CLOSED, units=others - {by.unit_id}, codes={"unit": by.unit_id, "result": result})
    told = news(matter, NoticeKind.TOLD_CLOSED, tellers=tellers_of(matter.id), codes={"result": result})
    tell([closed, told], by=by, at=at)


def tell_again(matter: Matter, by: Viewer, at: datetime, *, closed_by: UUID) -> None:
    """Tell the unit that a matter is its again, the one that closed it, and every teller."""
    unit = news(matter, NoticeKind.REOPENED, units={matter.unit_id, closed_by}, chiefs=True, codes={"unit": by.unit_id})
    tell([unit, news(matter, NoticeKind.TOLD_REOPENED, tellers=tellers_of(matter.id))], by=by, at=at)


def tellers_of(matter_id: UUID) -> list[UUID]:
    """Return the tellings of a matter: all of them hear."""
    return list(Report.objects.filter(matter_id=matter_id).values_list("id", flat=True))


def tell_of_clock(
    matter: Matter,
    task_id: UUID | None,
    by: Viewer,
    at: datetime,
    *,
    missed: bool,
    escalated: bool,
    due: datetime,
    code: str,
) -> None:
    """Tell whoever a clock runs against that it will soon be over, or is; of what is told upwards, those above as well."""
    shares = Task.objects.filter(matter=matter)
    lead = shares.filter(role=TaskRole.LEAD.value, state__in=OPEN_TASKS)
    task = shares.filter(id=task_id).first() if task_id else lead.first()
    unit = task.unit_id if task else matter.unit_id
    staff = {task.assignee_id} if task and task.assignee_id else set()
    if missed and escalated:
        staff |= set(watching(unit, matter.area_id, at=at))
    kind = NoticeKind.MISSED if missed else NoticeKind.DUE_SOON
    units = {unit} if missed or not staff else set()
    tell(
        [news(matter, kind, units=units, chiefs=escalated, staff=staff, due=due, codes={"unit": unit, "clock": code})],
        by=by,
        at=at,
    )
