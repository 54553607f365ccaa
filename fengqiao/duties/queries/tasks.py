"""Tasks that meetings gave: what is due, and what the next meeting of the unit hears of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from fengqiao.duties.models import Activity, Resolution
from fengqiao.duties.queries.minutes import reads_minutes
from fengqiao.duties.terms import ActivityState, Family
from fengqiao.orgs.queries import Viewer
from fengqiao.vault.queries import open_words_of

MOST = 50
NOT_HELD = [ActivityState.CANCELLED.value, ActivityState.MISSED.value]


@dataclass(frozen=True, slots=True)
class TaskTold:
    """A task of an earlier meeting; `text` empty for whoever may not read those minutes, and once its words are gone."""

    row: Resolution
    text: str


def tasks_before(viewer: Viewer, row: Activity) -> list[TaskTold]:
    """Return what the meetings of the unit before one gave to do: what is not done, and what was done since the last of them, open first.

    Nothing of an activity that is no meeting.
    """
    if row.family != Family.MEETING.value:
        return []
    earlier = Activity.objects.filter(unit=row.unit_id, team=row.team_id, family=row.family, starts__lt=row.starts)
    last = earlier.exclude(state__in=NOT_HELD).order_by("-starts").values_list("starts", flat=True).first()
    tasks = Resolution.objects.filter(minutes__activity__in=earlier, staff__isnull=False).select_related(
        "minutes__activity", "staff"
    )
    since = Q(done_at__isnull=True) | (Q(done_at__gte=last) if last else Q())
    rows = list(tasks.filter(since).order_by("by_day", "number")[:MOST])
    rows.sort(key=lambda each: each.done_at is not None)
    words = _words(viewer, rows)
    return [TaskTold(each, words.get(each.id, "")) for each in rows]


def _words(viewer: Viewer, rows: list[Resolution]) -> Mapping[UUID, str]:
    activities = {each.minutes.activity_id: each.minutes.activity for each in rows}
    read = {key for key, activity in activities.items() if reads_minutes(viewer, activity)}
    return open_words_of(
        {
            each.id: (each.minutes_id, each.sealed)
            for each in rows
            if each.minutes.activity_id in read or each.staff_id == viewer.staff_id
        }
    )


def tasks_due(today: date, days: int, most: int) -> list[UUID]:
    """Return the tasks of which somebody is to be told: near their day, or past it."""
    rows = Resolution.objects.filter(staff__isnull=False, done_at__isnull=True)
    soon = Q(reminded=False, by_day__lte=today + timedelta(days=days))
    return list(
        rows.filter(soon | Q(urged=False, by_day__lt=today))
        .order_by("by_day", "id")
        .values_list("id", flat=True)[:most]
    )
