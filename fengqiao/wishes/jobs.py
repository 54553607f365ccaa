"""What the worker does for wishes by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import pack_on
from fengqiao.wishes.actions import erase_wishes
from fengqiao.wishes.queries import wishes_over

BATCH, MONTH, KEPT = 200, 31, 12


def destroy_due(*, by: Viewer, now: datetime) -> int:
    """Destroy the words, persons and pictures of wishes whose term is over; returns how many."""
    day, dated = timezone.localdate(now), pack_on(now).pack.values.get("retention.wishes")
    months = int(dated.on(day).number) if dated and dated.history[0].since <= day else KEPT
    return erase_wishes(wish_ids=wishes_over(before=now - timedelta(days=MONTH * months), most=BATCH), by=by, at=now)
