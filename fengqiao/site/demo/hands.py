"""What those who play parts of the demo county by hand share: when something began, and one telling taken in."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from fengqiao.matters import actions
from fengqiao.orgs.queries import Viewer


def began(hours_ago: int, *, now: datetime, hour: int, minute: int) -> datetime:
    """Return when something began; on an earlier day it began in the morning, at an hour of its own."""
    begins = now - timedelta(hours=hours_ago)
    return timezone.localtime(begins).replace(hour=hour, minute=minute) if hours_ago > 24 else begins


def taken_in(telling: actions.Telling, *, by: Viewer, at: datetime) -> UUID:
    """Take one telling in; returns its matter, raises what it was refused for."""
    (taken,) = actions.receive(telling_list=[telling], desk=actions.desk_at(at), by=by, at=at)
    if taken.matter_id is None:
        raise taken.problems[0][1]
    return taken.matter_id
