"""How long items take, and each stretch of their course: days by kind and by post."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from fengqiao.errands.models import ErrandItem, ErrandLine
from fengqiao.errands.queries.reading import OPEN, visible_errands
from fengqiao.errands.rules.course import spread, stretches
from fengqiao.errands.terms import ItemState, Stretch
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import pack_of


@dataclass(frozen=True, slots=True)
class Slow:
    """How long items of a kind (or post) take: ended as done, median and 90th percentile of days, open, overdue."""

    key: str
    unit_id: UUID | None
    done: int
    median: int | None
    ninth: int | None
    open: int
    late: int


def _begun(items: QuerySet[ErrandItem]) -> dict[UUID, datetime]:
    """Return when each of some items was taken up the last time before its end: what was solved is not begun again with the rest."""
    lines = ErrandLine.objects.filter(item__in=items.values("id"), at__lte=F("item__ended_at")).order_by("at", "id")
    return {
        item_id: at
        for item_id, kind, edition_id, step, at in lines.values_list(
            "item", "item__kind", "errand__edition_id", "step", "at"
        )
        if step == pack_of(edition_id).pack.errands.kinds[kind].steps[0]
    }


def slow(viewer: Viewer, *, since: date, at: datetime, by_unit: bool = False) -> list[Slow]:
    """Return how long items take by kind, or by post: those done since a day, and those open; the slowest first (two queries)."""
    rows = ErrandItem.objects.filter(errand__in=visible_errands(viewer).values("id"))
    rows = rows.filter(Q(state=OPEN) | Q(state=ItemState.DONE.value, ended_at__date__gte=since))
    found: dict[tuple[str, UUID | None], list[Any]] = defaultdict(list)
    begun = _begun(rows)
    for each in rows.values_list("kind", "errand__unit", "state", "due_at", "errand__taken_at", "ended_at", "id"):
        found["" if by_unit else each[0], each[1] if by_unit else None].append(each)
    lines = []
    for (kind, unit_id), some in found.items():
        days = [(each[5] - begun.get(each[6], each[4])).days for each in some if each[2] != OPEN]
        waits = [each for each in some if each[2] == OPEN]
        middle = spread(days)
        late = sum(each[3] < at for each in waits)
        lines.append(Slow(kind, unit_id, len(days), middle and middle[0], middle and middle[1], len(waits), late))
    return sorted(lines, key=lambda each: (-(each.ninth or 0), -each.late, each.key, str(each.unit_id)))


@dataclass(frozen=True, slots=True)
class Stretched:
    """How long each stretch of the course took, of the items of a kind (or post) that were done: (how many, median, 90th percentile) in days."""

    key: str
    unit_id: UUID | None
    days: Mapping[Stretch, tuple[int, int, int]]


def slow_stretches(viewer: Viewer, *, since: date, by_unit: bool = False) -> list[Stretched]:
    """Return the days of each stretch by kind, or by post, of items done since a day; the slowest whole course first (three queries).

    A stretch that a kind does not have, or that was not written down, is left out rather than counted as none.
    """
    rows = ErrandItem.objects.filter(errand__in=visible_errands(viewer).values("id"))
    rows = rows.filter(state=ItemState.DONE.value, ended_at__date__gte=since)
    begun = _begun(rows)
    items = {
        each[0]: (*each[1:3], begun.get(each[0], each[3]), each[4])
        for each in rows.values_list("id", "kind", "errand__unit", "errand__taken_at", "ended_at")
    }
    steps: dict[UUID, dict[str, datetime]] = defaultdict(dict)
    lines = ErrandLine.objects.filter(item__in=rows.values("id")).order_by("at", "id")
    for item_id, step, at in lines.values_list("item", "step", "at"):
        if at >= items[item_id][2]:  # of the last round only, where it was done again
            steps[item_id].setdefault(step, at)
    found: dict[tuple[str, UUID | None], dict[Stretch, list[int]]] = defaultdict(lambda: defaultdict(list))
    for item_id, (kind, unit_id, began, ended) in items.items():
        if ended is None:
            continue
        mine = found["" if by_unit else kind, unit_id if by_unit else None]
        for stretch, days in stretches(began, steps[item_id], ended).items():
            mine[stretch].append(days)
    shown = [
        Stretched(kind, unit_id, {key: (len(days), *_spread(days)) for key, days in mine.items()})
        for (kind, unit_id), mine in found.items()
    ]
    return sorted(shown, key=lambda each: (-sum(days[2] for days in each.days.values()), each.key, str(each.unit_id)))


def _spread(days: list[int]) -> tuple[int, int]:
    return spread(days) or (0, 0)
