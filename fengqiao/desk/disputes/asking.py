"""What an address asks of disputes: the days, a unit with those below it, a kind of committee, codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.utils import timezone

from fengqiao.catalogue.model import Pack
from fengqiao.desk.measures.asking import days_of, told_period
from fengqiao.disputes.queries import DisputeFilter
from fengqiao.disputes.rules.statistics import Sum, body_of
from fengqiao.measure.queries import Period
from fengqiao.orgs.queries import Directory, directory, unit_and_below

SPANS, USUAL = (30, 90, 365), 365
NAMES = ("state", "type", "source", "grade", "only")
NARROWER = ("form", "body", "unit", "sign")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: codes by name; the last `days` (0: the days of `period`); what the list is narrowed to."""

    given: Mapping[str, str]
    days: int
    period: Period | None
    wanted: DisputeFilter

    def address(self, **over: str) -> str:
        """Return the address part that asks the same but for what is given."""
        return "?" + urlencode({name: value for name, value in {**self.when(), **self.given, **over}.items() if value})

    def when(self) -> dict[str, str]:
        """Return the part that says when."""
        return days_of(self.period) if self.period else {"days": str(self.days)}


def asked(query: Mapping[str, str], pack: Pack, now: datetime) -> Asked:
    """Read an address; what cannot be read is left out."""
    given = {name: query.get(name, "")[:40] for name in (*NAMES, *NARROWER)}
    raw, period = query.get("days", ""), told_period(query)
    days = int(raw) if raw.isdecimal() and len(raw) < 5 and int(raw) in SPANS else USUAL
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    span = (midnight - timedelta(days=days - 1), None) if period is None else moments_of(period)
    said, codes = pack.disputes, {name: given[name] for name in ("state", "type", "form", "only", "sign")}
    # Two words stand for several codes: what was referred by anybody, and what any grade calls difficult.
    referred, hard = given["source"] == Sum.REFERRED.value, given["grade"] == Sum.HARD.value
    wanted = DisputeFilter(
        **codes,
        source="" if referred else given["source"],
        grade="" if hard else given["grade"],
        grades=frozenset(code for code, grade in said.grades.items() if grade.hard) if hard else None,
        barred=frozenset(said.own) if referred else frozenset(),
        units=_units(given, pack, now),
        since=span[0],
        until=span[1],
    )
    return Asked(given, 0 if period else days, period, wanted)


def moments_of(period: Period) -> tuple[datetime, datetime]:
    """Return the first moment of a period and the first one after it."""
    return period.moments(timezone.get_current_timezone())


def bodies_of(units: Directory, pack: Pack) -> dict[UUID, str]:
    """Return the kind of committee of each unit."""
    said = pack.disputes.bodies
    return {card.id: body_of(card.name, card.line, card.level, said) for card in units.units.values()}


def _units(given: Mapping[str, str], pack: Pack, now: datetime) -> frozenset[UUID] | None:
    within = unit_and_below(given["unit"]) if given["unit"] else None
    if not given["body"]:
        return within
    bodies = bodies_of(directory(at=now), pack)
    named = frozenset(unit for unit, body in bodies.items() if body == given["body"])
    return named if within is None else named & within
