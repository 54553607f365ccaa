"""What the worker does for planned work by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from fengqiao.duties.actions import forget_positions
from fengqiao.duties.queries import positions_due
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import pack_on

BATCH, MONTH, KEPT = 2000, 31, 6


def destroy_due(*, by: Viewer, now: datetime) -> int:
    """Take the positions out of check-ins whose term is over; returns of how many."""
    day, dated = timezone.localdate(now), pack_on(now).pack.values.get("retention.duty_positions")
    months = int(dated.on(day).number) if dated and dated.history[0].since <= day else KEPT
    due = positions_due(before=now - timedelta(days=MONTH * months), most=BATCH)
    return forget_positions(check_in_ids=due, by=by, at=now)
