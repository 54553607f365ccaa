"""Sums, products and powers over numbers, texts, dates, times and durations; None where they do not go together."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal, DecimalException
from typing import Any

from fengqiao.kit.feel.values import DIGITS, Months, is_number


def negative(value: Any) -> Any:
    """Return the value with its sign turned."""
    if is_number(value) or isinstance(value, timedelta):
        return -value
    return Months(-value.count) if isinstance(value, Months) else None


def _exact(operate: Callable[[Decimal, Decimal], Decimal], one: Any, other: Any) -> Any:
    with suppress(DecimalException):
        return operate(Decimal(one), Decimal(other))
    return None


def add(one: Any, other: Any) -> Any:
    """Return `one + other`."""
    if is_number(one) and is_number(other):
        return one + other if type(one) is type(other) is int else _exact(DIGITS.add, one, other)
    if isinstance(one, str) and isinstance(other, str):
        return one + other
    if isinstance(one, Months) and isinstance(other, Months):
        return Months(one.count + other.count)
    if isinstance(one, timedelta | Months) and isinstance(other, date | time):
        one, other = other, one
    with suppress(OverflowError):
        if isinstance(one, timedelta) and isinstance(other, timedelta):
            return one + other
        return _later(one, other)
    return None


def _later(moment: Any, by: Any) -> Any:
    """Return a date, time or date and time moved by a duration."""
    if isinstance(by, Months) and isinstance(moment, date):
        return months_later(moment, by.count)
    if isinstance(by, timedelta):
        if isinstance(moment, datetime):
            return moment + by
        if isinstance(moment, date):
            return (datetime.combine(moment, time()) + by).date()
        if isinstance(moment, time):
            return (datetime.combine(date(2000, 1, 3), moment) + by).timetz()
    return None


def months_later(day: date, months: int) -> Any:
    """Return the same day of another month, its last one where that month is shorter; None out of the calendar."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        return None
    for last in range(day.day, day.day - 4, -1):
        with suppress(ValueError):
            return day.replace(year=year, month=month + 1, day=last)
    return None


def subtract(one: Any, other: Any) -> Any:
    """Return `one - other`."""
    if is_number(one) and is_number(other):
        return one - other if type(one) is type(other) is int else _exact(DIGITS.subtract, one, other)
    if isinstance(one, date) and isinstance(other, date):
        return _apart(one, other)
    if isinstance(one, time) and isinstance(other, time):
        first, second = (datetime.combine(date(2000, 1, 3), each) for each in (one, other))
        return _apart(first, second)
    if isinstance(other, timedelta | Months):
        with suppress(OverflowError):
            if isinstance(one, timedelta) and isinstance(other, timedelta):
                return one - other
            if isinstance(one, Months) and isinstance(other, Months):
                return Months(one.count - other.count)
            return _later(one, negative(other))
    return None


def _apart(one: date, other: date) -> timedelta | None:
    first, second = (each if isinstance(each, datetime) else datetime.combine(each, time()) for each in (one, other))
    if (first.tzinfo is None) != (second.tzinfo is None):
        return None
    return first - second


def multiply(one: Any, other: Any) -> Any:
    """Return `one * other`."""
    if is_number(one) and is_number(other):
        return one * other if type(one) is type(other) is int else _exact(DIGITS.multiply, one, other)
    if is_number(one):
        one, other = other, one
    if is_number(other):
        with suppress(OverflowError):
            if isinstance(one, Months):
                return Months(int(one.count * other))
            if isinstance(one, timedelta):
                return timedelta(seconds=float(Decimal(repr(one.total_seconds())) * other))
    return None


def divide(one: Any, other: Any) -> Any:
    """Return `one / other`; None by nothing."""
    if is_number(one) and is_number(other):
        if not other:
            return None
        if type(one) is type(other) is int and one % other == 0:
            return one // other
        return _exact(DIGITS.divide, one, other)
    if isinstance(one, timedelta) and isinstance(other, timedelta):
        return _exact(DIGITS.divide, _seconds(one), _seconds(other)) if other else None
    if isinstance(one, Months) and isinstance(other, Months):
        return _exact(DIGITS.divide, one.count, other.count) if other.count else None
    if is_number(other) and other and isinstance(one, Months):
        return Months(int(one.count / other))
    if is_number(other) and other and isinstance(one, timedelta):
        return one / float(other)
    return None


def _seconds(value: timedelta) -> Decimal:
    return Decimal(value.days * 86400 + value.seconds) + Decimal(value.microseconds) / 1_000_000


def power(one: Any, other: Any) -> Any:
    """Return `one ** other`."""
    if not (is_number(one) and is_number(other)):
        return None
    if type(one) is type(other) is int and 0 <= other <= 110 and one.bit_length() * other <= 112:  # 34 digits
        return one**other
    return _exact(DIGITS.power, one, other)


OPERATORS: dict[str, Callable[[Any, Any], Any]] = {"+": add, "-": subtract, "*": multiply, "/": divide, "**": power}
