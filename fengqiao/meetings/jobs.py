"""What the worker does for meetings by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from fengqiao.meetings.actions import erase_meetings
from fengqiao.meetings.queries import meetings_over
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import limit_on

BATCH, MONTH = 200, 31


def destroy_due(*, by: Viewer, now: datetime) -> int:
    """Destroy the words of meetings whose term is over; returns how many."""
    day, months = timezone.localdate(now), limit_on("retention.meetings", now)
    return erase_meetings(
        meeting_ids=meetings_over(day=day - timedelta(days=MONTH * months), most=BATCH), by=by, at=now
    )
