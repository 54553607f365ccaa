"""The queue: which matters a list holds, in which order, and how many stand in each tab."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from fengqiao.matters.models import Matter, Report, Task
from fengqiao.matters.queries.gate import visible
from fengqiao.matters.terms import OPEN_TASKS, Lamp, MatterState, Tab
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What a list is narrowed to; empty fields narrow nothing.

    `areas` are already opened to the areas below; with `no_area` matters without a place belong to the list too.
    """

    tab: Tab = Tab.TODO
    q: str = ""
    states: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    units: tuple[UUID, ...] = ()
    areas: tuple[UUID, ...] = ()
    no_area: bool = False
    doors: tuple[str, ...] = ()
    lamp: str = ""
    urgent: bool = False
    mine: bool = False
    import_id: UUID | None = None
    since: date | None = None
    until: date | None = None
    sort: str = "due"


SORTS = {
    "due": (F("urgent").desc(), F("due_at").asc(nulls_last=True), F("received_at").desc(), F("id").desc()),
    "newest": (F("received_at").desc(), F("id").desc()),
    "oldest": (F("received_at").asc(), F("id").asc()),
    "number": (F("number").asc(),),
}


def _in_tab(viewer: Viewer, tab: Tab, now: datetime) -> Q:
    held = Task.objects.filter(matter=OuterRef("pk"), unit__in=viewer.seen_units)
    own = Task.objects.filter(matter=OuterRef("pk"), assignee=viewer.staff_id)
    match tab:
        case Tab.TODO:
            waiting = Q(Exists(held.filter(state__in=OPEN_TASKS))) | Q(Exists(own.filter(state__in=OPEN_TASKS)))
            if viewer.may(Right.ROUTE):
                waiting |= Q(state=MatterState.TRIAGE.value, unit__in=viewer.seen_units)
            return waiting & ~Q(state=MatterState.CLOSED.value)
        case Tab.DONE:
            return Q(state=MatterState.CLOSED.value) & (Q(Exists(held)) | Q(Exists(own)))
        case Tab.WATCH:
            # Handed to and fro so often that somebody above must name the unit.
            to_and_fro = int(pack_on(now).pack.value_on("return.arbitrate_after", timezone.localdate(now)).number)
            watched = Q(due_at__lt=now) | Q(urged=True) | Q(returned__gte=to_and_fro)
            return ~Q(state=MatterState.CLOSED.value) & watched
        case Tab.ALL:
            return Q()


def _by_lamp(lamp: str, now: datetime) -> Q:
    running = ~Q(state=MatterState.CLOSED.value) & Q(due_at__isnull=False)
    return {
        Lamp.LATE.value: running & Q(due_at__lt=now),
        Lamp.SOON.value: running & Q(due_at__gte=now, soon_at__lte=now),
        Lamp.OK.value: running & Q(soon_at__gt=now, due_at__gte=now),
        Lamp.DONE.value: Q(state=MatterState.CLOSED.value),
        Lamp.WAIT.value: ~Q(state=MatterState.CLOSED.value) & Q(due_at__isnull=True),
    }.get(lamp, Q())


def _day_begins(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001  # make_aware gives the zone


def queue(viewer: Viewer, wanted: QueueFilter, *, now: datetime) -> QuerySet[Matter]:
    """Return the list that a filter asks for, sorted, with unit, area and open tasks at a constant number of queries."""
    rows = visible(viewer).filter(_in_tab(viewer, wanted.tab, now)).filter(_by_lamp(wanted.lamp, now))
    for column, chosen in (
        ("state", wanted.states),
        ("kind", wanted.kinds),
        ("unit", wanted.units),
        ("door", wanted.doors),
    ):
        if chosen:
            rows = rows.filter(**{f"{column}__in": chosen})
    if wanted.no_area:
        rows = rows.filter(Q(area__isnull=True) | Q(area__in=wanted.areas))
    elif wanted.areas:
        rows = rows.filter(area__in=wanted.areas)
    if wanted.urgent:
        rows = rows.filter(urgent=True)
    if wanted.import_id:
        rows = rows.filter(Exists(Report.objects.filter(matter=OuterRef("pk"), import_id=wanted.import_id)))
    if wanted.mine:
        rows = rows.filter(Exists(Task.objects.filter(matter=OuterRef("pk"), assignee=viewer.staff_id)))
    if wanted.since:
        rows = rows.filter(received_at__gte=_day_begins(wanted.since))
    if wanted.until:
        rows = rows.filter(received_at__lt=_day_begins(wanted.until + timedelta(days=1)))
    for word in wanted.q.replace("\x00", "").split()[:5]:
        told = Report.objects.filter(matter=OuterRef("pk"), text__icontains=word)
        rows = rows.filter(
            Q(number__icontains=word) | Q(title__icontains=word) | Q(place__icontains=word) | Q(Exists(told))
        )
    return rows.order_by(*SORTS.get(wanted.sort, SORTS["due"])).select_related("unit", "area")


def arrived(viewer: Viewer, since: datetime, *, now: datetime) -> tuple[int, int]:
    """Return how many matters have come into the viewer's 待办 since a moment, and how many of them are urgent."""
    fresh = Task.objects.filter(matter=OuterRef("pk"), unit__in=viewer.seen_units, opened_at__gt=since)
    rows = visible(viewer).filter(_in_tab(viewer, Tab.TODO, now)).filter(Q(received_at__gt=since) | Q(Exists(fresh)))
    return rows.count(), rows.filter(urgent=True).count()


def tab_counts(viewer: Viewer, *, now: datetime) -> dict[Tab, int]:
    """Return how many matters each tab holds (one query each)."""
    return {tab: visible(viewer).filter(_in_tab(viewer, tab, now)).count() for tab in Tab}


def open_shares(matters: Iterable[Matter]) -> dict[UUID, list[Task]]:
    """Return the open tasks of the matters given, lead first (one query)."""
    shares: dict[UUID, list[Task]] = {}
    rows = Task.objects.filter(matter__in=[m.id for m in matters], state__in=OPEN_TASKS).select_related(
        "unit", "assignee"
    )
    for task in rows.order_by("-role", "opened_at"):
        shares.setdefault(task.matter_id, []).append(task)
    return shares
