"""Reading visits, scoped to the viewer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from fengqiao.matters.queries import visible
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right
from fengqiao.visits.models import Origin, Visit, Visitee
from fengqiao.visits.terms import Met, Premise, Standing


@dataclass(frozen=True, slots=True)
class Asked:
    """Which of those visited are asked for."""

    standing: Standing | None = None
    officer_id: UUID | None = None
    area_ids: Collection[UUID] = ()
    tier: str = ""


def visitees(viewer: Viewer) -> QuerySet[Visitee]:
    """Return those visited by units and in areas reached, and one's own."""
    if not viewer.may(Right.INSPECT):
        return Visitee.objects.none()
    reach = Q(unit__in=viewer.seen_units) | Q(officer=viewer.staff_id)
    if viewer.seen_areas:
        reach |= Q(area__in=viewer.seen_areas)
    return Visitee.objects.filter(reach)


def visitee_for(viewer: Viewer, visitee_id: UUID) -> Visitee | None:
    """Return one if the viewer may see it."""
    return _joined(visitees(viewer)).filter(id=visitee_id).first()


def listed(viewer: Viewer, asked: Asked, *, today: date, soon: int) -> QuerySet[Visitee]:
    """Return those asked for, whoever is due first on top; the closed ones only if they are asked for."""
    rows = visitees(viewer)
    edge = today + timedelta(days=soon)
    match asked.standing:
        case Standing.OVERDUE:
            rows = rows.filter(due__lt=today)
        case Standing.SOON:
            rows = rows.filter(due__lte=edge)
        case Standing.CLOSED:
            rows = rows.filter(due__isnull=True)
        case _:
            rows = rows.filter(due__isnull=False)
    if asked.officer_id:
        rows = rows.filter(officer=asked.officer_id)
    if asked.area_ids:
        rows = rows.filter(area__in=asked.area_ids)
    if asked.tier:
        rows = rows.filter(tier=asked.tier)
    return _joined(rows).order_by("due", "id")


def _joined(rows: QuerySet[Visitee]) -> QuerySet[Visitee]:
    return rows.select_related("area", "unit", "officer").defer("area__shape")


def on_round(viewer: Viewer, ids: Collection[UUID], *, today: date, soon: int, most: int) -> list[Visitee]:
    """Return whom somebody goes to on one round: those chosen, else their own that are due within days; open ones alone."""
    rows = _joined(visitees(viewer)).filter(due__isnull=False)
    rows = (
        rows.filter(id__in=ids) if ids else rows.filter(officer=viewer.staff_id, due__lte=today + timedelta(days=soon))
    )
    fresh = Visit.objects.filter(at__gte=_midnight(today)).exclude(met=Met.NOBODY.value).values("visitee")
    return list(rows.exclude(id__in=fresh).order_by("due", "id")[:most])


def may_open(viewer: Viewer, row: Visitee) -> bool:
    """Say whether somebody may read who is visited: whose turn it is, and the unit that looks after them."""
    return viewer.may(Right.UNMASK) and (row.officer_id == viewer.staff_id or row.unit_id in viewer.seen_units)


def visits_of(row: Visitee) -> list[Visit]:
    """Return the visits to somebody, the latest first."""
    return list(row.visits.select_related("staff", "unit").prefetch_related("origins").order_by("-at", "-id")[:50])


def origins_seen(viewer: Viewer, visits: Collection[Visit]) -> dict[UUID, list[Origin]]:
    """Return, by visit, the origins whose matters the viewer may see."""
    rows = Origin.objects.filter(visit__in=visits, matter__in=visible(viewer).values("id")).select_related("matter")
    found: dict[UUID, list[Origin]] = {}
    for each in rows.order_by("matter__number"):
        found.setdefault(each.visit_id, []).append(each)
    return found


def origin_of(matter_id: UUID) -> Origin | None:
    """Return the visit on which a matter was found; whoever sees the matter sees that."""
    return Origin.objects.filter(matter=matter_id).select_related("visit__staff", "visit__unit").first()


def counts(viewer: Viewer, *, today: date, soon: int) -> dict[Standing, int]:
    """Return how many that a viewer sees stand how: all that are open, soon and overdue (one query)."""
    edge = today + timedelta(days=soon)
    found = visitees(viewer).aggregate(
        open=Count("id", filter=Q(due__isnull=False)), soon=Count("id", filter=Q(due__lte=edge)),
        overdue=Count("id", filter=Q(due__lt=today)), closed=Count("id", filter=Q(due__isnull=True)),
    )  # fmt: skip
    return {
        Standing.LATER: found["open"], Standing.SOON: found["soon"], Standing.OVERDUE: found["overdue"], Standing.CLOSED: found["closed"],
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Week:
    """What somebody did in a week, and what waits for them."""

    staff_id: UUID | None
    name: str
    of: int
    overdue: int
    homes: int
    premises: int
    found: int


def overdue_of(today: date) -> dict[UUID, int]:
    """Return by officer how many of theirs are overdue (one query); whoever has none is left out."""
    rows = Visitee.objects.filter(due__lt=today, officer__isnull=False).values("officer").annotate(n=Count("id"))
    return {each["officer"]: each["n"] for each in rows.order_by()}


def week_of(staff_id: UUID, *, today: date) -> dict[str, int]:
    """Return how many homes and premises somebody visited since Monday, each once (one query)."""
    rows = Visit.objects.filter(staff=staff_id, at__gte=_midnight(monday(today))).exclude(met=Met.NOBODY.value)
    found = rows.values("visitee__premise").annotate(n=Count("visitee", distinct=True))
    said = {each["visitee__premise"]: each["n"] for each in found}
    return {each.value: said.get(each.value, 0) for each in Premise}


def officers(viewer: Viewer, *, today: date) -> list[Week]:
    """Return those who visit, with what waits for each and what each did since Monday; who has none to visit comes last."""
    seen = visitees(viewer).filter(due__isnull=False)
    rows = seen.values("officer", "officer__name").annotate(
        of=Count("id"), overdue=Count("id", filter=Q(due__lt=today))
    )
    done = Visit.objects.filter(visitee__in=visitees(viewer).values("id"), at__gte=_midnight(monday(today)))
    met = done.exclude(met=Met.NOBODY.value).values("staff", place=F("visitee__premise"))
    by = {(each["staff"], each["place"]): each["n"] for each in met.annotate(n=Count("visitee", distinct=True))}
    found = {each["staff"]: each["n"] for each in done.values("staff").annotate(n=Count("origins"))}
    weeks = [
        Week(
            each["officer"], each["officer__name"] or "", each["of"], each["overdue"],
            by.get((each["officer"], Premise.HOME.value), 0), by.get((each["officer"], Premise.PREMISES.value), 0),
            found.get(each["officer"], 0),
        )
        for each in rows
    ]  # fmt: skip
    return sorted(weeks, key=lambda each: (each.staff_id is None, -each.overdue, each.name))


def monday(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
