"""What stands on first screens: open matters by urgency, what came and was done, units side by side, one's own tellings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from uuid import UUID

from django.db.models import Count, Min, Q
from django.utils import timezone

from fengqiao.matters.models import Matter, Report
from fengqiao.matters.queries import reach
from fengqiao.matters.queries.gate import visible
from fengqiao.matters.queries.queue import OPEN, day_begins
from fengqiao.matters.terms import MatterState
from fengqiao.orgs.queries import Viewer


@dataclass(frozen=True, slots=True)
class Standing:
    """The open matters that a viewer sees. `today`: the clock ends later today."""

    open: int
    late: int
    today: int
    triage: int
    offered: int


@dataclass(frozen=True, slots=True)
class Pace:
    """What came in a period, what was closed in it, and half of these took no longer than `half` (None: none closed)."""

    received: int
    closed: int
    half: timedelta | None


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit in charge: its open matters now, and its pace in a period."""

    unit_id: UUID
    open: int
    late: int
    today: int
    pace: Pace


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody told, as they told it, and where it stands: no more than that, for it needs no other right."""

    matter_id: UUID
    title: str
    told_at: datetime
    state: MatterState
    unit: str
    unit_en: str
    closed_at: datetime | None
    kind: str
    edition_id: UUID
    result: str
    sealed: bool


def _late(now: datetime) -> Q:
    return OPEN & Q(due_at__lt=now)


def _today(now: datetime) -> Q:
    tomorrow = day_begins(timezone.localdate(now) + timedelta(days=1))
    return OPEN & Q(due_at__gte=now, due_at__lt=tomorrow)


def standing(viewer: Viewer, *, now: datetime) -> Standing:
    """Return how the open matters stand that a viewer sees (one query)."""
    found = (
        visible(viewer)
        .filter(OPEN)
        .order_by()
        .aggregate(
            open=Count("id"),
            late=Count("id", filter=_late(now)),
            today=Count("id", filter=_today(now)),
            triage=Count("id", filter=Q(state=MatterState.TRIAGE.value)),
            offered=Count("id", filter=Q(state=MatterState.OFFERED.value)),
        )
    )
    return Standing(**found)


def pressing(viewer: Viewer, *, now: datetime) -> tuple[int, int, int]:
    """Return how many of the matters in somebody's 待办 came today, are late, and are due later today (one query)."""
    came = Q(received_at__gte=day_begins(timezone.localdate(now)))
    found = (
        visible(viewer)
        .filter(OPEN, id__in=reach.waiting(viewer))
        .order_by()
        .aggregate(
            came=Count("id", filter=came), late=Count("id", filter=_late(now)), today=Count("id", filter=_today(now))
        )
    )
    return found["came"], found["late"], found["today"]


def _half(lengths: list[timedelta]) -> timedelta | None:
    return timedelta(seconds=median(each.total_seconds() for each in lengths)) if lengths else None


def pace(viewer: Viewer, *, since: datetime, until: datetime) -> Pace:
    """Return what came and was closed in [since, until) among what a viewer sees (two queries)."""
    rows = visible(viewer).order_by()
    closed = rows.filter(closed_at__gte=since, closed_at__lt=until).values_list("received_at", "closed_at")
    lengths = [end - start for start, end in closed if end]
    received = rows.filter(received_at__gte=since, received_at__lt=until).count()
    return Pace(received, len(lengths), _half(lengths))


def unit_rows(viewer: Viewer, *, since: datetime, until: datetime, now: datetime) -> list[UnitRow]:
    """Return the units in charge of what a viewer sees that is open or moved in [since, until) (two queries)."""
    came, went = Q(received_at__gte=since, received_at__lt=until), Q(closed_at__gte=since, closed_at__lt=until)
    rows = visible(viewer).filter(OPEN | came | went).order_by()
    lengths: dict[UUID, list[timedelta]] = {}
    for unit_id, start, end in rows.filter(went).values_list("unit_id", "received_at", "closed_at"):
        if end:
            lengths.setdefault(unit_id, []).append(end - start)
    counted = rows.values("unit_id").annotate(
        open=Count("id", filter=OPEN),
        late=Count("id", filter=_late(now)),
        today=Count("id", filter=_today(now)),
        received=Count("id", filter=came),
    )
    return [
        UnitRow(
            row["unit_id"],
            row["open"],
            row["late"],
            row["today"],
            Pace(row["received"], len(done := lengths.get(row["unit_id"], [])), _half(done)),
        )
        for row in counted
    ]


def open_by_area(viewer: Viewer, *, now: datetime) -> list[tuple[UUID, int, int]]:
    """Return (area, open, late) of the open matters seen that have a place (one query)."""
    rows = visible(viewer).filter(OPEN, area__isnull=False).order_by().values("area_id")
    return [
        (row["area_id"], row["n"], row["late"])
        for row in rows.annotate(n=Count("id"), late=Count("id", filter=_late(now)))
    ]


def told_by(viewer: Viewer, *, most: int) -> list[Told]:
    """Return what somebody told or took in themselves, newest first, and where it stands (two queries).

    Whoever told a thing may ask what became of it; of a sealed one only that it was received, whoever asks.
    """
    rows = Report.objects.filter(taken_by=viewer.staff_id, matter__isnull=False)
    found = list(
        rows.select_related("matter__unit", "matter__merged_into__unit").order_by("-received_at", "-id")[:most]
    )
    return [_told(report, report.matter.merged_into or report.matter) for report in found]


def _told(report: Report, matter: Matter) -> Told:
    return Told(
        report.matter_id,
        report.title,
        report.told_at,
        MatterState(matter.state),
        matter.unit.short or matter.unit.name,
        matter.unit.name_en,
        matter.closed_at,
        matter.kind,
        matter.edition_id,
        matter.result,
        matter.sealed,
    )


def told_count(viewer: Viewer) -> tuple[int, int, datetime | None]:
    """Return how much somebody told, how much of it is closed, and since when."""
    found = Report.objects.filter(taken_by=viewer.staff_id).aggregate(
        n=Count("id"), closed=Count("id", filter=Q(matter__closed_at__isnull=False)), first=Min("received_at")
    )
    return found["n"], found["closed"], found["first"]
