"""From which side a list is read: from the few rows that somebody reaches, or in the order wanted until a page is full.

The gate (`visible`) asks each row whether it may be seen. That is quick while rows that may be seen stand close together;
whoever reaches a hundred of 200,000 would wait for all of them to be asked. The queries here name the rows instead, from
the indexes of shares, units and areas. They never widen what the gate lets through: lists pass both.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet, Value

from fengqiao.matters.models import Matter, Task
from fengqiao.matters.terms import OPEN_TASKS, MatterState
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right

# How many rows are sooner gathered and sorted than met one by one: of what somebody reaches, which stands evenly in any
# order; of one kind, unit or area, which may hold nothing that they reach; of those still open.
FEW, SOME, OPEN = 4000, 12000, 24000


def together(parts: list[QuerySet[Any, Any]], *, every: bool = False) -> QuerySet[Any, Any]:
    """Return the parts as one query of ids; with `every`, an id as often as it stands in them."""
    first, *rest = parts
    return first.union(*rest, all=every) if rest else first


def _shares(viewer: Viewer, **of: Any) -> list[QuerySet[Any, Any]]:
    found = [
        Task.objects.filter(unit__in=viewer.seen_units, **of).values("matter_id"),
        Task.objects.filter(assignee=viewer.staff_id, **of).values("matter_id"),
    ]
    return found if viewer.seen_units else found[1:]


def waiting(viewer: Viewer) -> QuerySet[Any, Any]:
    """Return the ids of the matters in which somebody has something to do; open shares are few beside all."""
    parts = _shares(viewer, state__in=OPEN_TASKS)
    if viewer.may(Right.ROUTE) and viewer.seen_units:
        parts.append(Matter.objects.filter(state=MatterState.TRIAGE.value, unit__in=viewer.seen_units).values("id"))
    return together(parts)


def given_to(viewer: Viewer) -> QuerySet[Any, Any]:
    """Return the ids of the matters in which a share was given to the viewer in person."""
    return Task.objects.filter(assignee=viewer.staff_id).values("matter_id")


def reached(viewer: Viewer) -> list[QuerySet[Any, Any]]:
    """Return the ids of all matters that somebody reaches, in parts; one may stand in several."""
    parts = _shares(viewer)
    if viewer.seen_units:
        parts.append(Matter.objects.filter(unit__in=viewer.seen_units).values("id"))
    if viewer.seen_areas:
        parts.append(Matter.objects.filter(area__in=viewer.seen_areas).values("id"))
    return parts


def are_few(parts: list[QuerySet[Any, Any]], few: int = FEW) -> bool:
    """Say whether the parts together hold few ids (one query, of indexes only)."""
    ones = [part.annotate(one=Value(1)).values("one") for part in parts]
    counted = (together(ones, every=True) if len(ones) > 1 else parts[0])[: few + 1].count()
    return counted <= few


def many_lead(viewer: Viewer, rows: QuerySet[Matter], up_to: int, *, areas: bool = True) -> bool:
    """Say whether more of the rows than that, not sealed, are led by units or stand in areas that somebody reaches."""
    sides = [("area", viewer.seen_areas)] if areas else []
    return any(
        rows.filter(sealed=False, **{f"{column}__in": reached})[: up_to + 1].count() > up_to
        for column, reached in (*sides, ("unit", viewer.seen_units))
        if reached
    )
