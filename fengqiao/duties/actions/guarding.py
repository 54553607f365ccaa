"""Guard tasks: posts, who stands where, the lesson before, the word to go, and somebody in another's place."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.catalogue.duty import DutyKind
from fengqiao.duties.actions.joining import put_on
from fengqiao.duties.actions.planning import NewActivity, checked, make, placed
from fengqiao.duties.actions.telling import inform
from fengqiao.duties.actions.writing import hold, kinds_at, save, tell
from fengqiao.duties.models import Activity, Briefing, GuardPost, Seat
from fengqiao.duties.queries import activity_for, guard_of, is_guard, organises, possible_lessons
from fengqiao.duties.rules.guarding import opens_at, why_not_named, why_not_sent
from fengqiao.duties.terms import ActivityState, Outcome, SeatState
from fengqiao.kit.problems import Problem, denied
from fengqiao.ledger.terms import EventKind
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.queries import Viewer, directory


def _guard(activity_id: UUID, by: Viewer, at: datetime) -> tuple[Activity, DutyKind]:
    """Return a guard task under a lock, with its kind; refuses whoever does not organise it, other work, and one that is over."""
    row = hold(activity_id, by)
    if not organises(by, row):
        raise denied()
    kind = kinds_at(at).get(row.kind)
    if kind is None or not is_guard(row):
        raise Problem("guard-none", "这不是安保任务。")
    if row.state != ActivityState.PLANNED.value:
        raise Problem("duty-over", "这次活动已经结束或者取消。")
    return row, kind


@transaction.atomic
def set_post(
    *, activity_id: UUID, name: str, least: int, post_id: UUID | None = None, by: Viewer, at: datetime
) -> UUID:
    """Add a post to a guard task, or change one; returns its id. Refuses a name that is there or says who, and numbers that cannot be."""
    row, _kind = _guard(activity_id, by, at)
    name = " ".join(name.split())
    others = GuardPost.objects.filter(activity=row)
    others = others.exclude(id=post_id) if post_id else others
    names = list(others.values_list("name", flat=True))
    refusal = why_not_named(name, least, names, len(names) + 1)
    if refusal:
        raise refusal
    if post_id is None:
        post = GuardPost.objects.create(activity=row, name=name, least=least)
    else:
        post = _post(row, post_id)
        post.name, post.least = name, least
        post.save(update_fields=["name", "least"])
    save(row)
    tell(EventKind.DUTY_POST_SET, row, by, at, measures={"least": least}, attributes={"post": str(post.id)})
    return post.id


@transaction.atomic
def drop_post(*, activity_id: UUID, post_id: UUID, by: Viewer, at: datetime) -> None:
    """Take a post out of a guard task that was not started; whoever stood there stays on the list without one."""
    row, _kind = _guard(activity_id, by, at)
    if row.started_at is not None:
        raise Problem("guard-started", "已经下令上岗。")
    post = _post(row, post_id)
    Seat.objects.filter(post=post).update(post=None)
    gone = str(post.id)
    post.delete()
    save(row)
    tell(EventKind.DUTY_POST_DROPPED, row, by, at, attributes={"post": gone})


def _post(row: Activity, post_id: UUID) -> GuardPost:
    post = GuardPost.objects.filter(activity=row, id=post_id).first()
    if post is None:
        raise Problem("post-unknown", "没有这个岗位。")
    return post


def _seat_of(row: Activity, staff_id: UUID) -> Seat:
    seat = Seat.objects.filter(activity=row, staff=staff_id, state=SeatState.IN.value).first()
    if seat is None:
        raise Problem("seat-none-there", "这个人不在这次安保的名单里。")
    return seat


@transaction.atomic
def assign(*, activity_id: UUID, staff_id: UUID, post_id: UUID | None, by: Viewer, at: datetime) -> None:
    """Say at which post somebody stands (None: at none); whoever is not on the list yet is put on it first. Refuses as `put`."""
    row, _kind = _guard(activity_id, by, at)
    post = _post(row, post_id) if post_id else None
    there = Seat.objects.filter(activity=row, staff=staff_id, state=SeatState.IN.value).exists()
    if not there and put_on(row, staff_id, "", at) is SeatState.IN:
        inform(NoticeKind.DUTY_SET, row, {staff_id}, by, at)
    seat = _seat_of(row, staff_id)
    seat.post = post
    seat.save(update_fields=["post"])
    save(row)
    tell(
        EventKind.DUTY_ASSIGNED,
        row,
        by,
        at,
        attributes={"who": str(staff_id), "post": str(post.id) if post else "none"},
    )


@transaction.atomic
def plan_lesson(
    *, activity_id: UUID, starts: datetime, ends: datetime, makeup: bool = False, venue_id: UUID | None = None, by: Viewer, at: datetime
) -> UUID:  # fmt: skip
    """Plan the lesson before a guard task, or a make-up for those who lack it, with them on its list; returns the lesson. It is about what the task is.

    Refuses a task whose kind asks for none, a lesson that begins after the task ends, and what `plan` refuses.
    """
    row, kind = _guard(activity_id, by, at)
    lesson = kinds_at(at).get(kind.lesson)
    if lesson is None:
        raise Problem("guard-lesson-none", "这种安保不要求岗前课。")
    if starts >= row.ends:
        raise Problem("guard-lesson-late", "岗前课要在安保结束以前。")
    form = next((each.code for each in lesson.forms if (each.code == "makeup") is makeup), "")
    new = NewActivity(
        kind=lesson.code,
        form=form,
        starts=starts,
        ends=ends,
        team_id=row.team_id,
        venue_id=venue_id,
        places=0,
        subject=row.subject,
    )
    made = make(placed(new, by), checked(new, directory(at=at), at), by)
    made.unit_id = row.unit_id
    made.save()
    Briefing.objects.create(activity=row, lesson=made)
    who = guard_of(row, kind).lack
    values = {"role": "", "state": SeatState.IN.value, "outcome": Outcome.OPEN.value, "at": at}
    Seat.objects.bulk_create(Seat(activity=made, staff_id=each, **values) for each in who)
    inform(NoticeKind.DUTY_SET, made, set(who), by, at)
    save(row)
    numbers = {"people": len(who)}
    tell(
        EventKind.DUTY_BRIEFED,
        row,
        by,
        at,
        measures=numbers,
        attributes={"lesson": str(made.id), "makeup": "yes" if makeup else "no"},
    )
    return made.id


@transaction.atomic
def use_lesson(*, activity_id: UUID, lesson_id: UUID, by: Viewer, at: datetime) -> None:
    """Let a lesson that is planned or was held count for a guard task; refuses what is no such lesson."""
    row, kind = _guard(activity_id, by, at)
    lesson = activity_for(by, lesson_id)
    if (
        not kind.lesson
        or lesson is None
        or lesson.id not in {each.id for each in possible_lessons(by, row, kind.lesson)}
    ):
        raise Problem("guard-lesson-unfit", "这不是这次安保的岗前课。")
    Briefing.objects.create(activity=row, lesson=lesson)
    save(row)
    makeup = "yes" if lesson.form == "makeup" else "no"
    tell(
        EventKind.DUTY_BRIEFED,
        row,
        by,
        at,
        measures={"people": 0},
        attributes={"lesson": str(lesson.id), "makeup": makeup},
    )


@transaction.atomic
def start(*, activity_id: UUID, by: Viewer, at: datetime, seen_version: int | None = None) -> int:
    """Send those on duty to their posts; returns how many. Refused while a post is short or somebody has not heard the lesson."""
    row, kind = _guard(activity_id, by, at)
    if seen_version is not None and seen_version != row.version:
        raise Problem("duty-changed", "这次活动刚被别人改过，页面已更新，请看过最新情况再操作。")
    found = guard_of(row, kind)
    refusal = why_not_sent(
        ActivityState(row.state), row.started_at, opens_at(row.starts, kind.early), at, posts=found.posts, lack=len(found.lack)
    )  # fmt: skip
    if refusal:
        raise refusal
    row.started_at = at
    save(row)
    numbers = {"people": len(found.on_duty), "posts": len(found.posts)}
    tell(
        EventKind.DUTY_STARTED,
        row,
        by,
        at,
        measures=numbers,
        attributes={"lesson_asked": "yes" if found.asked else "no"},
    )
    return len(found.on_duty)


@transaction.atomic
def replace(*, activity_id: UUID, out: UUID, into: UUID, by: Viewer, at: datetime) -> None:
    """Put somebody in another's place and post; refuses whoever came already, and after the start one who lacks the lesson."""
    row, _kind = _guard(activity_id, by, at)
    seat = _seat_of(row, out)
    if seat.outcome == Outcome.CAME.value:
        raise Problem("seat-came", "已经签到，不能退出。")
    post, role = seat.post, seat.role
    seat.state, seat.post = SeatState.LEFT.value, None
    seat.save(update_fields=["state", "post"])
    put_on(row, into, role, at)
    fresh = _seat_of(row, into)
    inform(NoticeKind.DUTY_SET, row, {into}, by, at)
    fresh.post = post
    fresh.save(update_fields=["post"])
    save(row)
    tell(EventKind.DUTY_REPLACED, row, by, at, attributes={"who": str(into), "instead_of": str(out)})
