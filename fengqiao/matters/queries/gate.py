"""The one gate: which matters a viewer may see. Pages, lists, exports, files and search all pass it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull

from fengqiao.matters.models import Matter, Recipient, Task
from fengqiao.orgs.queries import Viewer


def shares_of(viewer: Viewer) -> QuerySet[Task]:
    """Return the shares of the matter at hand (`pk` of the outer query) that a unit reached or the viewer holds."""
    return Task.objects.filter(Q(unit__in=viewer.seen_units) | Q(assignee=viewer.staff_id), matter=OuterRef("pk"))


def met_by_share(viewer: Viewer) -> IsNull:
    """Say whether there is such a share, asked of each row as it is met: PostgreSQL does not gather them all first."""
    return IsNull(Subquery(shares_of(viewer).values("id")[:1]), False)  # noqa: FBT003


def visible(viewer: Viewer, *, one_by_one: bool = False) -> QuerySet[Matter]:
    """Return the matters that a viewer may see.

    With `one_by_one` a row is asked for its shares when it is met, as suits a list read until a page is full; else
    PostgreSQL may gather all shares first (50,000 for 50 rows), as suits a count of everything.

    Those of the units and areas that the post reaches, those in which a unit it reaches or the viewer holds a share;
    sealed ones only where the viewer is named.
    """
    shared = met_by_share(viewer) if one_by_one else Exists(shares_of(viewer))
    reach = Q(unit__in=viewer.seen_units) | Q(shared)
    if viewer.seen_areas:
        reach |= Q(area__in=viewer.seen_areas)
    named = Recipient.objects.filter(matter=OuterRef("pk"), staff=viewer.staff_id)
    return Matter.objects.filter(reach).filter(Q(sealed=False) | Exists(named))


def matter_for(viewer: Viewer, matter_id: UUID) -> Matter | None:
    """Return a matter if the viewer may see it: the only way by which a page gets one."""
    return visible(viewer).filter(id=matter_id).select_related("unit", "area").first()


def named(viewer: Viewer, ids: Collection[UUID]) -> dict[UUID, tuple[str, str]]:
    """Return (number, title) by id of those matters that the viewer may see."""
    rows = visible(viewer).filter(id__in=ids).values_list("id", "number", "title")
    return {matter_id: (number, title) for matter_id, number, title in rows}


def seen_among(viewer: Viewer, ids: Any) -> int:
    """Return how many of some matters the viewer may see; `ids` is a query of ids or a collection of them."""
    return visible(viewer).filter(id__in=ids).count()


def numbers_seen(viewer: Viewer, matter_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Return the numbers of those of the matters that the viewer may see."""
    found: dict[UUID, str] = {}
    for some in batched(set(matter_ids), 2000):
        found |= dict(visible(viewer).filter(id__in=some).values_list("id", "number"))
    return found


def batched(ids: Iterable[UUID], size: int) -> Iterator[list[UUID]]:
    """Return ids so many at a time: databases bound how many a query may name."""
    rest = iter(ids)
    while some := list(islice(rest, size)):
        yield some
