"""Tasks that meetings gave: done, reminded of before their day, told to the chair when it has passed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.duties.actions.telling import inform
from fengqiao.duties.actions.writing import kinds_at, leading, tell
from fengqiao.duties.models import Activity, Resolution, Seat
from fengqiao.duties.queries import activity_for, leads
from fengqiao.duties.rules.tasks import is_late, is_soon
from fengqiao.duties.terms import SeatState
from fengqiao.kit.problems import Problem, denied
from fengqiao.ledger.terms import EventKind
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import limit_on


def _hold(resolution_id: UUID) -> Resolution | None:
    rows = Resolution.objects.select_for_update(of=("self",)).select_related("minutes__activity")
    return rows.filter(id=resolution_id, staff__isnull=False).first()


@transaction.atomic
def finish_task(*, resolution_id: UUID, by: Viewer, at: datetime) -> UUID:
    """Say that what a meeting resolved is done, by whoever does it or leads the meeting; returns the activity. Refuses a second time."""
    row = _hold(resolution_id)
    if row is None or row.by_day is None or activity_for(by, row.minutes.activity_id) is None:
        raise Problem("task-unknown", "没有这项任务，或者您无权查看。")
    activity = row.minutes.activity
    if row.staff_id != by.staff_id and not leads(by, activity, leading(activity, at)):
        raise denied()
    if row.done_at is not None:
        raise Problem("task-done", "这项任务已经记为完成。")
    row.done_at, row.done_by = at, by.staff_id
    row.save(update_fields=["done_at", "done_by"])
    in_time = "no" if is_late(row.by_day, timezone.localdate(at)) else "yes"
    tell(EventKind.RESOLUTION_DONE, activity, by, at, attributes={"in_time": in_time})
    inform(NoticeKind.TASK_DONE, activity, chairs_of(activity, at) - {row.staff_id}, by, at)
    return activity.id


def chairs_of(row: Activity, at: datetime) -> set[UUID]:
    """Return who took the chair: whoever has the first of the leading roles, else who planned the activity."""
    kind = kinds_at(at).get(row.kind)
    first = next((role.code for role in kind.roles if role.leads), "") if kind else ""
    seats = Seat.objects.filter(activity=row.id, state=SeatState.IN.value, role=first)
    return (set(seats.values_list("staff", flat=True)) if first else set()) or {row.made_by}


@transaction.atomic
def remind_of_task(*, resolution_id: UUID, by: Viewer, at: datetime) -> bool:
    """Remind whoever does it that its day is near, once; and once it has passed, them and the chair, once. Says whether anybody was told."""
    row, today = _hold(resolution_id), timezone.localdate(at)
    if row is None or row.by_day is None or row.done_at is not None:
        return False
    days, activity = limit_on("duties.task_days", at), row.minutes.activity
    doer = {row.staff_id} if row.staff_id else set()
    if is_late(row.by_day, today) and not row.urged:
        row.urged = row.reminded = True
        inform(NoticeKind.TASK_LATE, activity, doer | chairs_of(activity, at), by, at)
    elif is_soon(row.by_day, today, days) and not row.reminded:
        row.reminded = True
        inform(NoticeKind.TASK_SOON, activity, doer, by, at)
    else:
        return False
    row.save(update_fields=["reminded", "urged"])
    return True
