"""What FEEL computes with: plain Python values, durations of months, ranges; equality and order with three answers.

Numbers are int or Decimal (34 digits), texts str, dates and times those of `datetime`, durations of days and time
`timedelta`, lists list, contexts dict. Whatever cannot be computed is None, FEEL's null; nothing here raises for a value.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Context, Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

DIGITS = Context(prec=34)

_DURATION = re.compile(
    r"(?P<sign>-?)P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?\Z"
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z")
_TIME = re.compile(
    r"(?P<clock>\d\d:\d\d:\d\d)(?:\.(?P<part>\d+))?(?P<zone>Z|[+-]\d\d:\d\d(?::\d\d)?|@[A-Za-z_+\-]+(?:/[A-Za-z_+\-]+)*)?\Z"
)


@dataclass(frozen=True, slots=True, order=True)
class Months:
    """A duration of years and months, counted in months."""

    count: int

    @property
    def years(self) -> int:
        """Return whole years, towards zero."""
        return int(self.count / 12)

    @property
    def months(self) -> int:
        """Return the months over."""
        return self.count - 12 * self.years


@dataclass(frozen=True, slots=True)
class Span:
    """A range: two ends, each closed or open; None is an end that is not there."""

    low: Any
    high: Any
    low_closed: bool = True
    high_closed: bool = True

    def holds(self, value: Any) -> bool | None:
        """Return whether the value lies within; None when it cannot be compared."""
        answers = []
        if self.low is not None:
            answers.append(compare(">=" if self.low_closed else ">", value, self.low))
        if self.high is not None:
            answers.append(compare("<=" if self.high_closed else "<", value, self.high))
        if False in answers:
            return False
        return None if None in answers or not answers else True


@dataclass(frozen=True, slots=True)
class Function:
    """Something that can be called: the names of its parameters (`…` at the end of the last: any number) and its body."""

    params: tuple[str, ...]
    body: Callable[..., Any]
    needed: int = -1

    def call(self, args: Sequence[Any], named: Mapping[str, Any]) -> Any:
        """Return the value for these arguments, None when they do not fit."""
        many = bool(self.params) and self.params[-1].endswith("…")
        if named:
            names = [name.rstrip("…") for name in self.params]
            if not set(named) <= set(names):
                return None
            last = max(names.index(name) for name in named)
            args = [named.get(name) for name in names[: last + 1]]
        needed = len(self.params) - many if self.needed < 0 else self.needed
        if len(args) < needed or (len(args) > len(self.params) and not many):
            return None
        return self.body(*args)


def is_number(value: Any) -> bool:
    """Return whether the value is a number of FEEL (a yes or no is none)."""
    return type(value) in (int, Decimal)


def plain(value: Any) -> Any:
    """Return a value from outside as FEEL's: floats become decimals as they are written, tuples lists."""
    if isinstance(value, float):
        return Decimal(repr(value)) if math.isfinite(value) else None
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    return value


def kind_of(value: Any) -> str:
    """Return the name of the value's type in FEEL."""
    for kind, types in _KINDS:
        if type(value) in types:
            return kind
    return "Any"


_KINDS: tuple[tuple[str, tuple[type, ...]], ...] = (
    ("null", (type(None),)),
    ("boolean", (bool,)),
    ("number", (int, Decimal)),
    ("string", (str,)),
    ("date and time", (datetime,)),
    ("date", (date,)),
    ("time", (time,)),
    ("days and time duration", (timedelta,)),
    ("years and months duration", (Months,)),
    ("list", (list,)),
    ("context", (dict,)),
    ("range", (Span,)),
    ("function", (Function,)),
)


def equal(one: Any, other: Any) -> bool | None:
    """Return whether two values are equal; None when they are of different types."""
    if one is None or other is None:
        return one is other
    kind = kind_of(one)
    if kind != kind_of(other):
        return None
    if kind == "list":
        return len(one) == len(other) and all(equal(a, b) for a, b in zip(one, other, strict=True))
    if kind == "context":
        return one.keys() == other.keys() and all(equal(one[key], other[key]) for key in one)
    if kind in ("time", "date and time") and (one.tzinfo is None) != (other.tzinfo is None):
        return None if kind == "time" else bool(_moment(one) == _moment(other))
    return bool(one == other)


