"""What the worker does for thanks by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import limit_on
from fengqiao.thanks.actions import erase_thanks
from fengqiao.thanks.queries import thanks_over

BATCH, MONTH = 200, 31


def destroy_due(*, by: Viewer, now: datetime) -> int:
    """Destroy the words of thanks whose term is over; returns how many."""
    day = timezone.localdate(now)
    months = limit_on("retention.thanks", now)
    return erase_thanks(thanks_ids=thanks_over(before=day - timedelta(days=MONTH * months), most=BATCH), by=by, at=now)
