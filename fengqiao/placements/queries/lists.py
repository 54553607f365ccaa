"""Lists of placements: by state and unit, a year of them, counts by unit, and what is due."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, Q, QuerySet, Value, When

from fengqiao.orgs.queries import Viewer
from fengqiao.placements.models import Placement
from fengqiao.placements.queries.gate import visible
from fengqiao.placements.rules.course import Term
from fengqiao.placements.terms import PlacementState
from fengqiao.rulebook.queries import limit_on

ORDER = ("staff__number", "first", "id")
SHOWN = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which placements are asked for; empty and None for any."""

    state: str = ""
    kind: str = ""
    unit_id: UUID | None = None


def placements(viewer: Viewer, wanted: Wanted) -> QuerySet[Placement]:
    """Return the placements that somebody sees, those that end first at the top, those behind last."""
    rows = visible(viewer)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.unit_id:
        rows = rows.filter(unit=wanted.unit_id)
    behind = Q(state__in=[PlacementState.CLOSED.value, PlacementState.OFF.value])
    return rows.annotate(behind=Case(When(behind, then=Value(1)), default=Value(0))).order_by(
        "behind", "last", "staff__number", "id"
    )


def year_of_placements(viewer: Viewer, year: int) -> list[Placement]:
    """Return the placements of a year that were not called off, by unit, beginning and person; at most 500."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    rows = visible(viewer).filter(first__lte=last, last__gte=first).exclude(state=PlacementState.OFF.value)
    return list(rows.order_by("unit__path", "first", "staff__number", "id")[:SHOWN])


def unit_counts(rows: Collection[Placement], year: int) -> list[dict[str, Any]]:
    """Return by host unit how many people were placed, in which months how many were there, and how many ended early."""
    found: dict[UUID, dict[str, Any]] = {}
    for row in rows:
        line = found.setdefault(
            row.unit_id, {"unit": row.unit, "people": set(), "months": [0] * 12, "early": 0, "longer": 0}
        )
        line["people"].add(row.staff_id)
        line["early"] += bool(row.ending)
        line["longer"] += row.last > row.planned_last
        there = Term(row.first, row.last).months(year)
        line["months"] = [n + here for n, here in zip(line["months"], there, strict=True)]
    return [{**line, "people": len(line["people"])} for line in found.values()]


def own(viewer: Viewer) -> list[Placement]:
    """Return somebody's own placements, what runs first, the latest behind."""
    rows = visible(viewer).filter(staff=viewer.staff_id).exclude(state=PlacementState.OFF.value)
    return sorted(rows.order_by("-first", "id"), key=lambda row: row.state == PlacementState.CLOSED.value)


def stays_in_feed(staff_id: UUID, *, since: date, until: date) -> list[Placement]:
    """Return the placements of somebody and those that they mentor with days in a period, those called off among them (one query)."""
    rows = Placement.objects.filter(Q(staff=staff_id) | Q(mentor=staff_id), first__lte=until, last__gte=since)
    return list(rows.select_related("unit", "area").defer("area__shape").order_by("first", "id")[:SHOWN])


def mentored(viewer: Viewer) -> list[Placement]:
    """Return those whom somebody mentors and whose placement is not behind them."""
    rows = visible(viewer).filter(mentor=viewer.staff_id)
    behind = [PlacementState.CLOSED.value, PlacementState.OFF.value]
    return list(rows.exclude(state__in=behind).order_by("last", *ORDER)[:SHOWN])


def stays_of(staff_ids: Collection[UUID], kind: str) -> dict[UUID, list[tuple[Term, str, str]]]:
    """Return by person the terms of their placements of a kind, each with its state and why it ended early; none called off."""
    found: dict[UUID, list[tuple[Term, str, str]]] = {}
    rows = Placement.objects.filter(staff__in=set(staff_ids)).exclude(state=PlacementState.OFF.value)
    rows = rows.filter(kind=kind) if kind else rows
    for staff, first, last, state, ending in rows.values_list("staff", "first", "last", "state", "ending"):
        found.setdefault(staff, []).append((Term(first, last), state, ending))
    return found


def limit(code: str, at: datetime) -> int:
    """Return a number that holds for placements."""
    return limit_on(f"placements.{code}", at)


def _ids(rows: QuerySet[Placement], most: int) -> list[UUID]:
    return list(rows.order_by("last", "id").values_list("id", flat=True)[:most])


def beginning(today: date, most: int) -> list[UUID]:
    """Return those whose first day has come."""
    return _ids(Placement.objects.filter(state=PlacementState.SET.value, first__lte=today), most)


def ending(today: date, days: int, most: int) -> list[UUID]:
    """Return those that run, whose term ends within some days and of which nobody was reminded."""
    soon = Placement.objects.filter(state=PlacementState.RUNS.value, reminded=False, last__gte=today)
    return _ids(soon.filter(last__lte=today + timedelta(days=days)), most)


def past(today: date, most: int) -> list[UUID]:
    """Return those that run and whose term is over."""
    return _ids(Placement.objects.filter(state=PlacementState.RUNS.value, last__lt=today), most)


def words_over(before: date, most: int) -> list[UUID]:
    """Return those whose last day is before a day and whose words are to go."""
    return _ids(Placement.objects.filter(last__lt=before, erased_at__isnull=True), most)
