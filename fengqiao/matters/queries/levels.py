"""What stands at governance centres, and what went between them: counts by unit, of the matters that a viewer sees."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from fengqiao.matters.models import Task
from fengqiao.matters.queries.gate import visible
from fengqiao.matters.terms import LevelWay, TaskState
from fengqiao.orgs.queries import Viewer


@dataclass(slots=True)
class AtCentre:
    """One centre: what it holds, what of it is late, and by way what came to it and what it sent since a moment.

    `settled`: matters closed there since that moment.
    """

    open: int = 0
    late: int = 0
    settled: int = 0
    came: dict[str, int] = field(default_factory=dict)
    sent: dict[str, int] = field(default_factory=dict)
    refused: int = 0


def at_centres(viewer: Viewer, units: Collection[UUID], *, since: datetime, now: datetime) -> dict[UUID, AtCentre]:
    """Return what stands at the units and went between them since a moment (three queries)."""
    found = {unit: AtCentre() for unit in units}
    seen = visible(viewer).filter(unit__in=units).order_by().values("unit_id")
    open_ones = Count("id", filter=Q(closed_at__isnull=True))
    late = Count("id", filter=Q(closed_at__isnull=True, due_at__lt=now))
    settled = Count("id", filter=Q(closed_at__gte=since))
    for row in seen.annotate(n=open_ones, late=late, settled=settled):
        at = found[row["unit_id"]]
        at.open, at.late, at.settled = row["n"], row["late"], row["settled"]
    shares = Task.objects.filter(way__in=[way.value for way in LevelWay], opened_at__gte=since).filter(
        matter__in=visible(viewer).values("id")
    )
    back = Count("id", filter=Q(state=TaskState.RETURNED.value))
    came = shares.filter(unit__in=units).order_by().values("unit_id", "way").annotate(n=Count("id"), back=back)
    for unit, way, number, refused in came.values_list("unit_id", "way", "n", "back"):
        found[unit].came[way] = number
        found[unit].refused += refused
    sent = shares.filter(sender__in=units).order_by().values("sender_id", "way").annotate(n=Count("id"))
    for unit, way, number in sent.values_list("sender_id", "way", "n"):
        found[unit].sent[way] = number
    return found
