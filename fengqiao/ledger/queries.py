"""Reading events; callers say which units they may see."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import overload
from uuid import UUID

from django.db.models import Q, QuerySet

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


def last_seq() -> int:
    """Return the number of the newest event, 0 before the first: while it stays, no action has changed anything."""
    return Event.objects.order_by("-seq").values_list("seq", flat=True).first() or 0


def first_event_id() -> UUID | None:
    """Return the id of the first event of all."""
    return Event.objects.order_by("seq").values_list("id", flat=True).first()


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event of any kind as the audit shows it."""

    at: datetime
    kind: EventKind
    staff_id: UUID
    unit_id: UUID
    subject_id: UUID
    attributes: Mapping[str, str]
    measures: Mapping[str, int | str]


class RecordedRows(Sequence[Recorded]):
    """Events to be counted and sliced: only the slice is read."""

    def __init__(self, rows: QuerySet[Event]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        """Return how many there are."""
        return self._rows.count()

    @overload
    def __getitem__(self, at: int) -> Recorded: ...
    @overload
    def __getitem__(self, at: slice) -> list[Recorded]: ...
    def __getitem__(self, at: int | slice) -> Recorded | list[Recorded]:
        """Return some of them."""
        if isinstance(at, int):
            return _recorded(self._rows[at])
        return [_recorded(row) for row in self._rows[at]]


def _recorded(row: Event) -> Recorded:
    return Recorded(
        row.happened_at, EventKind(row.kind), row.staff_id, row.unit_id, row.subject_id, row.attributes, row.measures
    )


def recorded(
    *,
    kinds: Collection[EventKind],
    unit_ids: Collection[UUID],
    since: datetime,
    until: datetime,
    staff_id: UUID | None = None,
    everywhere: Collection[EventKind] = (),
) -> RecordedRows:
    """Return events of some kinds in a period [since, until), newest first, in the units given.

    `everywhere` are kinds that count for no unit in particular. `staff_id`: only what somebody did or was done to them.
    """
    codes = [kind.value for kind in kinds]
    rows = Event.objects.filter(kind__in=codes, happened_at__gte=since, happened_at__lt=until)
    rows = rows.filter(Q(unit_id__in=unit_ids) | Q(kind__in=[kind.value for kind in everywhere]))
    if staff_id is not None:
        about = Q(staff_id=staff_id) | Q(subject_id=staff_id) | Q(attributes__staff=str(staff_id))
        rows = rows.filter(about | Q(attributes__holder=str(staff_id)) | Q(attributes__deputy_for=str(staff_id)))
    return RecordedRows(rows.order_by("-happened_at", "-seq"))


def total(kind: EventKind | None = None) -> int:
    """Return how many events the ledger holds (of one kind)."""
    rows = Event.objects.all()
    return rows.filter(kind=kind.value).count() if kind else rows.count()
