"""Counts of the matters that a viewer sees, for boards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from fengqiao.matters.models import Matter
from fengqiao.matters.queries.gate import visible
from fengqiao.matters.terms import MatterState
from fengqiao.orgs.queries import Viewer


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
