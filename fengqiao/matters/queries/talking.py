"""What a morning talk reads: what came lately, and two periods side by side by kind and by area; counts and rows, no scores."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from fengqiao.matters.models import Matter, Task
from fengqiao.matters.queries.gate import visible
from fengqiao.matters.terms import TaskState
from fengqiao.orgs.queries import Viewer

Two = tuple[int, int]


def came_since(viewer: Viewer, *, since: datetime, most: int) -> list[Matter]:
    """Return what came in from a moment on, the newest first, at most so many (one query)."""
    rows = visible(viewer, one_by_one=True).filter(received_at__gte=since).select_related("unit", "area")
    return list(rows.order_by("-received_at", "-id")[:most])


def side_by_side(
    viewer: Viewer, *, since: datetime, middle: datetime, until: datetime
) -> dict[tuple[str, UUID | None], Two]:
    """Return how many came in [middle, until) and in [since, middle), by kind and area (one query)."""
    rows = visible(viewer).filter(received_at__gte=since, received_at__lt=until).order_by()
    counted = rows.values("kind", "area_id").annotate(
        now=Count("id", filter=Q(received_at__gte=middle)), before=Count("id", filter=Q(received_at__lt=middle))
    )
    return {(row["kind"], row["area_id"]): (row["now"], row["before"]) for row in counted}


def returned_between(unit_id: UUID, since: datetime, until: datetime) -> int:
    """Return how many shares a unit gave back between two moments; the caller has passed the gate of the unit."""
    rows = Task.objects.filter(unit=unit_id, state=TaskState.RETURNED.value, ended_at__gte=since, ended_at__lt=until)
    return rows.count()
