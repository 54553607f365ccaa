"""What the worker does for practical matters by itself: tells of what is late, destroys words whose term is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from fengqiao.orgs.queries import Viewer
from fengqiao.practical.actions import erase_items, warn
from fengqiao.practical.queries import items_over, late_stones
from fengqiao.rulebook.queries import limit_on

BATCH, MONTH = 200, 31


def look_at_stones(*, by: Viewer, now: datetime) -> int:
    """Tell of milestones that are overdue, each once; returns of how many."""
    return sum(warn(stone_id=each, by=by, at=now) for each in late_stones(timezone.localdate(now), BATCH))


def destroy_due(*, by: Viewer, now: datetime) -> int:
    """Destroy the words of matters whose term is over; returns how many."""
    day = timezone.localdate(now)
    months = limit_on("retention.practical", now)
    return erase_items(item_ids=items_over(before=day - timedelta(days=MONTH * months), most=BATCH), by=by, at=now)
