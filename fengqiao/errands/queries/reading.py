"""Reading errands, scoped to the viewer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from fengqiao.catalogue.errand import ErrandKind
from fengqiao.errands.models import Authorisation, Errand, ErrandItem, ErrandLine, HeldPaper, HomeVisit
from fengqiao.errands.rules.course import ItemFacts, covers, next_step, why_not_done, why_not_step
from fengqiao.errands.terms import ItemState, PaperHolder
from fengqiao.kit.problems import Problem
from fengqiao.notices.queries import plan_at
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.queries import Viewer, staff_names
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_of
from fengqiao.vault.queries import matters_matching, tellers_of, with_phone

OPEN = ItemState.OPEN.value
WAITS = Q(runner__isnull=True, ended_at__isnull=True)
READERS = (Right.TAKE_IN, Right.HANDLE, Right.ROUTE, Right.SUPERVISE)


def visible_errands(viewer: Viewer) -> QuerySet[Errand]:
    """Return the errands of units and areas that a viewer reaches, and those that they run."""
    if not any(viewer.may(right) for right in READERS):
        return Errand.objects.none()
    reach = Q(unit__in={viewer.unit_id, *viewer.seen_units}) | Q(runner=viewer.staff_id)
    if viewer.seen_areas:
        reach |= Q(area__in=viewer.seen_areas)
    return Errand.objects.filter(reach)


def errand_for(viewer: Viewer, errand_id: UUID) -> Errand | None:
    """Return an errand if the viewer may see it: the only way by which a page gets one."""
    rows = visible_errands(viewer).filter(id=errand_id)
    return rows.select_related("unit", "area", "runner").defer("area__shape").first()


def acts_on(viewer: Viewer, row: Errand) -> bool:
    """Say whether somebody acts on an errand: who runs it, or people of its unit and those above that handle."""
    mine = row.runner_id == viewer.staff_id
    return viewer.may(Right.HANDLE) and (mine or row.unit_id in {viewer.unit_id, *viewer.seen_units})


def barred_from(viewer: Viewer, row: Errand) -> bool:
    """Say whether an errand is run again because what this viewer ended was not solved: others run it."""
    return row.ended_at is None and row.barred is not None and row.barred == viewer.staff_id


@dataclass(frozen=True, slots=True)
class ErrandFilter:
    """What a list is narrowed to: `waiting` (nobody took it up), `mine`, `open`, `late` (an item), `untold` (a step), a kind."""

    only: str = ""
    kind: str = ""


def errands(viewer: Viewer, wanted: ErrandFilter, *, at: datetime) -> QuerySet[Any]:
    """Return the errands that a viewer sees, with open items, the next date, what is late and what was not told yet."""
    items = ErrandItem.objects.filter(errand=OuterRef("pk"))
    rows = visible_errands(viewer).annotate(
        late=Exists(items.filter(state=OPEN, due_at__lt=at)),
        untold=Exists(ErrandLine.objects.filter(errand=OuterRef("pk"), told="")),
        left=Count("items", filter=Q(items__state=OPEN)),
        next_due=Min("items__due_at", filter=Q(items__state=OPEN)),
    )
    if wanted.only == "mine":
        rows = rows.filter(runner=viewer.staff_id, ended_at__isnull=True)
    elif wanted.only == "open":
        rows = rows.filter(ended_at__isnull=True)
    elif wanted.only == "waiting":
        rows = rows.filter(WAITS)
    elif wanted.only in {"late", "untold"}:
        rows = rows.filter(**{wanted.only: True})
    if wanted.kind:
        rows = rows.filter(Exists(items.filter(kind=wanted.kind)))
    shown = Prefetch("items", ErrandItem.objects.order_by("place"))
    return (
        rows.select_related("unit", "area", "runner")
        .defer("area__shape")
        .prefetch_related(shown)
        .order_by("-taken_at", "-id")
    )


def tallies(viewer: Viewer, *, at: datetime) -> dict[str, int]:
    """Return counts over the errands that a viewer sees: those that wait for somebody, open ones, open and overdue items, steps not told."""
    seen = visible_errands(viewer)
    items = ErrandItem.objects.filter(errand__in=seen.values("id"), errand__runner__isnull=False)
    counts = items.aggregate(
        items=Count("id", filter=Q(state=OPEN)), late=Count("id", filter=Q(state=OPEN, due_at__lt=at))
    )
    untold = ErrandLine.objects.filter(errand__in=seen.values("id"), told="").values("errand").distinct().count()
    found = seen.aggregate(
        waiting=Count("id", filter=WAITS), open=Count("id", filter=Q(ended_at__isnull=True, runner__isnull=False))
    )
    return {**found, "untold": untold, **counts}


def papers_in_hand(staff_id: UUID) -> list[HeldPaper]:
    """Return the papers that somebody holds right now, the longest first."""
    rows = HeldPaper.objects.filter(keeper=staff_id, holder=PaperHolder.ASSISTANT.value)
    return list(
        rows.select_related("item", "item__errand", "item__errand__area")
        .defer("item__errand__area__shape")
        .order_by("since", "id")
    )


def can_text(row: Errand, *, at: datetime) -> bool:
    """Say whether a text message can tell of an errand: a number was left, and the pack lets this be told."""
    return NoticeKind.TOLD_ERRAND.value in plan_at(at).tell and row.id in with_phone([row.id])


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item with its kind, what comes next and why not yet (`why`), and why it is not done yet (`undone`)."""

    item: ErrandItem
    kind: ErrandKind
    next: str
    why: Problem | None
    undone: Problem | None


