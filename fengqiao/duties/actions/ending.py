"""Who came, what a lead says of doubtful check-ins, and the end of an activity in numbers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.duties.actions.particulars import finish
from fengqiao.duties.actions.roll import fill
from fengqiao.duties.actions.writing import NO_LEAVE, after_end, hold, kinds_at, leading, save, tell
from fengqiao.duties.models import Activity, CheckIn, Seat
from fengqiao.duties.queries import is_guard, leads, leaves_asked, not_listed, organises, unheard, waiting_check_ins
from fengqiao.duties.rules.seats import When, ended, why_not_counted, why_not_ended
from fengqiao.duties.terms import ActivityState, Count, Outcome, SeatState, Verdict
from fengqiao.kit.problems import Problem, denied
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer, staff_names


def came(row: Activity, staff_id: UUID, when: datetime, at: datetime) -> None:
    """Write down that somebody came; whoever had no place gets one. The activity is locked."""
    seat = Seat.objects.filter(activity=row, staff=staff_id).first()
    if seat is None:
        values = {"state": SeatState.IN.value, "outcome": Outcome.CAME.value, "at": at, "came_at": when}
        Seat.objects.create(activity=row, staff_id=staff_id, **values)
        return
    values = {"state": SeatState.IN.value, "outcome": Outcome.CAME.value, "came_at": seat.came_at or when}
    Seat.objects.filter(id=seat.id).update(**values, **NO_LEAVE)


@transaction.atomic
def mark(*, activity_id: UUID, staff_ids: Collection[UUID], by: Viewer, at: datetime) -> int:
    """Check people of the list in by hand; refuses those who do not lead, and before it begins."""
    row = hold(activity_id, by)
    if not leads(by, row, leading(row, at)):
        raise denied()
    refusal = why_not_ended(ActivityState(row.state), When(row.starts, row.ends), at)
    if refusal:
        raise refusal
    seats = Seat.objects.filter(activity=row, staff__in=set(staff_ids), state=SeatState.IN.value)
    count = seats.exclude(outcome=Outcome.CAME.value).update(outcome=Outcome.CAME.value, came_at=at, **NO_LEAVE)
    if not count:
        raise Problem("mark-nobody", "请先勾选到场的人。")
    save(row)
    tell(EventKind.DUTY_MARKED, row, by, at, measures={"people": count})
    return count


@transaction.atomic
def settle(*, check_in_id: UUID, taken: bool, by: Viewer, at: datetime) -> None:
    """Say of a doubtful check-in whether it counts; refuses those who do not lead, and one that was settled."""
    found = CheckIn.objects.filter(id=check_in_id).values_list("activity_id", flat=True).first()
    row = hold(found, by) if found else None
    if row is None:
        raise Problem("duty-unknown", "没有这次活动，或者您无权查看。")
    if not leads(by, row, leading(row, at)):
        raise denied()
    own = CheckIn.objects.select_for_update().get(id=check_in_id)
    if own.verdict != Verdict.WAITS.value:
        raise Problem("check-settled", "这条签到已经有人看过。")
    if own.who_id == by.staff_id:
        raise Problem("check-own", "自己的存疑签到要由别人确认。")
    if taken and own.who_id not in staff_names([own.who_id]):
        raise Problem("check-nobody", "认不出是谁签的到。")
    if taken and row.state != ActivityState.PLANNED.value:
        raise Problem("duty-over", "这次活动已经结束或者取消。")
    if taken and unheard(row, kinds_at(at).get(row.kind), [own.who_id]):
        raise Problem("guard-unheard", "安保已经上岗，没有上过岗前课的不能加入。")
    own.verdict, own.settled_by = (Verdict.TAKEN if taken else Verdict.SET_ASIDE).value, by.staff_id
    own.save(update_fields=["verdict", "settled_by"])
    if taken:
        came(row, own.who_id, own.placed_at, at)
    save(row)
    tell(EventKind.DUTY_SETTLED, row, by, at, attributes={"verdict": own.verdict, "check": str(own.id)})


def _refuse_open(row: Activity) -> None:
    """Refuse where somebody waits for a word: a doubtful check-in, or leave that was asked for."""
    if waiting := waiting_check_ins(row.id).count():
        raise Problem("check-waits", "还有 {count} 条存疑签到没有看，先看过再结束。", count=waiting)
    if asked := len(leaves_asked(row.id)):
        raise Problem("leave-waits", "还有 {count} 人请假没有答复，先答复再结束。", count=asked)


@transaction.atomic
def end(
    *,
    activity_id: UUID,
    counts: Mapping[str, int],
    said: Mapping[str, str] | None = None,
    lack: bool = False,
    by: Viewer,
    at: datetime,
    seen_version: int | None = None,
) -> ActivityState:
    """End an activity: who did not come was absent, the numbers are written down; with too few people it was missed.

    Where the kind asks for the whole unit, who was never put on the list was absent too. `said`: what else its kind asks at the end;
    `lack`: it ends all the same where something that proves it is missing.

    Refuses those who do not organise it, before it began, check-ins that nobody looked at, numbers its kind does not ask, and where it was held
    what `finish` refuses.
    """  # fmt: skip
    row = hold(activity_id, by, seen_version)
    if not organises(by, row):
        raise denied()
    refusal = why_not_ended(ActivityState(row.state), When(row.starts, row.ends), at)
    if refusal:
        raise refusal
    _refuse_open(row)
    seats = Seat.objects.filter(activity=row, state=SeatState.IN.value)
    people = seats.filter(outcome=Outcome.CAME.value).count()
    state, kind = ended(people, row.least), kinds_at(at).get(row.kind)
    if kind and kind.lesson and is_guard(row) and row.started_at is None and state is ActivityState.DONE:
        raise Problem("guard-not-started", "还没有下令上岗：岗位补齐、岗前课都上过，下令上岗以后才能结束。")
    asked = tuple(Count(each) for each in kind.counts) if kind else ()
    refusal = why_not_counted(asked, dict(counts), state)
    if refusal:
        raise refusal
    proven = finish(row, kind, said or {}, by, at, lack=lack) if state is ActivityState.DONE else ""
    fill(row, set(not_listed(row, at=at)), Outcome.ABSENT, at)
    seats.filter(outcome=Outcome.OPEN.value).update(outcome=Outcome.ABSENT.value)
    row.state, row.counts, row.ended_by = state.value, dict(counts), by.staff_id
    save(row)
    minutes = int((row.ends - row.starts).total_seconds() // 60)
    measures = {
        "people": people,
        "absent": seats.filter(outcome=Outcome.ABSENT.value).count(),
        "minutes": minutes,
        "person_minutes": minutes * people,
    }
    result = {"result": state.value, **({"proven": proven} if proven else {})}
    tell(EventKind.DUTY_ENDED, row, by, at, measures={**measures, **counts}, attributes=result)
    after_end(row, by, at)
    return state
