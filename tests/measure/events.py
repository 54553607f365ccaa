"""A ledger of a few events written by hand, and measures written as a pack writes them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from fengqiao.catalogue.finding import Finding
from fengqiao.catalogue.measure import Measure
from fengqiao.catalogue.measure_reading import read_measures
from fengqiao.catalogue.node import open_file
from fengqiao.ledger.actions import NewEvent, record
from fengqiao.ledger.terms import EventKind
from fengqiao.measure.rules import Period

NORTH, SOUTH, EAST = UUID(int=1), UUID(int=2), UUID(int=3)
TOWN = UUID(int=11)
MARCH = Period(date(2026, 3, 1), date(2026, 3, 31))
KNOWN = {"@kind": ["help", "clue"], "@function": ["police", "urban"], "@reason": ["not_our_duty", "repeated"]}
HEAD = 'name = "数"\nname_en = "number"\nabout = "说明"\nabout_en = "about"\nword = "件"\nword_en = "matters"\n'


def at(day: int, hour: int = 10, minute: int = 0, month: int = 3) -> datetime:
    """A local moment of 2026."""
    return timezone.make_aware(datetime(2026, month, day, hour, minute))


def happened(
    kind: str,
    when: datetime,
    subject: int,
    /,
    *,
    unit: UUID = NORTH,
    staff: int = 1,
    area: UUID | None = None,
    numbers: Mapping[str, int | Decimal] | None = None,
    **codes: str,
) -> None:
    """Record one event."""
    event = NewEvent(
        kind=EventKind(kind),
        happened_at=when,
        recorded_at=when + timedelta(seconds=1),
        unit_id=unit,
        area_id=area,
        staff_id=UUID(int=staff),
        subject_id=UUID(int=1000 + subject),
        measures=numbers or {},
        attributes=codes,
    )
    record([event])


def read(text: str) -> tuple[dict[str, Measure], list[Finding]]:
    """Read `[[measure]]` tables, each with the names it needs put in."""
    findings: list[Finding] = []
    top = open_file("measures.toml", text.replace("[[measure]]\n", f"[[measure]]\n{HEAD}"), findings)
    assert top is not None
    return read_measures(top, KNOWN), findings


def defined(text: str) -> dict[str, Measure]:
    """Read sound measures."""
    measures, findings = read(text)
    assert findings == []
    return measures


def one(text: str) -> Measure:
    """Read one measure given as its own keys."""
    assert tomllib.loads(text)
    (measure,) = defined(f'[[measure]]\ncode = "one"\n{text}').values()
    return measure