@dataclass(frozen=True, slots=True)
class ErrandSheet:
    """An errand as its page needs it; persons masked: `person` and who in the family is told."""

    errand: Errand
    items: list[ItemView]
    lines: list[ErrandLine]
    authorisations: list[Authorisation]
    person: Mapping[str, str]
    acts: bool
    staff: Mapping[UUID, str] = field(default_factory=dict)


def errand_sheet(viewer: Viewer, errand_id: UUID, *, at: datetime) -> ErrandSheet | None:
    """Return one errand with all that belongs to it."""
    row = errand_for(viewer, errand_id)
    if row is None:
        return None
    items = list(row.items.order_by("place").prefetch_related("visits", "papers__moves", "papers__keeper"))
    lines = list(ErrandLine.objects.filter(errand=row).order_by("-at", "-id"))
    granted = list(row.authorisations.order_by("-signed_at"))
    visits: list[HomeVisit] = [visit for item in items for visit in item.visits.all()]
    people = (
        {each.staff_id for each in lines} | {each.staff_id for each in granted} | {each.staff_id for each in visits}
    )
    person = tellers_of(row.id).get(row.id, {})
    views = [_view(each, granted, row, timezone.localdate(at)) for each in items]
    acts = acts_on(viewer, row) and not barred_from(viewer, row)
    return ErrandSheet(row, views, lines, granted, person, acts, staff_names(people))


def _view(item: ErrandItem, granted: Iterable[Authorisation], row: Errand, today: date) -> ItemView:
    kind = pack_of(row.edition_id).pack.errands.kinds[item.kind]
    facts = ItemFacts(
        ItemState(item.state),
        item.step,
        authorised=any(each.ended_at is None and covers(each.kinds, each.until, item.kind, today) for each in granted),
        visited=any(each.done_at and each.done_at >= row.taken_at for each in item.visits.all()),
        in_hand=sum(each.holder == PaperHolder.ASSISTANT.value for each in item.papers.all()),
    )
    following = next_step(kind, item.step)
    return ItemView(item, kind, following, why_not_step(kind, facts, following), why_not_done(kind, facts))


@dataclass(frozen=True, slots=True)
class Today:
    """What one who runs errands has to do: requests to take up, visits that are due, items due or late, steps untold, papers in hand."""

    waiting: list[Errand]
    visits: list[HomeVisit]
    items: list[ErrandItem]
    untold: list[ErrandLine]
    papers: list[HeldPaper]


