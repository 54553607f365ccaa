"""Leave: asked by whoever has a place, answered by another who leads; those who lead may write it down at once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.duties.actions.telling import inform
from fengqiao.duties.actions.writing import hold, leading, save, tell
from fengqiao.duties.models import Activity, Seat
from fengqiao.duties.queries import leads, organisers_of
from fengqiao.duties.terms import ActivityState, Leave, LeaveReason, Outcome, SeatState
from fengqiao.kit.problems import Problem, denied
from fengqiao.ledger.terms import EventKind
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import pack_on


def _planned(activity_id: UUID, by: Viewer) -> Activity:
    row = hold(activity_id, by)
    if row.state != ActivityState.PLANNED.value:
        raise Problem("duty-over", "这次活动已经结束或者取消。")
    return row


def know_reason(reason: str, at: datetime) -> None:
    """Refuse a reason of absence that the pack in force does not know; none at all is fine."""
    if reason and reason not in pack_on(at).pack.duties.leaves:
        raise Problem("leave-reason", "请选没有到会的原因。")


def _leads(by: Viewer, row: Activity, at: datetime) -> bool:
    return leads(by, row, leading(row, at))


@transaction.atomic
def excuse(*, activity_id: UUID, staff_ids: Collection[UUID], reason: str = "", by: Viewer, at: datetime) -> int:
    """Write down who is on leave, for a reason of the pack.

    Refuses those who do not lead (they ask), those who came, what is over, and a reason that the pack does not know.
    """
    row = _planned(activity_id, by)
    know_reason(reason, at)
    if not _leads(by, row, at):
        raise denied()
    seats = Seat.objects.filter(activity=row, staff__in=set(staff_ids), state=SeatState.IN.value)
    given = {"outcome": Outcome.EXCUSED.value, "leave": "", "leave_why": ""} | ({"reason": reason} if reason else {})
    count = seats.filter(outcome=Outcome.OPEN.value).update(**given)
    if not count:
        raise Problem("excuse-nobody", "请先勾选请假的人；已经签到的不用请假。")
    save(row)
    tell(EventKind.DUTY_EXCUSED, row, by, at, measures={"people": count})
    return count


@transaction.atomic
def ask_leave(*, activity_id: UUID, reason: str = "", by: Viewer, at: datetime) -> None:
    """Ask for leave from what one has a place at, for a reason of the pack; until it is given one goes. Those who organise it are told.

    Refuses whoever has no place or came, who asked already, once it has begun, and a reason that the pack does not know.
    """
    row = _planned(activity_id, by)
    know_reason(reason, at)
    if at >= row.starts:
        raise Problem("leave-late", "已经开始了，请当面跟领队说。")
    seats = Seat.objects.filter(activity=row, staff=by.staff_id, state=SeatState.IN.value, outcome=Outcome.OPEN.value)
    if seats.filter(leave=Leave.ASKED.value).exists():
        raise Problem("leave-there", "已经请过假了，等组织的人答复。")
    if not seats.update(leave=Leave.ASKED.value, leave_why="", reason=reason):
        raise Problem("leave-none", "您不在名单里，或者已经签到，不用请假。")
    save(row)
    tell(EventKind.DUTY_LEAVE, row, by, at, attributes={"leave": "asked", "who": str(by.staff_id)})
    inform(NoticeKind.LEAVE_ASKED, row, organisers_of(row, leading(row, at), at=at, but=by.staff_id), by, at)


@transaction.atomic
def answer_leave(
    *, activity_id: UUID, staff_id: UUID, why_not: LeaveReason | None = None, by: Viewer, at: datetime
) -> None:
    """Give leave to whoever asked, or refuse it (`why_not`); they are told. Refuses those who do not lead, one's own, and where nobody asked."""
    row = _planned(activity_id, by)
    if not _leads(by, row, at):
        raise denied()
    if staff_id == by.staff_id:
        raise Problem("leave-own", "自己的请假由别人答复。")
    asked = Seat.objects.filter(activity=row, staff=staff_id, state=SeatState.IN.value, leave=Leave.ASKED.value)
    given = {"outcome": Outcome.EXCUSED.value, "leave": ""}
    answer = given if why_not is None else {"leave": Leave.REFUSED.value, "leave_why": why_not.value, "reason": ""}
    if not asked.filter(outcome=Outcome.OPEN.value).update(**answer):
        raise Problem("leave-answered", "这个请假已经答复过，或者人已经到了。")
    save(row)
    if why_not is None:
        tell(EventKind.DUTY_EXCUSED, row, by, at, measures={"people": 1})
    else:
        tell(EventKind.DUTY_LEAVE, row, by, at, attributes={"leave": "refused", "who": str(staff_id), "why": why_not.value})  # fmt: skip
    inform(NoticeKind.LEAVE_GIVEN if why_not is None else NoticeKind.LEAVE_REFUSED, row, {staff_id}, by, at)
