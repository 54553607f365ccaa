"""Reminding people of their own duty, once each."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from fengqiao.duties.actions.telling import inform
from fengqiao.duties.actions.writing import leading, tell
from fengqiao.duties.models import Activity, Seat
from fengqiao.duties.queries import away_at, organisers_of, unled
from fengqiao.duties.terms import ActivityState, Outcome, SeatState
from fengqiao.ledger.terms import EventKind
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.queries import Viewer


@transaction.atomic
def remind(*, activity_id: UUID, hours: int, by: Viewer, at: datetime) -> int:
    """Remind those with a place at an activity that begins within some hours; once each. Returns how many were.

    Not those on leave, nor who said that they cannot come then; who got the place within those hours has just heard of it.
    """
    row = Activity.objects.select_for_update().get(id=activity_id)
    since = row.starts - timedelta(hours=hours)
    if row.state != ActivityState.PLANNED.value or not since <= at < row.starts:
        return 0
    seats = Seat.objects.filter(activity=row, state=SeatState.IN.value, outcome=Outcome.OPEN.value, reminded=False)
    got = dict(seats.values_list("staff", "at"))
    here = set(got) - away_at(got, (row.starts, row.ends))
    seats.filter(staff__in=here).update(reminded=True)
    told = {who for who in here if got[who] <= since}
    if told and unled([row], at=at):  # with the first reminder, so once
        inform(NoticeKind.DUTY_UNLED, row, organisers_of(row, leading(row, at), at=at), by, at)
    if told:
        inform(NoticeKind.DUTY_SOON, row, told, by, at)
        tell(EventKind.DUTY_REMINDED, row, by, at, measures={"people": len(told)})
    return len(told)
