"""What the worker does for volunteers by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from fengqiao.orgs.queries import Viewer
from fengqiao.volunteers.actions import lapse
from fengqiao.volunteers.queries import answer_within, unanswered

BATCH = 200


def destroy_due(*, by: Viewer, now: datetime) -> int:
    """End the applications that nobody answered in their term, and destroy what was told of the persons; returns how many."""
    before = now - timedelta(days=answer_within(now))
    return lapse(volunteer_ids=unanswered(before=before, most=BATCH), by=by, at=now)
