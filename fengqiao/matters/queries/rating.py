"""What was asked after the end: whom to ask, what was answered."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, DateTimeField, Exists, F, IntegerField, OuterRef, QuerySet, Subquery, UUIDField
from django.db.models.functions import Coalesce

from fengqiao.matters.models import Clock, Entry, Matter
from fengqiao.matters.queries.gate import visible
from fengqiao.matters.terms import MatterState, Move
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import limit_on


def rated_since(matter_id: UUID, closed_at: datetime | None) -> bool:
    """Say whether a matter was rated since it was closed last."""
    return (
        closed_at is not None
        and Entry.objects.filter(matter=matter_id, move=Move.RATE.value, at__gte=closed_at).exists()
    )


def can_rate(matter_id: UUID, *, at: datetime) -> bool:
    """Say whether whoever holds the slip of a matter may rate how it was closed."""
    row = Matter.objects.filter(id=matter_id, state=MatterState.CLOSED.value, sealed=False).first()
    if row is None or row.closed_at is None or row.merged_into_id is not None:
        return False
    late = at > row.closed_at + timedelta(days=limit_on("rating.days", at))
    return not late and not rated_since(row.id, row.closed_at)


def _since_closing(move: Move) -> QuerySet[Entry]:
    return Entry.objects.filter(matter=OuterRef("pk"), move=move.value, at__gte=OuterRef("closed_at"))


def _of_last(move: Move, field: str) -> Any:
    rows = Entry.objects.filter(matter=OuterRef("pk"), move=move.value)
    return rows.order_by("-at", "-id").values(field)[:1]


def closers(matter_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Return who closed each of the matters last (one query)."""
    rows = Entry.objects.filter(matter__in=set(matter_ids), move=Move.CLOSE.value).order_by("at", "id")
    return dict(rows.values_list("matter_id", "staff_id"))


def to_ask(viewer: Viewer, *, at: datetime) -> QuerySet[Any]:
    """Return the closed matters that a viewer sees whose tellers nobody has asked yet, the most pressing first.

    Each with `missed` (how often nobody was reached), `closer` (who closed it, and does not ask), `ask_by`.
    """
    first = at - timedelta(days=limit_on("rating.days", at))
    missed = _since_closing(Move.MISS).order_by().values("matter").annotate(n=Count("id")).values("n")
    asking = Clock.objects.filter(matter=OuterRef("pk"), code="revisit", stopped_at__isnull=True)
    rows = visible(viewer).filter(
        state=MatterState.CLOSED.value, merged_into__isnull=True, sealed=False, closed_at__gte=first
    )
    return (
        rows.filter(~Exists(_since_closing(Move.RATE)))
        .annotate(
            missed=Coalesce(Subquery(missed, output_field=IntegerField()), 0),
            closer=Subquery(_of_last(Move.CLOSE, "staff_id"), output_field=UUIDField()),
            ask_by=Subquery(asking.order_by("-started_at").values("due_at")[:1], output_field=DateTimeField()),
        )
        .filter(missed__lt=limit_on("rating.tries", at))
        .select_related("unit", "area")
        .order_by(F("ask_by").asc(nulls_last=True), "closed_at", "id")
    )


def ratings(viewer: Viewer, *, since: datetime) -> QuerySet[Entry]:
    """Return the ratings of the matters that a viewer sees, the newest first, each with its matter and units."""
    seen = visible(viewer).filter(sealed=False).values("id")
    rows = Entry.objects.filter(move=Move.RATE.value, at__gte=since, matter__in=seen)
    return rows.select_related("matter__unit", "matter__area", "unit").order_by("-at", "-id")
