"""What the worker does for thanks by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from fengqiao.catalogue.known import known
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import pack_on
from fengqiao.thanks.actions import erase_thanks
from fengqiao.thanks.queries import thanks_over

BATCH, MONTH = 200, 31


def destroy_due(*, by: Viewer, now: datetime) -> int:
    """Destroy the words of thanks whose term is over; returns how many."""
    day = timezone.localdate(now)
    months = known(pack_on(now).pack, "retention.thanks", day).number
    return erase_thanks(thanks_ids=thanks_over(before=day - timedelta(days=MONTH * months), most=BATCH), by=by, at=now)
