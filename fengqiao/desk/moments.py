"""Moments that a form gives as a day and a time of day."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone

from fengqiao.kit.problems import Problem


def moment_on(day: date, text: str) -> datetime:
    """Return a time of day on a day by the place's own clock; refuses what is none."""
    try:
        return timezone.make_aware(datetime.combine(day, time.fromisoformat(text.strip()).replace(tzinfo=None)))
    except (ValueError, OverflowError):
        raise Problem("moment-unfit", "日期和时间看不懂，请从日历里选。") from None
