"""Writing events: the only thing that the ledger lets anybody do to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Protocol
from uuid import UUID

from fengqiao.ledger.models import Event
from fengqiao.ledger.rules import why_not_recorded
from fengqiao.ledger.terms import EventKind


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvent:
    """An event about to be recorded; `measures` are integers or decimals, `attributes` are codes."""

    kind: EventKind
    happened_at: datetime
    recorded_at: datetime
    unit_id: UUID
    staff_id: UUID
    subject_id: UUID
    area_id: UUID | None = None
    measures: Mapping[str, int | Decimal] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)


class Doer(Protocol):
    """Whoever does a deed, as far as an event tells of them; a viewer is one."""

    @property
    def staff_id(self) -> UUID:
        """Who really acts."""

    @property
    def marks(self) -> Mapping[str, str]:
        """For whom a deputy acts, through what a mailbox acts."""


def deed(
    kind: EventKind,
    by: Doer,
    at: datetime,
    *,
    unit_id: UUID,
    subject_id: UUID,
    area_id: UUID | None = None,
    happened_at: datetime | None = None,
    own: Mapping[str, str] | None = None,
    attributes: Mapping[str, str] | None = None,
    measures: Mapping[str, int | Decimal] | None = None,
) -> NewEvent:
    """Return the event of something that somebody did; `own` says what its subject is, `attributes` what was done to it."""
    return NewEvent(
        kind=kind,
        happened_at=happened_at or at,
        recorded_at=at,
        unit_id=unit_id,
        area_id=area_id,
        staff_id=by.staff_id,
        subject_id=subject_id,
        measures=measures or {},
        attributes={**(own or {}), **(attributes or {}), **by.marks},
    )


def record_deed(
    kind: EventKind,
    by: Doer,
    at: datetime,
    *,
    unit_id: UUID,
    subject_id: UUID,
    area_id: UUID | None = None,
    own: Mapping[str, str] | None = None,
    attributes: Mapping[str, str] | None = None,
    measures: Mapping[str, int | Decimal] | None = None,
) -> None:
    """Append the one event of an action, of what somebody did at that moment."""
    record(
        [
            deed(
                kind, by, at, unit_id=unit_id, subject_id=subject_id, area_id=area_id, own=own, attributes=attributes,
                measures=measures,
            )
        ]
    )  # fmt: skip


def record(events: Iterable[NewEvent]) -> None:
    """Append events inside the caller's transaction; raises Problem where one holds text.

    Decimals are kept as strings, so that no binary fraction changes them.
    """
    rows = []
    for event in events:
        refusal = why_not_recorded(event.measures, event.attributes)
        if refusal:
            raise refusal
        rows.append(
            Event(
                kind=event.kind.value,
                happened_at=event.happened_at,
                recorded_at=event.recorded_at,
                unit_id=event.unit_id,
                area_id=event.area_id,
                staff_id=event.staff_id,
                subject_id=event.subject_id,
                measures={k: str(v) if isinstance(v, Decimal) else v for k, v in event.measures.items()},
                attributes=dict(event.attributes),
            )
        )
    Event.objects.bulk_create(rows, batch_size=500)
