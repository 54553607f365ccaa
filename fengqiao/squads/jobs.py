"""What the worker does for temporary units by itself: reminds before a term ends, closes what is over."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from fengqiao.orgs.queries import Viewer
from fengqiao.squads.actions import close, remind
from fengqiao.squads.queries import ending, limit, past

BATCH = 200


def look_at_terms(*, by: Viewer, now: datetime) -> int:
    """Remind of terms that end soon and close those that are over; returns of how many."""
    today = timezone.localdate(now)
    done = sum(remind(squad_id=each, by=by, at=now) for each in ending(today, limit("remind_days", now), BATCH))
    return done + sum(close(squad_id=each, by=by, at=now) for each in past(today, BATCH))
