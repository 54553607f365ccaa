"""What the worker does for visits by itself."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from fengqiao.notices.actions import tell_today
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.queries import Viewer
from fengqiao.visits.queries import overdue_of


def remind_overdue(*, by: Viewer, now: datetime) -> int:
    """Tell each officer once a day how many of theirs are overdue, from the pack's hour on; returns how many were told."""
    return tell_today(NoticeKind.VISITS_LATE, overdue_of(timezone.localdate(now)), by=by, at=now)