def today_of(viewer: Viewer, *, day: date, at: datetime, ahead: timedelta) -> Today:
    """Return what lies before a runner: everything up to a day, and items that are due within `ahead` (six queries)."""
    mine = {"errand__runner": viewer.staff_id, "errand__erased_at__isnull": True}
    visits = HomeVisit.objects.filter(
        item__errand__runner=viewer.staff_id, item__state=OPEN, done_at__isnull=True, day__lte=day
    )
    items = ErrandItem.objects.filter(**mine, state=OPEN, due_at__lt=at + ahead)
    untold = ErrandLine.objects.filter(**mine, told="")
    waiting = visible_errands(viewer).filter(WAITS, unit__in={viewer.unit_id, *viewer.seen_units})
    waiting = waiting.exclude(barred=viewer.staff_id)  # what they ended themselves somebody else takes up
    shown = Prefetch("items", ErrandItem.objects.order_by("place"))
    return Today(
        list(
            waiting.select_related("unit", "area")
            .defer("area__shape")
            .prefetch_related(shown)
            .order_by("asked_at", "id")
        ),
        list(visits.select_related("item__errand__area").defer("item__errand__area__shape").order_by("day", "id")),
        list(items.select_related("errand__area").defer("errand__area__shape").order_by("due_at", "id")),
        list(untold.select_related("item", "errand__area").defer("errand__area__shape").order_by("at", "id")),
        papers_in_hand(viewer.staff_id),
    )


def waiting_for(viewer: Viewer, *, day: date, at: datetime) -> int:
    """Return how many errands want something today: a visit, an item late or due, a step untold, or to be taken up (one query)."""
    items = ErrandItem.objects.filter(errand=OuterRef("pk"), state=OPEN)
    mine = Q(runner=viewer.staff_id)
    waits = Q(unit=viewer.unit_id, runner__isnull=True) & ~Q(barred=viewer.staff_id)
    rows = Errand.objects.filter(mine | waits, ended_at__isnull=True)
    late = Exists(items.filter(due_at__lt=at + timedelta(days=1)))
    visit = Exists(
        HomeVisit.objects.filter(item__errand=OuterRef("pk"), item__state=OPEN, done_at__isnull=True, day__lte=day)
    )
    untold = Exists(ErrandLine.objects.filter(errand=OuterRef("pk"), told=""))
    return rows.filter(waits | late | visit | untold).count()


@dataclass(frozen=True, slots=True)
class ErrandCourse:
    """What whoever holds a slip sees of an errand: codes and moments, nobody's name and no word."""

    errand_id: UUID
    number: str
    unit_id: UUID
    edition_id: UUID
    taken_at: datetime
    ended_at: datetime | None
    waits: bool
    reopened: int
    items: tuple[ErrandItem, ...]
    lines: tuple[tuple[datetime, UUID, str], ...]


def errand_course(errand_id: UUID) -> ErrandCourse | None:
    """Return the course of an errand whose words are still kept. Whoever asks holds a slip, or knows number and telephone."""
    row = Errand.objects.filter(id=errand_id, erased_at__isnull=True).first()
    if row is None:
        return None
    items = tuple(ErrandItem.objects.filter(errand=row).order_by("place"))
    lines = tuple(ErrandLine.objects.filter(errand=row).order_by("-at", "-id").values_list("at", "item_id", "step"))
    waits = row.runner_id is None and row.ended_at is None
    return ErrandCourse(
        row.id, row.number, row.unit_id, row.edition_id, row.taken_at, row.ended_at, waits, row.reopened, items, lines
    )


def items_of(errand_id: UUID) -> dict[str, UUID]:
    """Return the items of an errand by kind."""
    return dict(ErrandItem.objects.filter(errand=errand_id).values_list("kind", "id"))


def errand_of_number(number: str) -> UUID | None:
    """Return the errand with a number."""
    return Errand.objects.filter(number=number).values_list("id", flat=True).first()


def errands_matching(viewer: Viewer, value: str) -> list[Errand]:
    """Return the errands that somebody sees in which a telephone, identity number or name stands exactly so, newest first.

    Whoever asks has the right to see personal fields and records the search with its purpose.
    """
    rows = visible_errands(viewer).filter(id__in=matters_matching(value)).select_related("unit", "area")
    shown = Prefetch("items", ErrandItem.objects.order_by("place"))
    return list(rows.defer("area__shape").prefetch_related(shown).order_by("-taken_at", "-id"))


def items_soon(at: datetime, most: int) -> list[UUID]:
    """Return the open items of whose term their runner is to be reminded by now."""
    rows = ErrandItem.objects.filter(state=OPEN, soon_at__lte=at, errand__runner__isnull=False)
    return list(rows.order_by("soon_at", "id").values_list("id", flat=True)[:most])


def errands_over(*, before: datetime, most: int) -> list[UUID]:
    """Return the errands that ended before a moment whose words are to go."""
    rows = Errand.objects.filter(ended_at__lt=before, erased_at__isnull=True)
    return list(rows.order_by("ended_at").values_list("id", flat=True)[:most])
