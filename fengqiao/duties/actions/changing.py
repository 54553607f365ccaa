"""Changing an activity before it begins; calling it off, alone or with all later ones of its series."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.duties.actions.hosting import tell_hosts
from fengqiao.duties.actions.joining import move_up, off_list
from fengqiao.duties.actions.planning import NewActivity, checked, make
from fengqiao.duties.actions.telling import inform, inform_once, on_list
from fengqiao.duties.actions.writing import hold, save, tell, unfit_for
from fengqiao.duties.models import Activity, Seat
from fengqiao.duties.queries import organises, taken_at
from fengqiao.duties.rules.seats import why_not_changed
from fengqiao.duties.terms import ActivityState, OffReason, SeatState, Taken
from fengqiao.kit.problems import Problem, denied
from fengqiao.ledger.terms import EventKind
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.actions import hold_people
from fengqiao.orgs.queries import Viewer, directory
from fengqiao.rulebook.queries import limit_on

WHEN_WHERE = ("starts", "ends", "area_id", "venue_id", "point", "subject")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """When and where an activity is to be from now on, and for how many (0: for any number).

    `subject` None: it stays. `unfit_off`: who is not fit for it on the new day is taken off the list.
    """

    starts: datetime
    ends: datetime
    area_id: UUID | None = None
    venue_id: UUID | None = None
    places: int = 0
    point: tuple[int, int] | None = None
    subject: str | None = None
    unfit_off: bool = False


@dataclass(frozen=True, slots=True)
class Changed:
    """Who with a place cannot come then and why, and who was taken off as not fit on the new day, with the reason."""

    cannot: Mapping[UUID, Taken] = field(default_factory=dict)
    off: Mapping[UUID, Problem] = field(default_factory=dict)


class NotFit(Problem):
    """The refusal that asks: some on the list are not fit on the new day; `people` says who and why."""

    def __init__(self, people: Mapping[UUID, Problem]) -> None:
        super().__init__(
            "change-unfit", "改到那时，名单里有 {count} 人不能参加。先看是谁，勾选“移出名单”再改。", count=len(people)
        )
        self.people = people


@transaction.atomic
def change(*, activity_id: UUID, to: Change, by: Viewer, at: datetime, seen_version: int | None = None) -> Changed:
    """Change when, where, what about or for how many an activity is; seats stay, those with a place are told. Returns who cannot come then.

    Refuses those who do not organise it, one that has begun or is over, fewer places than are taken, what `plan` refuses, no change, and
    (`NotFit`) people on the list who are not fit at the new time, until it is said that they are to be taken off.
    """
    row = hold(activity_id, by, seen_version)
    if not organises(by, row):
        raise denied()
    seats = on_list(row)
    refusal = why_not_changed(
        ActivityState(row.state), row.started_at or row.starts, to.starts, at, taken=len(seats), places=to.places
    )
    if refusal:
        raise refusal
    new = NewActivity(
        kind=row.kind, form=row.form, starts=to.starts, ends=to.ends, team_id=row.team_id, area_id=to.area_id, venue_id=to.venue_id,
        places=to.places, point=to.point, subject=row.subject if to.subject is None else to.subject,
    )  # fmt: skip
    made = make(new, checked(new, directory(at=at), at), by)
    moved = [name for name in WHEN_WHERE if getattr(made, name) != getattr(row, name)]
    if not moved and row.places == to.places:
        raise Problem("change-none", "时间、地点、主题、名额都没有改动。")
    hold_people(seats)
    off = unfit_for(seats, row.family, made.starts, at) if made.starts != row.starts else {}
    if off and not to.unfit_off:
        raise NotFit(off)
    for name in (*WHEN_WHERE, "places"):
        setattr(row, name, getattr(made, name))
    off_list(row, off, by, at)
    seats -= off.keys()
    day = timezone.localdate(row.starts)
    cannot = {who: why for (who, _day), why in taken_at(seats, {day: (row.starts, row.ends)}, but=row.id).items()}
    if moved:
        _remind_anew(row, at)
        inform(NoticeKind.DUTY_CHANGED, row, seats, by, at)
    move_up(row, by, at)
    save(row)
    tell(EventKind.DUTY_CHANGED, row, by, at, measures={"people": len(seats) if moved else 0, "places": row.places})
    return Changed(cannot, off)


def _remind_anew(row: Activity, at: datetime) -> None:
    """Whoever was reminded of another day is reminded again, unless that is now: they hear of the change."""
    soon = row.starts - at <= timedelta(hours=limit_on("duties.soon_hours", at))
    Seat.objects.filter(activity=row, state=SeatState.IN.value).update(reminded=soon)


@transaction.atomic
def call_off(
    *, activity_id: UUID, reason: OffReason | None = None, by: Viewer, at: datetime, seen_version: int | None = None
) -> None:
    """Call an activity off; everybody with a place or waiting is told, and the unit that was to be host. Refuses those who do not organise it and one that is over."""
    row = hold(activity_id, by, seen_version)
    if not organises(by, row):
        raise denied()
    if row.state != ActivityState.PLANNED.value:
        raise Problem("duty-over", "这次活动已经结束或者取消。")
    _off(row, reason, by, at)
    inform(NoticeKind.DUTY_OFF, row, on_list(row, waiting=True), by, at)
    tell_hosts([row], by, at, kind=NoticeKind.HOST_OFF)


@transaction.atomic
def call_off_rest(
    *, activity_id: UUID, reason: OffReason | None, by: Viewer, at: datetime, seen_version: int | None = None
) -> list[UUID]:
    """Call this activity off and all later ones of its series that have not begun; each person and host is told once. Returns which.

    Refuses no reason, one of no series, those who do not organise every one of them (a host its own turn alone), and where none is left.
    """
    found = hold(activity_id, by, seen_version)
    if not organises(by, found):
        raise denied()
    if found.series_id is None:
        raise Problem("series-none", "这次活动不是一系列里的，取消这一次就行。")
    if reason is None:
        raise Problem("off-reason", "请选取消的原因。")
    later = Activity.objects.select_for_update().filter(series=found.series_id, starts__gte=found.starts, starts__gt=at)
    rows = list(later.filter(state=ActivityState.PLANNED.value, started_at__isnull=True).order_by("starts", "id"))
    if not rows:
        raise Problem("series-over", "这次以后没有还没开始的了。")
    if not all(organises(by, row) for row in rows):
        raise denied()
    for row in rows:
        _off(row, reason, by, at)
    inform_once(NoticeKind.DUTY_REST_OFF, [(row, on_list(row, waiting=True)) for row in rows], by, at)
    tell_hosts(rows, by, at, kind=NoticeKind.HOST_OFF)
    return [row.id for row in rows]


def _off(row: Activity, reason: OffReason | None, by: Viewer, at: datetime) -> None:
    row.state, row.ended_by, row.off_reason = ActivityState.CANCELLED.value, by.staff_id, reason.value if reason else ""
    save(row)
    said = {"off_reason": reason.value} if reason else {}
    of_series = {"series": str(row.series_id)} if row.series_id else {}
    tell(EventKind.DUTY_CANCELLED, row, by, at, attributes={**said, **of_series})
