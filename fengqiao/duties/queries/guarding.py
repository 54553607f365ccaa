"""Guard tasks: their posts, who stands where, who has heard the lesson."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from fengqiao.catalogue.duty import DutyKind, Family
from fengqiao.duties.models import Activity, Briefing, GuardPost, Seat
from fengqiao.duties.queries.gate import visible
from fengqiao.duties.rules.guarding import Stand, lacking, stands
from fengqiao.duties.terms import ActivityState, Outcome, SeatState
from fengqiao.orgs.queries import Viewer

LESSON_DAYS, MOST = 60, 60
OFF = (ActivityState.CANCELLED.value, ActivityState.MISSED.value)


@dataclass(frozen=True, slots=True)
class Guard:
    """How a guard task stands: its posts, who is on duty, and who of them has not heard the lesson."""

    posts: list[Stand]
    on_duty: list[UUID]
    lack: list[UUID]
    asked: bool


def heard(activity_id: UUID) -> set[UUID]:
    """Return who signed in to a lesson of a guard task, the first or a make-up (one query)."""
    lessons = Briefing.objects.filter(activity=activity_id).exclude(lesson__state__in=OFF).values("lesson")
    came = Seat.objects.filter(activity__in=lessons, state=SeatState.IN.value, outcome=Outcome.CAME.value)
    return set(came.values_list("staff", flat=True))


def guard_of(row: Activity, kind: DutyKind | None) -> Guard:
    """Return how a guard task stands (three queries)."""
    asked = bool(kind and kind.lesson)
    seats = Seat.objects.filter(activity=row, state=SeatState.IN.value).order_by("at", "id")
    placed = dict(seats.values_list("staff", "post"))
    posts = stands(
        list(GuardPost.objects.filter(activity=row).order_by("id").values_list("id", "name", "least")), placed
    )
    lack = lacking(list(placed), heard(row.id) if asked else (), asked=asked)
    return Guard(posts, list(placed), lack, asked)


def lessons_of(activity_id: UUID) -> list[Activity]:
    """Return the lessons of a guard task in order."""
    return list(Activity.objects.filter(briefs__activity=activity_id).order_by("starts", "id"))


def tasks_of_lesson(viewer: Viewer, activity_id: UUID) -> list[Activity]:
    """Return the guard tasks before which an activity is the lesson, as far as the viewer sees them."""
    return list(visible(viewer).filter(briefings__lesson=activity_id).order_by("starts", "id"))


def possible_lessons(viewer: Viewer, row: Activity, lesson: str) -> list[Activity]:
    """Return the lessons of a kind that could be a task's: seen, shortly before its end, not called off, not its own yet."""
    rows = visible(viewer).filter(
        kind=lesson, starts__lt=row.ends, starts__gte=row.starts - timedelta(days=LESSON_DAYS)
    )
    rows = rows.exclude(state__in=OFF).exclude(briefs__activity=row.id)
    return list(rows.order_by("-starts", "-id")[:MOST])


def is_guard(row: Activity) -> bool:
    """Say whether an activity is a guard task."""
    return row.family == Family.GUARD.value


def unheard(row: Activity, kind: DutyKind | None, staff_ids: Collection[UUID]) -> list[UUID]:
    """Return who of some people may not join a guard task that has been started, for want of its lesson."""
    if not is_guard(row) or row.started_at is None or kind is None or not kind.lesson:
        return []
    known = heard(row.id)
    return [who for who in staff_ids if who not in known]
