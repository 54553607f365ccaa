"""The queue: which matters a list holds, in which order, and how many stand in each tab."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from fengqiao.matters.models import Matter, Report, Tagged, Task
from fengqiao.matters.ordering import AreaOrNone, DueOrLongAgo, DueOrNever, Unindexed
from fengqiao.matters.queries import reach
from fengqiao.matters.queries.gate import met_by_share, shares_of, visible
from fengqiao.matters.queries.search import with_words
from fengqiao.matters.terms import OPEN_TASKS, Lamp, MatterState, Tab
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What a list is narrowed to; empty fields narrow nothing.

    `areas` are already opened to the areas below; with `no_area` matters without a place belong to the list too.
    `due_by`: open ones whose clock ends on that day or before it, and has not yet.
    """

    tab: Tab = Tab.TODO
    q: str = ""
    states: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    units: tuple[UUID, ...] = ()
    areas: tuple[UUID, ...] = ()
    no_area: bool = False
    doors: tuple[str, ...] = ()
    tags: tuple[UUID, ...] = ()
    lamp: str = ""
    urgent: bool = False
    mine: bool = False
    import_id: UUID | None = None
    since: date | None = None
    until: date | None = None
    due_by: date | None = None
    closed_since: date | None = None
    closed_until: date | None = None
    sort: str = "due"


SORTS = {
    "due": (F("urgent").desc(), DueOrNever("due_at").asc(), F("received_at").desc(), F("id").desc()),
    "newest": (F("received_at").desc(), F("id").desc()),
    "oldest": (F("received_at").asc(), F("id").asc()),
    "number": (F("number").asc(),),
    "-number": (F("number").desc(),),
    "-due": (DueOrLongAgo("due_at").desc(), F("received_at").desc(), F("id").desc()),
    "closed": (F("closed_at").asc(), F("id").asc()),
    "-closed": (F("closed_at").desc(), F("id").desc()),
    "kind": (F("kind").asc(), F("received_at").desc(), F("id").desc()),
    "-kind": (F("kind").desc(), F("received_at").asc(), F("id").asc()),
    "unit": (F("unit_id").asc(), F("received_at").desc(), F("id").desc()),
    "-unit": (F("unit_id").desc(), F("received_at").asc(), F("id").asc()),
    "area": (AreaOrNone("area_id").asc(), F("received_at").desc(), F("id").desc()),
    "-area": (AreaOrNone("area_id").desc(), F("received_at").asc(), F("id").asc()),
}
TOGETHER = {"kind", "-kind", "unit", "-unit", "area", "-area"}  # what somebody reaches does not stand evenly in these


def _order(wanted: QueueFilter) -> tuple[Any, ...]:
    open_too = wanted.tab is not Tab.DONE and wanted.sort in {"closed", "-closed"}
    return SORTS["due" if open_too else wanted.sort if wanted.sort in SORTS else "due"]


OPEN, CLOSED = Q(closed_at__isnull=True), Q(closed_at__isnull=False)  # as the state, and as the partial index says it


def _in_tab(viewer: Viewer, tab: Tab, now: datetime) -> Q:
    match tab:
        case Tab.TODO:
            return Q(id__in=reach.waiting(viewer)) & OPEN
        case Tab.DONE:
            return CLOSED & Q(met_by_share(viewer))
        case Tab.WATCH:
            # Handed to and fro so often that somebody above must name the unit.
            to_and_fro = int(pack_on(now).pack.value_on("return.arbitrate_after", timezone.localdate(now)).number)
            return OPEN & (Q(due_at__lt=now) | Q(urged=True) | Q(returned__gte=to_and_fro))
        case Tab.ALL:
            return Q()


def _by_lamp(lamp: str, now: datetime) -> Q:
    running = OPEN & Q(due_at__isnull=False)
    return {
        Lamp.LATE.value: running & Q(due_at__lt=now),
        Lamp.SOON.value: running & Q(due_at__gte=now, soon_at__lte=now),
        Lamp.OK.value: running & Q(soon_at__gt=now, due_at__gte=now),
        Lamp.DONE.value: CLOSED,
        Lamp.WAIT.value: OPEN & Q(due_at__isnull=True),
    }.get(lamp, Q())


