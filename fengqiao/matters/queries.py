"""Reading matters, always as somebody: `visible` is the one gate for pages, lists, exports and files."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from fengqiao.catalogue.model import Kind
from fengqiao.kit.clocks import Deadline, deadline, events_from_json
from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import SheetRow
from fengqiao.matters.models import Clock, Entry, Matter, Recipient, Report, Routing, SheetImport, Task
from fengqiao.matters.rules.sampling import Sample, from_bytes, row_of
from fengqiao.matters.terms import OPEN_TASKS, Lamp, MatterState, Tab, TaskRole
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import PublishedPack, pack_of, pack_on
from fengqiao.vault import shelf

CALENDAR = "china"


def visible(viewer: Viewer) -> QuerySet[Matter]:
    """Return the matters that a viewer may see.

    Those of the units and areas that the post reaches, those in which a unit it reaches or the viewer holds a share;
    sealed ones only where the viewer is named.
    """
    shares = Task.objects.filter(matter=OuterRef("pk")).filter(
        Q(unit__in=viewer.seen_units) | Q(assignee=viewer.staff_id)
    )
    reach = Q(unit__in=viewer.seen_units) | Q(Exists(shares))
    if viewer.seen_areas:
        reach |= Q(area__in=viewer.seen_areas)
    named = Recipient.objects.filter(matter=OuterRef("pk"), staff=viewer.staff_id)
    return Matter.objects.filter(reach).filter(Q(sealed=False) | Exists(named))


def matter_for(viewer: Viewer, matter_id: UUID) -> Matter | None:
    """Return a matter if the viewer may see it: the only way by which a page gets one."""
    return visible(viewer).filter(id=matter_id).select_related("unit", "area").first()


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


def own_first(task: Task, viewer: Viewer, *, lead_first: bool = False) -> tuple[bool, bool, bool]:
    """Sort the tasks that a viewer reaches: those of their own unit, then the lead's (`lead_first`: that before all)."""
    is_lead = task.role == TaskRole.LEAD.value
    return lead_first and not is_lead, task.unit_id != viewer.unit_id, not is_lead


def open_shares(matters: Iterable[Matter]) -> dict[UUID, list[Task]]:
    """Return the open tasks of the matters given, lead first (one query)."""
    shares: dict[UUID, list[Task]] = {}
    rows = Task.objects.filter(matter__in=[m.id for m in matters], state__in=OPEN_TASKS).select_related(
        "unit", "assignee"
    )
    for task in rows.order_by("-role", "opened_at"):
        shares.setdefault(task.matter_id, []).append(task)
    return shares


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything that a matter's page shows, read at once."""

    matter: Matter
    published: PublishedPack
    kind: Kind
    reports: list[Report]
    tasks: list[Task]
    entries: list[Entry]
    clocks: list[tuple[Clock, Deadline]]
    routings: list[Routing]

    @property
    def lead(self) -> Task | None:
        """The lead task that is open, if any."""
        return next((t for t in self.tasks if t.role == "lead" and t.state in OPEN_TASKS), None)

    def task_of(self, viewer: Viewer) -> Task | None:
        """The open task on which the viewer can act: their own unit's first, then of a unit below it, lead first."""
        mine = [
            t
            for t in self.tasks
            if t.state in OPEN_TASKS and (t.unit_id in viewer.seen_units or t.assignee_id == viewer.staff_id)
        ]
        return min(mine, key=lambda task: own_first(task, viewer), default=None)


