"""On which days an activity comes again, and where it goes that falls on a day off."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from fengqiao.duties.terms import Freq, Moved
from fengqiao.kit.problems import Problem

MOST, AHEAD, FAR = 120, 31, 24  # activities of a series; days that a date may move; months ahead
DAY = timedelta(days=1)
EVERY = {Freq.MONTHLY: 1, Freq.QUARTERLY: 3, Freq.YEARLY: 12}  # months from one to the next


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Weekly on a weekday (1 Monday … 7 Sunday), or on a day (1–31; a shorter month has its last) of each month, or of each
    third or twelfth month counted from that of `first`.
    """

    freq: Freq
    on: int
    moved: Moved
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A day on which it is, and the day on which it would have been."""

    day: date
    planned: date


def why_not_recurring(rule: Recurrence) -> Problem | None:
    """Return why a rule cannot be followed, or None."""
    if not 1 <= rule.on <= (7 if rule.freq is Freq.WEEKLY else 31):
        return Problem("series-on", "请选每周几，或者每月、每季度、每年几日。")
    if rule.last < rule.first:
        return Problem("series-ends", "结束日期不能早于开始日期。")
    if (rule.last.year - rule.first.year) * 12 + rule.last.month - rule.first.month > FAR:
        return Problem("series-far", "一次最多排 {most} 个月。", most=FAR)
    return None


def occurrences(rule: Recurrence, works: Callable[[date], bool]) -> list[Occurrence]:
    """Return when it is, each day once, within the first and the last day as planned.

    A date on a day off stays, goes to the next or the last working day, or is dropped, as the rule says; where no working
    day is near, it stays. Two that move onto one day are one.
    """
    found: dict[date, Occurrence] = {}
    for planned in _planned(rule):
        day = _moved(planned, rule.moved, works)
        if day is not None:
            found.setdefault(day, Occurrence(day, planned))
    return sorted(found.values(), key=lambda each: each.day)[:MOST]


def _planned(rule: Recurrence) -> Iterator[date]:
    if rule.freq is Freq.WEEKLY:
        day = rule.first + timedelta(days=(rule.on - rule.first.isoweekday()) % 7)
        while day <= rule.last:
            yield day
            day += timedelta(days=7)
        return
    year, month = rule.first.year, rule.first.month
    while (year, month) <= (rule.last.year, rule.last.month):
        day = date(year, month, min(rule.on, monthrange(year, month)[1]))
        if rule.first <= day <= rule.last:
            yield day
        further, before = divmod(month - 1 + EVERY[rule.freq], 12)
        year, month = year + further, before + 1


def _moved(day: date, moved: Moved, works: Callable[[date], bool]) -> date | None:
    if moved is Moved.STAYS or works(day):
        return day
    if moved is Moved.DROPPED:
        return None
    step, other = (DAY, day) if moved is Moved.AFTER else (-DAY, day)
    for _ in range(AHEAD):
        other += step
        if works(other):
            return other
    return day