def day_begins(day: date) -> datetime:
    """Return the first moment of a day, as it is here."""
    return timezone.make_aware(datetime(day.year, day.month, day.day))  # noqa: DTZ001  # make_aware gives the zone


def _in_days(wanted: QueueFilter, now: datetime) -> Q:
    """The days that a filter names, each from its first moment to its last."""
    found = Q()
    for column, first, last in (
        ("received_at", wanted.since, wanted.until),
        ("closed_at", wanted.closed_since, wanted.closed_until),
        ("due_at", None, wanted.due_by),
    ):
        if first:
            found &= Q(**{f"{column}__gte": day_begins(first)})
        if last:
            found &= Q(**{f"{column}__lt": day_begins(last + timedelta(days=1))})
    return found & OPEN & Q(due_at__gte=now) if wanted.due_by else found


def queue(viewer: Viewer, wanted: QueueFilter, *, now: datetime) -> QuerySet[Matter]:
    """Return the list that a filter asks for, sorted, with unit, area and open tasks at a constant number of queries."""
    rows = visible(viewer, one_by_one=True).filter(_in_tab(viewer, wanted.tab, now)).filter(_by_lamp(wanted.lamp, now))
    for column, chosen in (
        ("state", wanted.states),
        ("kind", wanted.kinds),
        ("unit", wanted.units),
        ("door", wanted.doors),
    ):
        if chosen:
            rows = rows.alias(**{f"{column}_read": Unindexed(column)}).filter(**{f"{column}_read__in": chosen})
    if wanted.no_area:
        rows = rows.filter(Q(area__isnull=True) | Q(area__in=wanted.areas))
    elif wanted.areas:
        rows = rows.alias(area_read=Unindexed("area")).filter(area_read__in=wanted.areas)
    if wanted.urgent:
        rows = rows.filter(urgent=True)
    if wanted.import_id:
        rows = rows.filter(id__in=Report.objects.filter(import_id=wanted.import_id).values("matter_id"))
    if wanted.tags:
        rows = rows.filter(id__in=Tagged.objects.filter(tag__in=wanted.tags).values("matter_id"))
    if wanted.mine:
        rows = rows.filter(id__in=reach.given_to(viewer))
    rows = rows.filter(_in_days(wanted, now))
    if wanted.q:
        rows = with_words(rows, wanted.q)
    return rows.order_by(*_order(wanted)).select_related("unit", "area").defer("area__shape")


# What a line of a list shows; a matter's other columns would be read for each row and thrown away.
SHOWN = (
    "number", "kind", "edition_id", "title", "state", "urgent", "sealed", "urged", "place", "door", "received_at", "closed_at",
    "result", "due_at", "soon_at", "returned", "reopened", "unit_id", "area_id",
)  # fmt: skip


def _sides(viewer: Viewer, wanted: QueueFilter, first: int) -> list[tuple[int, list[QuerySet[Any, Any]]]]:
    """Return from which sides a list can be read, each with the number of rows up to which it is short."""
    sides: list[tuple[int, list[QuerySet[Any, Any]]]] = []
    still_open = [state for state in wanted.states if state != MatterState.CLOSED.value]
    if wanted.states and len(still_open) == len(wanted.states):
        sides.append((reach.OPEN, [Matter.objects.filter(OPEN, state__in=still_open).values("id")]))
    if wanted.tab is Tab.WATCH or (wanted.lamp and wanted.lamp != Lamp.DONE.value):
        sides.append((reach.OPEN, [Matter.objects.filter(OPEN).values("id")]))
    if wanted.tags:
        sides.append((reach.OPEN, [Tagged.objects.filter(tag__in=wanted.tags).values("matter_id")]))
    for column, chosen in (("kind", wanted.kinds), ("unit", wanted.units), ("area", wanted.areas)):
        if chosen and not (column == "area" and wanted.no_area):
            sides.append((reach.SOME, [Matter.objects.filter(**{f"{column}__in": chosen}).values("id")]))
    if not (wanted.tab is Tab.TODO or wanted.mine or wanted.import_id):  # else it is read from that side already
        # The further on, the longer is the way in the order wanted.
        most = reach.OPEN if wanted.sort in TOGETHER else min(reach.FEW + 4 * first, reach.OPEN)
        sides.append((most, reach.reached(viewer)))
    return sides


