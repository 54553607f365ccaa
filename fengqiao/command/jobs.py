"""What the worker does for command rooms by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from fengqiao.command.actions import erase_handovers, erase_talks
from fengqiao.command.queries import handovers_over, talks_over
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import limit_on

BATCH, MONTH = 200, 31


def destroy_due(*, by: Viewer, now: datetime) -> int:
    """Destroy the words of hand-over sheets and daily talks whose term is over; returns how many."""
    over = handovers_over(before=now - timedelta(days=MONTH * limit_on("retention.handovers", now)), most=BATCH)
    past = now - timedelta(days=MONTH * limit_on("retention.talks", now))
    talks = talks_over(before=timezone.localdate(past), most=BATCH)
    return erase_handovers(handover_ids=over, by=by, at=now) + erase_talks(talk_ids=talks, by=by, at=now)