def compare(sign: str, one: Any, other: Any) -> bool | None:
    """Return `one sign other`; None when the two have no order."""
    if sign in ("=", "!="):
        same = equal(one, other)
        return same if sign == "=" or same is None else not same
    kind = kind_of(one)
    if kind != kind_of(other) or kind not in _ORDERED:
        return None
    if kind in ("time", "date and time"):
        if kind == "time" and (one.tzinfo is None) != (other.tzinfo is None):
            return None
        one, other = _moment(one), _moment(other)
    return bool(_SIGNS[sign](one, other))


_ORDERED = frozenset(
    {"number", "string", "date", "time", "date and time", "days and time duration", "years and months duration"}
)
_SIGNS: dict[str, Callable[[Any, Any], Any]] = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def _moment(value: Any) -> Any:
    """Return a time or a date and time so that it can be compared with any other of its type; without zone it is UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    return datetime.combine(date(2000, 1, 3), value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)


def number_of(text: str) -> Any:
    """Return the number that a text spells, else None."""
    with suppress(InvalidOperation):
        number = Decimal(text.strip())
        if number.is_finite():
            return int(number) if number == number.to_integral_value() and number.adjusted() < 34 else number
    return None


def date_of(text: str) -> date | None:
    """Return the date of a text like 2026-11-25."""
    if _DATE.match(text):
        with suppress(ValueError):
            return date.fromisoformat(text)
    return None


def time_of(text: str) -> time | None:
    """Return the time of a text like 08:30:00, with an offset or a zone where it gives one."""
    found = _TIME.match(text)
    if found is None:
        return None
    zone = _zone(found["zone"] or "")
    micro = int((found["part"] or "0")[:6].ljust(6, "0"))
    with suppress(ValueError):
        if zone is not False:
            return time.fromisoformat(found["clock"]).replace(microsecond=micro, tzinfo=zone)
    return None


def _zone(text: str) -> Any:
    """Return the zone, None for none, False for one that there is not."""
    if not text:
        return None
    if text == "Z":
        return UTC
    if text.startswith("@"):
        try:
            return ZoneInfo(text[1:])
        except (KeyError, ValueError, OSError):
            return False
    parts = [int(part) for part in text[1:].split(":")]
    if parts[0] > 14 or any(part > 59 for part in parts[1:]):
        return False
    span = timedelta(hours=parts[0], minutes=parts[1], seconds=parts[2] if len(parts) > 2 else 0)
    return timezone(-span if text[0] == "-" else span)


def moment_of(text: str) -> datetime | None:
    """Return the date and time of a text; a bare date is its midnight."""
    day, sign, clock = text.partition("T")
    found = date_of(day)
    if found is None:
        return None
    if not sign:
        return datetime.combine(found, time())
    at = time_of(clock)
    return datetime.combine(found, at) if at is not None else None


def duration_of(text: str) -> timedelta | Months | None:
    """Return the duration of a text like P1Y6M or P3DT4H."""
    found = _DURATION.match(text)
    if found is None or text.endswith(("P", "T")):
        return None
    parts = found.groupdict()
    sign = -1 if parts.pop("sign") else 1
    given = {name for name, value in parts.items() if value is not None}
    if not given:
        return None
    if given <= {"years", "months"}:
        return Months(sign * (12 * int(parts["years"] or 0) + int(parts["months"] or 0)))
    if given & {"years", "months"}:
        return None
    try:
        seconds = Decimal(parts["seconds"] or 0)
        whole = timedelta(
            days=int(parts["days"] or 0),
            hours=int(parts["hours"] or 0),
            minutes=int(parts["minutes"] or 0),
            microseconds=int(seconds * 1_000_000),
        )
    except OverflowError:
        return None
    return sign * whole


def temporal_of(text: str) -> Any:
    """Return what an at-literal (@"…") stands for: date, time, date and time or duration."""
    for read in (date_of, moment_of, time_of, duration_of):
        found = read(text)
        if found is not None:
            return found
    return None
