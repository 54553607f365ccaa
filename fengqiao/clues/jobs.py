"""What the worker does for clues by itself, once an hour."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from fengqiao.clues.actions import count_in, erase, forget_opened
from fengqiao.clues.queries.keys import clues_over
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import limit_on

BATCH, MONTH = 200, 31


def keep_counts(*, by: Viewer, now: datetime) -> int:
    """Count what informants sent, and throw away keys whose minutes are over; returns how much was counted."""
    forget_opened(at=now)
    return count_in(by=by, at=now)


def destroy_due(*, by: Viewer, now: datetime) -> int:
    """Destroy the clues whose term is over; returns how many."""
    day = timezone.localdate(now)
    months = limit_on("retention.clues", now)
    return erase(clue_ids=clues_over(day=day - timedelta(days=MONTH * months), most=BATCH), by=by, at=now)
