"""What the worker does for planned work by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from fengqiao.duties.actions import forget_positions
from fengqiao.duties.queries import positions_due
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import limit_on

BATCH, MONTH = 2000, 31


def destroy_due(*, by: Viewer, now: datetime) -> int:
    """Take the positions out of check-ins whose term is over; returns of how many."""
    before = now - timedelta(days=MONTH * limit_on("retention.duty_positions", now))
    due = positions_due(before=before, most=BATCH)
    return forget_positions(check_in_ids=due, by=by, at=now)
