"""What the worker does for placements by itself: begins, reminds, says that a term is over, destroys words whose term is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from fengqiao.orgs.queries import Viewer
from fengqiao.placements.actions import begin, erase, pass_by, remind
from fengqiao.placements.queries import beginning, ending, limit, past, words_over
from fengqiao.rulebook.queries import limit_on

BATCH, MONTH = 500, 31


def look_at_terms(*, by: Viewer, now: datetime) -> int:
    """Begin, remind and end what is due; returns of how many."""
    today = timezone.localdate(now)
    done = sum(begin(placement_id=each, by=by, at=now) for each in beginning(today, BATCH))
    done += sum(remind(placement_id=each, by=by, at=now) for each in ending(today, limit("remind_days", now), BATCH))
    return done + sum(pass_by(placement_id=each, by=by, at=now) for each in past(today, BATCH))


def destroy_due(*, by: Viewer, now: datetime) -> int:
    """Destroy the words of placements whose term is over; returns of how many placements."""
    today = timezone.localdate(now)
    months = limit_on("retention.placements", now)
    return erase(placement_ids=words_over(today - timedelta(days=MONTH * months), BATCH), by=by, at=now)
