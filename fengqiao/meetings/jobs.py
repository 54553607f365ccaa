"""What the worker does for meetings by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from fengqiao.meetings.actions import erase_meetings
from fengqiao.meetings.queries import meetings_over
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import pack_on

BATCH, MONTH, KEPT = 200, 31, 36


def destroy_due(*, by: Viewer, now: datetime) -> int:
    """Destroy the words of meetings whose term is over; returns how many."""
    day, dated = timezone.localdate(now), pack_on(now).pack.values.get("retention.meetings")
    months = int(dated.on(day).number) if dated and dated.history[0].since <= day else KEPT
    return erase_meetings(
        meeting_ids=meetings_over(day=day - timedelta(days=MONTH * months), most=BATCH), by=by, at=now
    )
