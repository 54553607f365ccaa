"""`value.name`: entries of contexts, parts of dates, times and durations, ends of ranges."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fengqiao.kit.feel.values import Months, Span


def member(value: Any, name: str) -> Any:
    """Return the named part of a value; of a list, that of each item. None where there is none."""
    if isinstance(value, dict):
        return value.get(name)
    if isinstance(value, list):
        return [member(each, name) for each in value]
    if isinstance(value, Span):
        return _ends(value).get(name)
    if isinstance(value, datetime):
        return _day(value, name) if name in _DAY else _clock(value.timetz(), name)
    if isinstance(value, date):
        return _day(value, name) if name in _DAY else 0 if name in ("hour", "minute", "second") else None
    if isinstance(value, time):
        return _clock(value, name)
    if isinstance(value, Months):
        return {"years": value.years, "months": value.months}.get(name)
    if isinstance(value, timedelta):
        return _duration(value, name)
    return None


_DAY = ("year", "month", "day", "weekday")


def _day(value: date, name: str) -> int:
    return value.isoweekday() if name == "weekday" else int(getattr(value, name))


def _clock(value: time, name: str) -> Any:
    if name in ("hour", "minute", "second"):
        return getattr(value, name)
    if name == "time offset":
        return value.utcoffset()
    if name == "timezone" and isinstance(value.tzinfo, ZoneInfo):
        return value.tzinfo.key
    return None


def _duration(value: timedelta, name: str) -> int | None:
    sign = -1 if value < timedelta() else 1
    total = abs(value)
    parts = {
        "days": total.days,
        "hours": total.seconds // 3600,
        "minutes": total.seconds // 60 % 60,
        "seconds": total.seconds % 60,
    }
    return sign * parts[name] if name in parts else None


def _ends(value: Span) -> dict[str, Any]:
    return {
        "start": value.low,
        "end": value.high,
        "start included": value.low_closed,
        "end included": value.high_closed,
    }
