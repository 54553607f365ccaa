"""Moments as people and systems write them in sheets: cells, Excel serial numbers, Chinese and ISO texts."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets.table import cell_text

# Day 0 of Excel's 1900 date system for every day after 28 February 1900 (ECMA-376 part 1, 18.17.4.1).
_EXCEL_DAY_0 = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - a wall clock, the zone is put on at the end
# A bare number is taken for a serial only between 1980-01-01 and 2099-12-31; outside it is an amount or a code.
_FIRST_SERIAL, _AFTER_LAST_SERIAL = 29221, 73051

_DIGITS = re.compile(r"((?:19|20|21)\d\d)(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?", re.ASCII)
_SERIAL = re.compile(r"\d{5}(\.\d+)?", re.ASCII)
_TEXT = re.compile(
    r"""
    (?P<year>(?:19|20|21)\d\d)
    (?: \s*年\s* (?P<month_zh>\d{1,2}) \s*月\s* (?P<day_zh>\d{1,2}) \s*[日号]?
      | \s*(?P<mark>[-/.])\s* (?P<month>\d{1,2}) \s*(?P=mark)\s* (?P<day>\d{1,2}) )
    (?: \s* \(? (?:星期|周) [一二三四五六日天] \)? )?
    (?: (?: \s*[T,]\s* | \s+ | (?<=[日号)一二三四五六天]) | (?=[上下凌早中晚]) )
        (?P<part>上午|下午|凌晨|早上|中午|晚上)? \s*
        (?P<hour>\d{1,2}) \s*
        (?: : \s* (?P<minute>\d{1,2}) (?: \s*:\s* (?P<second>\d{1,2}) (?:\.\d+)? )?
          | [时点] (?: \s* (?P<minute_zh>\d{1,2}) \s*分? (?: (?<=分) \s* (?P<second_zh>\d{1,2}) \s*秒 )? )? )
        \s* (?P<half>[AaPp][Mm])?
        \s* (?P<offset> [Zz] | [+-]\d\d:?\d\d )?
    )?
    """,
    re.VERBOSE | re.ASCII,
)
_MORNING = {"上午", "早上", "凌晨", "AM"}
_AFTERNOON = {"下午", "晚上", "PM"}
_LONGEST = 64  # characters; the pattern is not tried on anything longer
_SHOWN = 40  # characters of an unreadable value that the message repeats


def parse_moment(value: object, zone: dt.tzinfo) -> dt.datetime:
    """Return the aware moment in `zone` that a cell means; a day without a time is its midnight.

    Reads datetimes and dates, Excel serial numbers, `20190425`, `20190425093209`, and texts with the year first
    such as `2019/4/25 9:32:09`, `2019-04-25T09:32+08:00`, `2019年4月25日 下午3时5分`, `2019.4.25`, also in
    full-width characters; 24:00 is the next midnight; the result has whole seconds. Refuses everything else with
    Problem `date-unreadable`: two-digit years and orders with the day or month first are ambiguous.
    """
    text = " ".join(unicodedata.normalize("NFKC", cell_text(value)).split())
    try:
        found = _found(value, text)
        placed = found if found is None or found.tzinfo else found.replace(tzinfo=zone)
        moment = placed and placed.astimezone(zone)
    except (ValueError, OverflowError):
        moment = None
    if moment is None:
        raise _unreadable(text)
    return moment


def _found(value: object, text: str) -> dt.datetime | None:
    """Return the moment as written, with a zone only where one was written."""
    if isinstance(value, dt.datetime):
        return _rounded(value)
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001
    if isinstance(value, bool) or len(text) > _LONGEST:
        return None
    return _from_number(text) or _from_text(text)


def _unreadable(text: str) -> Problem:
    if not text:
        return Problem("date-unreadable", "没有填写日期。请写成 2019-04-25 09:32 这样的格式。", value="")
    shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
    return Problem("date-unreadable", "“{value}”读不出日期。请写成 2019-04-25 09:32 这样的格式。", value=shown)


def _from_number(text: str) -> dt.datetime | None:
    """Read digits only: yyyymmdd, yyyymmddhhmm(ss), or an Excel serial number of days."""
    digits = _DIGITS.fullmatch(text)
    if digits:
        year, month, day, hour, minute, second = (int(part or 0) for part in digits.groups())
        return _joined(dt.datetime(year, month, day), hour, minute, second)  # noqa: DTZ001
    if not _SERIAL.fullmatch(text):
        return None
    serial = float(text)
    if not _FIRST_SERIAL <= serial < _AFTER_LAST_SERIAL:
        return None
    return _rounded(_EXCEL_DAY_0 + dt.timedelta(days=serial))


def _from_text(text: str) -> dt.datetime | None:
    match = _TEXT.fullmatch(text)
    if match is None:
        return None
    day = dt.datetime(  # noqa: DTZ001
        int(match["year"]), int(match["month_zh"] or match["month"]), int(match["day_zh"] or match["day"])
    )
    if match["hour"] is None:
        return day
    if match["part"] and match["half"]:
        return None
    part = match["part"] or (match["half"] or "").upper()
    hour = _hour(int(match["hour"]), part)
    if hour is None:
        return None
    moment = _joined(
        day, hour, int(match["minute"] or match["minute_zh"] or 0), int(match["second"] or match["second_zh"] or 0)
    )
    if moment is None or not match["offset"]:
        return moment
    return moment.replace(tzinfo=_offset(match["offset"]))


def _hour(hour: int, part: str) -> int | None:
    """Return the hour of the day (0–24); None where hour and part of the day contradict each other."""
    if part in _MORNING:
        return None if hour > 12 else hour % 12
    if part == "晚上" and hour == 12:
        return None  # midnight before or after: not to be told
    if part in _AFTERNOON:
        return hour + 12 if 0 < hour < 12 else hour if 12 <= hour < 24 else None
    if part == "中午":
        return hour if hour in {11, 12, 13} else hour + 12 if hour in {1, 2} else None
    return hour


def _joined(day: dt.datetime, hour: int, minute: int, second: int) -> dt.datetime | None:
    if hour == 24:
        return None if minute or second else day + dt.timedelta(days=1)
    return day.replace(hour=hour, minute=minute, second=second)


def _offset(text: str) -> dt.timezone:
    if text in {"Z", "z"}:
        return dt.UTC
    sign = -1 if text[0] == "-" else 1
    return dt.timezone(sign * dt.timedelta(hours=int(text[1:3]), minutes=int(text[-2:])))


def _rounded(moment: dt.datetime) -> dt.datetime:
    return (moment + dt.timedelta(microseconds=500_000)).replace(microsecond=0)
