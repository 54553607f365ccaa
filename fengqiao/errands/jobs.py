"""What the worker does for errands by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from fengqiao.errands.actions import erase_errands, remind
from fengqiao.errands.queries import errands_over, items_soon
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import pack_on

BATCH, MONTH, KEPT = 200, 31, 24


def look_at_terms(*, by: Viewer, now: datetime) -> int:
    """Remind of items whose term is nearly over, each once; returns of how many."""
    return sum(remind(item_id=each, by=by, at=now) for each in items_soon(now, BATCH))


def destroy_due(*, by: Viewer, now: datetime) -> int:
    """Destroy the words of errands whose term is over; returns how many."""
    day, dated = timezone.localdate(now), pack_on(now).pack.values.get("retention.errands")
    months = int(dated.on(day).number) if dated and dated.history[0].since <= day else KEPT
    return erase_errands(
        errand_ids=errands_over(before=now - timedelta(days=MONTH * months), most=BATCH), by=by, at=now
    )
