"""What the worker does for visits by itself."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from fengqiao.notices.actions import tell_today
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import limit_on
from fengqiao.visits.queries import overdue_of


def remind_overdue(*, by: Viewer, now: datetime) -> int:
    """Tell each officer once a day how many of theirs are overdue, from the pack's hour on; returns how many were told."""
    if timezone.localtime(now).hour < limit_on("notice.daily_hour", now):
        return 0
    found = overdue_of(timezone.localdate(now))
    return tell_today(NoticeKind.VISITS_LATE, found, by=by, at=now) if found else 0
