"""Years as moments of the place's own clock."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone


def span_of_year(year: int) -> tuple[datetime, datetime]:
    """Return when a year begins and when the next one does."""
    first, after = (timezone.make_aware(datetime.combine(date(each, 1, 1), time.min)) for each in (year, year + 1))
    return first, after
