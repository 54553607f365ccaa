"""Functions of dates, times and durations."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from fengqiao.kit.feel.values import Function, Months, date_of, duration_of, equal, is_number, moment_of, time_of

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def _date(first: Any, month: Any = None, day: Any = None) -> Any:
    if month is not None and day is not None:
        if all(map(is_number, (first, month, day))):
            with suppress(ValueError, OverflowError):
                return date(int(first), int(month), int(day))
        return None
    if isinstance(first, datetime):
        return first.date()
    return first if isinstance(first, date) else date_of(first) if isinstance(first, str) else None


def _time(first: Any, minute: Any = None, second: Any = None, offset: Any = None) -> Any:
    if minute is not None and second is not None:
        if not all(map(is_number, (first, minute, second))) or not isinstance(offset, timedelta | None):
            return None
        with suppress(ValueError, OverflowError):
            micro = int((second - int(second)) * 1_000_000)
            zone = timezone(offset) if offset is not None else None
            return time(int(first), int(minute), int(second), micro, tzinfo=zone)
        return None
    if isinstance(first, datetime):
        return first.timetz()
    if isinstance(first, date):
        return time(tzinfo=timezone(timedelta()))
    return first if isinstance(first, time) else time_of(first) if isinstance(first, str) else None


def _moment(first: Any, clock: Any = None) -> Any:
    if clock is not None:
        day = first.date() if isinstance(first, datetime) else first
        return datetime.combine(day, clock) if isinstance(day, date) and isinstance(clock, time) else None
    if isinstance(first, datetime):
        return first
    if isinstance(first, date):
        return datetime.combine(first, time())
    return moment_of(first) if isinstance(first, str) else None


def _duration(value: Any) -> Any:
    if isinstance(value, timedelta | Months):
        return value
    return duration_of(value) if isinstance(value, str) else None


def _months(one: Any, other: Any) -> Any:
    if not (isinstance(one, date) and isinstance(other, date)):
        return None
    count = (other.year - one.year) * 12 + other.month - one.month
    if count > 0 and other.day < one.day:
        count -= 1
    elif count < 0 and other.day > one.day:
        count += 1
    return Months(count)


def _is(one: Any, other: Any) -> bool:
    """Return whether two values are the same thing, zone and all."""
    if type(one) is not type(other) and not (is_number(one) and is_number(other)):
        return False
    if isinstance(one, time | datetime) and one.utcoffset() != other.utcoffset():
        return False
    return equal(one, other) is True


def _of_day(pick: Any) -> Any:
    return lambda value: pick(value) if isinstance(value, date) else None


_WHEN = ("date",)
FUNCTIONS: dict[str, Function] = {
    "date": Function(("from", "month", "day"), _date, needed=1),
    "time": Function(("from", "minute", "second", "offset"), _time, needed=1),
    "date and time": Function(("from", "time"), _moment, needed=1),
    "duration": Function(("from",), _duration),
    "years and months duration": Function(("from", "to"), _months),
    "is": Function(("value1", "value2"), _is),
    "day of year": Function(_WHEN, _of_day(lambda day: day.timetuple().tm_yday)),
    "day of week": Function(_WHEN, _of_day(lambda day: _DAYS[day.weekday()])),
    "month of year": Function(_WHEN, _of_day(lambda day: _MONTHS[day.month - 1])),
    "week of year": Function(_WHEN, _of_day(lambda day: day.isocalendar().week)),
}
