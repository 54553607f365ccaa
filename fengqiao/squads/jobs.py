"""What the worker does for temporary units by itself: reminds before a term ends, closes what is over, destroys words in time."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import limit_on
from fengqiao.squads.actions import close, erase_words, remind
from fengqiao.squads.queries import ending, limit, past, words_over

BATCH, MONTH = 200, 31


def look_at_terms(*, by: Viewer, now: datetime) -> int:
    """Remind of terms that end soon and close those that are over; returns of how many."""
    today = timezone.localdate(now)
    done = sum(remind(squad_id=each, by=by, at=now) for each in ending(today, limit("remind_days", now), BATCH))
    return done + sum(close(squad_id=each, by=by, at=now) for each in past(today, BATCH))


def destroy_due(*, by: Viewer, now: datetime) -> int:
    """Destroy the words of temporary units whose term of keeping is over; returns of how many."""
    today = timezone.localdate(now)
    months = limit_on("retention.squads", now)
    return erase_words(squad_ids=words_over(before=today - timedelta(days=MONTH * months), most=BATCH), by=by, at=now)
