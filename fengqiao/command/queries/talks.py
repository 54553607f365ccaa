"""Daily talks of a station: what the last ones decided and how it stands, and what a week came to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from fengqiao.command.models import Check, Handover, Talk, TalkTask
from fengqiao.command.queries.stations import commands, in_part_of
from fengqiao.command.rules.shifts import WEEK
from fengqiao.command.rules.talks import Tally, standing, tallied
from fengqiao.command.terms import CheckOutcome, HandoverState, Standing, TalkTaskState
from fengqiao.matters.queries import day_begins, numbers_seen, returned_between
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right
from fengqiao.vault.queries import open_words_of

SHOWN = 200  # tasks of earlier talks that are still open; more than that nobody talks through


@dataclass(frozen=True, slots=True)
class Decided:
    """A task of a talk: its words, what came of it, the number of its matter (“” where the viewer may not see it)."""

    row: TalkTask
    words: str
    said: str
    number: str
    standing: Standing
    may_end: bool


def talk_of(station_id: UUID, day: date) -> Talk | None:
    """Return the talk of a station on a day; the caller has passed the gate of the station."""
    return Talk.objects.filter(station=station_id, day=day).select_related("led_by").first()


def talk_before(station_id: UUID, day: date) -> Talk | None:
    """Return the last talk before a day."""
    rows = Talk.objects.filter(station=station_id, day__lt=day).select_related("led_by")
    return rows.order_by("-day").first()


def decided_in(viewer: Viewer, talk: Talk | None, *, at: datetime) -> list[Decided]:
    """Return what a talk decided, in the order of the dates."""
    return _shown(viewer, list(_tasks().filter(talk=talk).order_by("due_at", "id")) if talk else [], at)


def still_open(viewer: Viewer, station_id: UUID, before: date | None, *, at: datetime) -> list[Decided]:
    """Return the open tasks of a station, of talks before a day or of all; the most pressing first."""
    rows = _tasks().filter(station=station_id, state=TalkTaskState.OPEN.value)
    if before is not None:
        rows = rows.filter(talk__day__lt=before)
    return _shown(viewer, list(rows.order_by("due_at", "id")[:SHOWN]), at)


def _tasks() -> QuerySet[TalkTask]:
    return TalkTask.objects.select_related("talk", "part", "staff", "made_by", "ended_by")


def _shown(viewer: Viewer, rows: Sequence[TalkTask], at: datetime) -> list[Decided]:
    numbers = numbers_seen(viewer, {row.matter_id for row in rows if row.matter_id})
    words = open_words_of({row.id: (row.talk_id, row.sealed) for row in rows})
    came = open_words_of({row.id: (row.talk_id, row.said) for row in rows if row.said})
    return [
        Decided(
            row, words[row.id], came.get(row.id, ""), numbers.get(row.matter_id, "") if row.matter_id else "",
            standing(row.state, row.due_at, row.ended_at, at), may_end(viewer, row),
        )
        for row in rows
    ]  # fmt: skip


def may_end(viewer: Viewer, row: TalkTask) -> bool:
    """Say whether somebody may say that a task is done: who was named, somebody of its part, whoever decides there."""
    if row.state != TalkTaskState.OPEN.value or row.station_id not in viewer.seen_units:
        return False
    own = row.staff_id == viewer.staff_id or (viewer.may(Right.HANDLE) and in_part_of(viewer, row.part_id))
    return own or commands(viewer, row.station_id)


def task_for(viewer: Viewer, task_id: UUID) -> TalkTask | None:
    """Return a task of a talk if the viewer reaches its station."""
    return _tasks().filter(id=task_id, station__in=viewer.seen_units).first()


def named_tasks(viewer: Viewer, task_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return what is to be done of those of the tasks whose station the viewer reaches."""
    rows = TalkTask.objects.filter(id__in=set(task_ids), station__in=viewer.seen_units) if task_ids else ()
    return open_words_of({row.id: (row.talk_id, row.sealed) for row in rows})


@dataclass(frozen=True, slots=True)
class Review:
    """A week of a station: tasks by part, closings checked (and in order), tasks returned, shifts handed over."""

    first: date
    last: date
    by_part: Mapping[str, Tally]
    checked: int
    in_order: int
    returned: int
    shifts: int
    handed_over: int

    @property
    def whole(self) -> Tally:
        """All parts together."""
        return sum(self.by_part.values(), Tally())


def review(station_id: UUID, monday: date, *, at: datetime) -> Review:
    """Return what a week came to, as it stands at a moment (the same number of queries however much there is)."""
    sunday = monday + timedelta(days=WEEK - 1)
    since, until = day_begins(monday), day_begins(sunday + timedelta(days=1))
    rows = TalkTask.objects.filter(station=station_id, talk__day__gte=monday, talk__day__lte=sunday)
    found = rows.values_list("part__part", "state", "due_at", "ended_at")
    by_part = tallied((part, standing(state, due, ended, at)) for part, state, due, ended in found)
    checks = Check.objects.filter(station=station_id, checked_at__gte=since, checked_at__lt=until).aggregate(
        n=Count("id"), good=Count("id", filter=Q(outcome=CheckOutcome.IN_ORDER.value))
    )
    ended = Q(ends_at__gt=since, ends_at__lte=min(until, at))
    sheets = Handover.objects.filter(ended, station=station_id).aggregate(
        n=Count("id"), both=Count("id", filter=Q(state=HandoverState.TAKEN.value))
    )
    returned = returned_between(station_id, since, until)
    return Review(monday, sunday, by_part, checks["n"], checks["good"], returned, sheets["n"], sheets["both"])


def tasks_to_remind(*, at: datetime, until: datetime, most: int) -> list[tuple[UUID, datetime]]:
    """Return (task, date) of open tasks due until a moment that nobody was reminded of, the next first."""
    rows = TalkTask.objects.filter(
        state=TalkTaskState.OPEN.value, reminded_at__isnull=True, due_at__gt=at, due_at__lt=until
    )
    return list(rows.order_by("due_at", "id").values_list("id", "due_at")[:most])


def talks_over(*, before: date, most: int) -> list[UUID]:
    """Return the talks before a day whose words are to go, where nothing of them is open."""
    rows = Talk.objects.filter(day__lt=before, erased_at__isnull=True)
    return list(rows.order_by("day").values_list("id", flat=True)[:most])


def monday_of(at: datetime) -> date:
    """Return the Monday of the week of a moment."""
    day = timezone.localdate(at)
    return day - timedelta(days=day.weekday())
