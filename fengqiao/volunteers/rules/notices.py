"""How long stars are shown in public, and who is on the list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

LONGEST = 366


def last_day(first: date, working_days: int, is_working: Callable[[date], bool]) -> date:
    """Return the last day of a notice that is shown for so many working days, the first one among them."""
    day, left = first, max(1, working_days)
    for _turn in range(LONGEST):
        left -= is_working(day)
        if left <= 0:
            return day
        day += timedelta(days=1)
    return day
