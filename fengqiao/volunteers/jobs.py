"""What the worker does for volunteers by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from fengqiao.notices.actions import tell_today
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.queries import Viewer, in_charge_of
from fengqiao.rulebook.queries import limit_on
from fengqiao.volunteers.actions import lapse
from fengqiao.volunteers.queries import answer_within, ending_in, unanswered

BATCH = 200


def destroy_due(*, by: Viewer, now: datetime) -> int:
    """End the applications that nobody answered in their term, and destroy what was told of the persons; returns how many."""
    before = now - timedelta(days=answer_within(now))
    return lapse(volunteer_ids=unanswered(before=before, most=BATCH), by=by, at=now)


def remind_ending(*, by: Viewer, now: datetime) -> int:
    """Tell who answers for a station once a day how many of its volunteers lack training or insurance, or will within the pack's days.

    From the pack's hour on; returns how many people were told.
    """
    day = timezone.localdate(now) + timedelta(days=limit_on("volunteers.remind_days", now))
    counts: dict[UUID, int] = {}
    for unit, many in ending_in(day).items():
        for who in in_charge_of(unit, at=now):
            counts[who] = counts.get(who, 0) + many
    return tell_today(NoticeKind.VOLUNTEERS_ENDING, counts, by=by, at=now)
