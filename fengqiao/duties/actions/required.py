"""Reminding a branch of what it still has to hold before a period ends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from fengqiao.duties.models import RequiredNudge
from fengqiao.kit.identifiers import new_id
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.notices.actions import About, News
from fengqiao.notices.actions import tell as tell_people
from fengqiao.notices.terms import NoticeKind, Page
from fengqiao.orgs.queries import Viewer, holders_of
from fengqiao.orgs.terms import Role


@transaction.atomic
def remind_branch(*, unit_id: UUID, missing: Mapping[str, date], by: Viewer, at: datetime) -> int:
    """Remind a branch's secretary of what is missing: what, by the first day of its period; one notice for all. Returns of how many, each once."""
    people = frozenset(holders_of(Role.SECRETARY, [unit_id], at=at))
    if not people:  # told once there is somebody to be told
        return 0
    fresh = [
        code
        for code, first in missing.items()
        if RequiredNudge.objects.get_or_create(
            unit_id=unit_id, code=code, first=first, defaults={"id": new_id(), "at": at}
        )[1]
    ]
    if not fresh:
        return 0
    about = About(unit_id, "", "", page=(Page.REQUIRED, unit_id))
    tell_people([News(NoticeKind.REQUIRED_SOON, about, staff=people, codes={"unit": str(unit_id)})], by=by, at=at)
    record_deed(
        EventKind.REQUIRED_REMINDED, by, at, unit_id=unit_id, subject_id=unit_id, measures={"missing": len(fresh)}
    )
    return len(fresh)
