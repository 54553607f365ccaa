"""When somebody said that they cannot come: days and parts of days, by the place's own clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from fengqiao.duties.terms import AwayPart
from fengqiao.kit.problems import Problem

DAY_FROM, EVENING_FROM = 6, 18  # hours: the evening lasts until the next day begins
LONGEST, AHEAD = 92, 366  # days
NIGHT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Away:
    """That somebody cannot come from a day to a day, in a part of each."""

    first: date
    last: date
    part: AwayPart


def hours_of(part: AwayPart, day: date) -> tuple[datetime, datetime]:
    """Return from when to when a part of a day lasts, without a zone; the evening reaches into the next morning."""
    begins = datetime.combine(day, time())
    if part is AwayPart.WHOLE:
        return begins, begins + NIGHT
    if part is AwayPart.DAY:
        return begins + timedelta(hours=DAY_FROM), begins + timedelta(hours=EVENING_FROM)
    return begins + timedelta(hours=EVENING_FROM), begins + NIGHT + timedelta(hours=DAY_FROM)


def falls_in(away: Away, begins: datetime, ends: datetime) -> bool:
    """Say whether what lasts from `begins` to `ends` (without a zone, at most a day) falls into a time in which somebody cannot come."""
    days = (begins.date() + n * NIGHT for n in range(-1, (ends.date() - begins.date()).days + 1))
    parts = (hours_of(away.part, day) for day in days if away.first <= day <= away.last)
    return any(since < ends and until > begins for since, until in parts)


def why_not_away(away: Away, today: date) -> Problem | None:
    """Return why nobody can be away so, or None."""
    if away.last < away.first or away.last < today:
        return Problem("away-days", "止日不早于起日，也不早于今天。")
    if (away.last - away.first).days >= LONGEST or (away.first - today).days > AHEAD:
        return Problem("away-long", "一次最多写 {most} 天，写一年以内的。", most=LONGEST)
    return None
