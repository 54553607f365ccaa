"""What forms of disputes say besides ids and days (`desk.posted`): whole numbers and moments."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from fengqiao.kit.problems import Problem


def whole_in(raw: str, usual: int = 0) -> int:
    """Return a whole number, 0 for what is none."""
    raw = raw.strip()
    if not raw:
        return usual
    return int(raw) if raw.isdecimal() and len(raw) < 6 else 0


def moment_in(raw: str) -> datetime:
    """Return a moment of the calendar in the time of the place; refuses what is none."""
    try:
        found = datetime.fromisoformat(raw.strip())
        return timezone.make_aware(found.replace(tzinfo=None))
    except (ValueError, OverflowError):
        raise Problem("moment-unfit", "日期和时间看不懂，请从日历里选。") from None
