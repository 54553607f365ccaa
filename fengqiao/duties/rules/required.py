"""What a branch has to hold by month, quarter or year: the periods, and how each stands."""

from __future__ import annotations

from datetime import date, timedelta

from fengqiao.catalogue.duty import Every
from fengqiao.duties.terms import Standing

MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.YEAR: 12}


def period_of(every: Every, day: date) -> tuple[date, date]:
    """Return the first day of the period that a day is in, and that of the next one."""
    length = MONTHS[every]
    first = date(day.year, (day.month - 1) // length * length + 1, 1)
    after = first.month + length
    return first, date(first.year + (after - 1) // 12, (after - 1) % 12 + 1, 1)


def periods_of_year(every: Every, year: int) -> list[tuple[date, date]]:
    """Return every period of a year with the first day of the next one."""
    return [period_of(every, date(year, month, 1)) for month in range(1, 13, MONTHS[every])]


def standing(held: int, planned: int, times: int, period: tuple[date, date], today: date) -> Standing:
    """Return how a period stands: held often enough, missed once it is over, planned, still open, or ahead."""
    first, after = period
    if held >= times:
        return Standing.HELD
    if after <= today:
        return Standing.MISSED
    if held + planned >= times:
        return Standing.PLANNED
    return Standing.AHEAD if today < first else Standing.OPEN


def reminds(period: tuple[date, date], days: int, today: date) -> bool:
    """Say whether the end of a period is so near that a branch is to be reminded."""
    first, after = period
    return first <= today and after - timedelta(days=days) <= today < after