def dossier(viewer: Viewer, matter_id: UUID) -> Dossier | None:
    """Return the dossier of a matter if the viewer may see it."""
    matter = (
        visible(viewer)
        .filter(id=matter_id)
        .select_related("unit", "area")
        .prefetch_related(
            Prefetch("reports", Report.objects.order_by("received_at", "id").select_related("taken_unit")),
            Prefetch("tasks", Task.objects.order_by("opened_at", "id").select_related("unit", "assignee")),
            Prefetch("entries", Entry.objects.order_by("at", "id").select_related("unit")),
            Prefetch("clocks", Clock.objects.order_by("started_at", "id")),
            Prefetch("routings", Routing.objects.order_by("at", "id").select_related("unit")),
        )
        .first()
    )
    if matter is None:
        return None
    published = pack_of(matter.edition_id)
    kind = published.pack.kind_for(matter.kind, timezone.localdate(matter.received_at))
    calendar = published.pack.calendars[CALENDAR]
    zone = timezone.get_default_timezone()
    clocks = [
        (row, deadline(kind.clocks[row.code], events_from_json(row.events), calendar, zone))
        for row in matter.clocks.all()
    ]
    return Dossier(
        matter,
        published,
        kind,
        list(matter.reports.all()),
        list(matter.tasks.all()),
        list(matter.entries.all()),
        clocks,
        list(matter.routings.all()),
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """How many matters stand in one place, of one kind, in one state."""

    area_id: UUID | None
    kind: str
    state: str
    count: int
    late: int


def counts(viewer: Viewer, *, since: datetime, until: datetime, now: datetime) -> list[Cell]:
    """Return counts of the matters seen, received in the period [since, until), by area, kind and state."""
    late = Count("id", filter=Q(due_at__lt=now) & ~Q(state=MatterState.CLOSED.value))
    rows = (
        visible(viewer)
        .filter(received_at__gte=since, received_at__lt=until)
        .order_by()
        .values("area_id", "kind", "state")
        .annotate(n=Count("id"), late=late)
    )
    return [Cell(r["area_id"], r["kind"], r["state"], r["n"], r["late"]) for r in rows]


def counts_by_unit(
    viewer: Viewer, *, since: datetime, until: datetime, now: datetime
) -> list[tuple[UUID, int, int, int]]:
    """Return (unit, matters, closed, late) of those received in the period, most first."""
    closed = Count("id", filter=Q(state=MatterState.CLOSED.value))
    late = Count("id", filter=Q(due_at__lt=now) & ~Q(state=MatterState.CLOSED.value))
    rows = (
        visible(viewer)
        .filter(received_at__gte=since, received_at__lt=until)
        .order_by()
        .values("unit_id")
        .annotate(n=Count("id"), closed=closed, late=late)
    )
    found = [(r["unit_id"], r["n"], r["closed"], r["late"]) for r in rows]
    return sorted(found, key=lambda row: (-row[1], str(row[0])))


def counts_by_day(viewer: Viewer, *, since: datetime, until: datetime) -> list[tuple[date, int, int]]:
    """Return (local day, received, closed) for every day of the period on which something happened."""
    received = _per_day(visible(viewer), "received_at", since, until)
    closed = _per_day(visible(viewer), "closed_at", since, until)
    return [(day, received.get(day, 0), closed.get(day, 0)) for day in sorted(received.keys() | closed.keys())]


def _per_day(rows: QuerySet[Matter], column: str, since: datetime, until: datetime) -> dict[date, int]:
    inside = rows.filter(**{f"{column}__gte": since, f"{column}__lt": until}).order_by()
    return {
        row["day"]: row["n"] for row in inside.annotate(day=F(f"{column}__date")).values("day").annotate(n=Count("id"))
    }


def total() -> int:
    """Return how many matters there are at all (for the command line; no viewer)."""
    return Matter.objects.count()


def known_references(source: str, references: Iterable[str]) -> dict[str, tuple[UUID, str]]:
    """Return (matter id, digest) by outside reference, of those that have been told before."""
    rows = Report.objects.filter(source=source, outside_ref__in=list(references))
    return {row.outside_ref: (row.matter_id, row.digest) for row in rows}


def sheet_import(viewer: Viewer, import_id: UUID, *, lock: bool = False) -> SheetImport | None:
    """Return a sheet that the viewer handed in."""
    rows = SheetImport.objects.select_for_update() if lock else SheetImport.objects.all()
    return rows.filter(id=import_id, staff_id=viewer.staff_id).first()


def sheet_imports(viewer: Viewer) -> QuerySet[SheetImport]:
    """Return the sheets that the viewer handed in, newest first."""
    return SheetImport.objects.filter(staff_id=viewer.staff_id).order_by("-uploaded_at", "-id")


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row of an import that was not taken, as it came, and why: (field, refusal)."""

    row: SheetRow
    problems: tuple[tuple[str, Problem], ...]


def refused_rows(import_id: UUID) -> list[RefusedRow]:
    """Return the refused rows of an import in their order; refuses a sheet that is thrown away."""
    found = []
    for name in shelf.names(import_id):
        if name.startswith("refused-"):
            for row, problems in json.loads(shelf.take(import_id, name)):
                told = tuple((field, Problem.of_record(record)) for field, record in problems)
                found.append(RefusedRow(row_of(row), told))
    return found


def sample_of(import_id: UUID) -> Sample:
    """Return the first rows of a sheet that was handed in; refuses one that is thrown away."""
    return from_bytes(shelf.take(import_id, "sample"))
