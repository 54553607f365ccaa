"""What the worker does for placements by itself: begins, reminds, says that a term is over, destroys words whose term is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from fengqiao.catalogue.known import known
from fengqiao.orgs.queries import Viewer
from fengqiao.placements.actions import begin, erase, pass_by, remind
from fengqiao.placements.queries import beginning, ending, limit, past, words_over
from fengqiao.rulebook.queries import pack_on

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
    months = int(known(pack_on(now).pack, "retention.placements", today).number)
    return erase(placement_ids=words_over(today - timedelta(days=MONTH * months), BATCH), by=by, at=now)