def short_side(viewer: Viewer, wanted: QueueFilter, *, first: int = 0) -> int | None:
    """Return from which side a list is short, to be read from its row `first` on (see `reach`); None: from none."""
    sides = _sides(viewer, wanted, first)
    return next((number for number, (most, side) in enumerate(sides) if reach.are_few(side, most)), None)


def from_side(
    viewer: Viewer, wanted: QueueFilter, rows: QuerySet[Matter], side: int | None, *, first: int = 0
) -> QuerySet[Matter]:
    """Return a list as it is read from a side that `short_side` named."""
    return rows if side is None else rows.filter(id__in=reach.together(_sides(viewer, wanted, first)[side][1]))


def shown(rows: QuerySet[Matter]) -> QuerySet[Matter]:
    """Return a list with what its lines show and no more: units and areas are named by whoever has a directory of them."""
    return rows.select_related(None).defer(None).only(*SHOWN)


def counted(rows: QuerySet[Matter], up_to: int) -> int:
    """Return how many rows a list has, counted up to a number: one more than that stands for more."""
    return rows.order_by()[: up_to + 1].count()


def arrived(viewer: Viewer, since: datetime, *, now: datetime) -> tuple[int, int]:
    """Return how many matters have come into the viewer's 待办 since a moment, and how many of them are urgent."""
    fresh = Task.objects.filter(matter=OuterRef("pk"), unit__in=viewer.seen_units, opened_at__gt=since)
    rows = visible(viewer).filter(_in_tab(viewer, Tab.TODO, now)).filter(Q(received_at__gt=since) | Q(Exists(fresh)))
    urgent = list(rows.values_list("urgent", flat=True))
    return len(urgent), sum(urgent)


def tab_counts(viewer: Viewer, *, now: datetime, up_to: int = 1000) -> dict[Tab, int]:
    """Return how many matters each tab holds, counted up to a number: one more than that stands for more."""
    parts = reach.reached(viewer)
    ids = reach.together(parts) if reach.are_few(parts) else None
    rows = visible(viewer) if ids is None else visible(viewer).filter(id__in=ids)
    found = {Tab.TODO: _waiting(viewer, up_to)}
    watched = visible(viewer).filter(_in_tab(viewer, Tab.WATCH, now))
    found[Tab.WATCH] = counted(watched, up_to)
    # Who leads a closed matter had a share in it.
    closed = Matter.objects.filter(state=MatterState.CLOSED.value)
    many = ids is None and reach.many_lead(viewer, closed, up_to, areas=False)
    found[Tab.DONE] = up_to + 1 if many else counted(rows.filter(_in_tab(viewer, Tab.DONE, now)), up_to)
    many = ids is None and reach.many_lead(viewer, Matter.objects.all(), up_to)
    found[Tab.ALL] = up_to + 1 if many else counted(rows, up_to)
    return {tab: found[tab] for tab in Tab}


def _waiting(viewer: Viewer, up_to: int) -> int:
    """Return how many matters stand in 待办. Whoever has a share in one may see it, unless it is sealed: those are few."""
    waiting = reach.waiting(viewer)
    shares = Exists(shares_of(viewer).filter(state__in=OPEN_TASKS))
    to_route = Q(state=MatterState.TRIAGE.value, unit__in=viewer.seen_units if viewer.may(Right.ROUTE) else ())
    sealed = Matter.objects.filter(OPEN, Q(shares) | to_route, sealed=True)
    left_out = sealed.exclude(recipients__staff=viewer.staff_id).count()
    return min(waiting[: up_to + 1 + left_out].count() - left_out, up_to + 1)


def doers(matters: Iterable[Matter]) -> dict[UUID, list[str]]:
    """Return by matter the names of those to whom its open shares are given, the lead first (one query)."""
    found: dict[UUID, list[str]] = {}
    still_open = [m.id for m in matters if m.closed_at is None]  # nothing closes over an open task
    rows = Task.objects.filter(matter__in=still_open, state__in=OPEN_TASKS, assignee__isnull=False)
    for matter_id, name in rows.order_by("-role", "opened_at").values_list("matter_id", "assignee__name"):
        found.setdefault(matter_id, []).append(name)
    return found
