"""What the worker does for errands by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from fengqiao.errands.actions import erase_errands
from fengqiao.errands.queries import errands_over
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import pack_on

BATCH, MONTH, KEPT = 200, 31, 24


def destroy_due(*, by: Viewer, now: datetime) -> int:
    """Destroy the words of errands whose term is over; returns how many."""
    day, dated = timezone.localdate(now), pack_on(now).pack.values.get("retention.errands")
    months = int(dated.on(day).number) if dated and dated.history[0].since <= day else KEPT
    return erase_errands(
        errand_ids=errands_over(before=now - timedelta(days=MONTH * months), most=BATCH), by=by, at=now
    )
