"""What the worker does for disputes: reminders of what is due, windows that close."""

from __future__ import annotations

from datetime import datetime

from fengqiao.disputes.actions import look_at_due
from fengqiao.disputes.queries import dues_to_look_at
from fengqiao.orgs.queries import Viewer

BATCH = 200


def look_at_dues(*, by: Viewer, now: datetime) -> int:
    """Look at what is due soon, a bounded number a round; returns about how many something was done."""
    return sum(look_at_due(due_id=each, by=by, at=now) for each in dues_to_look_at(now, BATCH))
