"""What the worker does for command rooms by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from fengqiao.command.actions import erase_handovers
from fengqiao.command.queries import handovers_over
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import pack_on

BATCH, MONTH, KEPT = 200, 31, 36


def destroy_due(*, by: Viewer, now: datetime) -> int:
    """Destroy the words of hand-over sheets whose term is over; returns how many."""
    day, dated = timezone.localdate(now), pack_on(now).pack.values.get("retention.handovers")
    months = int(dated.on(day).number) if dated and dated.history[0].since <= day else KEPT
    over = handovers_over(before=now - timedelta(days=MONTH * months), most=BATCH)
    return erase_handovers(handover_ids=over, by=by, at=now)
