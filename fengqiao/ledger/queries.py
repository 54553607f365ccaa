"""Reading events; callers say which units they may see."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from fengqiao.ledger.models import Event
from fengqiao.ledger.terms import EventKind


def all_events() -> QuerySet[Event]:
    """Return the events as a query to be narrowed (by `measure`, which counts them)."""
    return Event.objects.all()


def kinds_of(subject_id: UUID) -> list[str]:
    """Return the kinds of the events about one subject, oldest first."""
    return list(Event.objects.filter(subject_id=subject_id).order_by("seq").values_list("kind", flat=True))


@dataclass(frozen=True, slots=True)
class Happened:
    """An event as a page shows it."""

    at: datetime
    staff_id: UUID
    unit_id: UUID
    attributes: Mapping[str, str]


def events_about(subject_id: UUID, kind: EventKind, limit: int = 50) -> list[Happened]:
    """Return the events of a kind about one subject, newest first."""
    rows = Event.objects.filter(subject_id=subject_id, kind=kind.value).order_by("-seq")[:limit]
    return [Happened(row.happened_at, row.staff_id, row.unit_id, row.attributes) for row in rows]


def first_event_id() -> UUID | None:
    """Return the id of the first event of all."""
    return Event.objects.order_by("seq").values_list("id", flat=True).first()


def count_by_day(kind: EventKind, unit_ids: Collection[UUID], since: datetime) -> dict[str, int]:
    """Return events of a kind by local day (ISO date → count) in the units given since a moment."""
    rows = (
        Event.objects.filter(kind=kind.value, unit_id__in=unit_ids, happened_at__gte=since)
        .values("happened_at__date")
        .annotate(n=Count("seq"))
        .order_by("happened_at__date")
    )
    return {row["happened_at__date"].isoformat(): row["n"] for row in rows}


def total(kind: EventKind | None = None) -> int:
    """Return how many events the ledger holds (of one kind)."""
    rows = Event.objects.all()
    return rows.filter(kind=kind.value).count() if kind else rows.count()
