"""Values as FEEL spells them: what `string()` gives, and literals that read back as the same value."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from fengqiao.kit.feel.values import Months, Span, is_number


def spelled(value: Any) -> str | None:
    """Return the text of a value, as `string()` does; None for null."""
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case list():
            return "[" + ", ".join(literal(each) for each in value) + "]"
        case dict():
            return "{" + ", ".join(f"{key}: {literal(each)}" for key, each in value.items()) + "}"
        case Span():
            low, high = (literal(each) for each in (value.low, value.high))
            return f"{'[' if value.low_closed else '('}{low}..{high}{']' if value.high_closed else ')'}"
    if is_number(value):
        return _number(value)
    return _temporal(value)


def literal(value: Any) -> str:
    """Return the value as one writes it in an expression."""
    if value is None:
        return "null"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    text = spelled(value) or "null"
    if isinstance(value, date | time | timedelta | Months):
        return f'@"{text}"'
    return text


def _number(value: int | Decimal) -> str:
    if isinstance(value, int):
        return str(value)
    text = format(value.normalize(), "f")
    return "0" if text == "-0" else text


def _temporal(value: Any) -> str:
    match value:
        case datetime():
            return f"{value.date().isoformat()}T{_clock(value.timetz())}"
        case date():
            return value.isoformat()
        case time():
            return _clock(value)
        case Months():
            return _months(value)
        case timedelta():
            return _days(value)
    return ""


def _clock(value: time) -> str:
    text = value.strftime("%H:%M:%S")
    if value.microsecond:
        text += f".{value.microsecond:06d}".rstrip("0")
    if value.tzinfo is None:
        return text
    if value.tzinfo is UTC:
        return f"{text}Z"
    if isinstance(value.tzinfo, ZoneInfo):
        return f"{text}@{value.tzinfo.key}"
    offset = value.tzinfo.utcoffset(None) or timedelta()
    if not offset:
        return f"{text}Z"
    seconds = abs(int(offset.total_seconds()))
    hours, minutes = divmod(seconds // 60, 60)
    return f"{text}{'-' if offset < timedelta() else '+'}{hours:02d}:{minutes:02d}"


def _months(value: Months) -> str:
    years, months = divmod(abs(value.count), 12)
    text = (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
    return f"{'-' if value.count < 0 else ''}P{text}"


def _days(value: timedelta) -> str:
    total = abs(value)
    hours, seconds = divmod(total.seconds, 3600)
    minutes, seconds = divmod(seconds, 60)
    part = f".{total.microseconds:06d}".rstrip("0") if total.microseconds else ""
    clock = "".join(f"{number}{sign}" for number, sign in ((hours, "H"), (minutes, "M")) if number)
    clock += f"{seconds}{part}S" if seconds or part else ""
    days = f"{total.days}D" if total.days else ""
    if not days and not clock:
        return "PT0S"
    return f"{'-' if value < timedelta() else ''}P{days}{'T' + clock if clock else ''}"
