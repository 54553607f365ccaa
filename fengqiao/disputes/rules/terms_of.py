"""Terms and limits of mediation: dated values of the pack, or what the product holds where the pack has none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo

from fengqiao.catalogue.model import Pack
from fengqiao.disputes.terms import DueKind
from fengqiao.kit.clocks import ClockUnit, Limit, Started, deadline
from fengqiao.kit.workcalendar import WorkCalendar

# What holds in an installation whose pack says nothing of disputes: the base pack's values of 2026.
DEFAULTS: Mapping[str, int] = {
    "dispute.police.first": 3,
    "dispute.police.second": 7,
    "dispute.confirm": 30,
    "dispute.follow_up": 30,
    "dispute.again": 365,
    "dispute.remind": 3,
}
SOURCE = "产品默认值"
DAY_ENDS = time(17, 30)
_OF = {
    DueKind.FIRST: ("dispute.police.first", ClockUnit.WORKDAY),
    DueKind.SECOND: ("dispute.police.second", ClockUnit.WORKDAY),
    DueKind.CONFIRM: ("dispute.confirm", ClockUnit.DAY),
    DueKind.FOLLOW_UP: ("dispute.follow_up", ClockUnit.DAY),
}


@dataclass(frozen=True, slots=True)
class Known:
    """A number of the pack with where it comes from."""

    number: int
    source: str


def known(pack: Pack, code: str, day: date) -> Known:
    """Return a number of a pack on a day, or what the product holds where the pack has none yet."""
    dated = pack.values.get(code)
    if dated is None or dated.history[0].since > day:
        return Known(DEFAULTS[code], SOURCE)
    value = dated.on(day)
    return Known(int(value.number), value.source)


def due_after(pack: Pack, kind: DueKind, since: datetime, calendar: WorkCalendar, zone: tzinfo) -> tuple[datetime, str]:
    """Return when something that begins at a moment is due, and by which source; working days by the calendar."""
    code, unit = _OF[kind]
    found = known(pack, code, since.astimezone(zone).date())
    limit = Limit(amount=found.number, unit=unit, soon_hours=24, source=found.source, day_ends=DAY_ENDS)
    return deadline(limit, (Started(since),), calendar, zone).due_at or since, found.source
