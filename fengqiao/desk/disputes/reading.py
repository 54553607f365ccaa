"""What forms of disputes say: ids, whole numbers, moments, days."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from fengqiao.kit.problems import Problem


def one_id(raw: str) -> UUID:
    """Return what was chosen from a list; refuses what is no id."""
    try:
        return UUID(raw)
    except ValueError:
        raise Problem("choose-one", "请先从列表里选一项。") from None


def maybe_id(raw: str) -> UUID | None:
    """Return what was chosen, None where nothing was."""
    return one_id(raw) if raw else None


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


def day_in(raw: str) -> date:
    """Return a day of the calendar; refuses what is none."""
    try:
        return date.fromisoformat(raw.strip())
    except ValueError:
        raise Problem("moment-unfit", "日期和时间看不懂，请从日历里选。") from None
