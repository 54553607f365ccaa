"""What the installation does by itself when the term of a remedy runs out."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.inspections.actions.noticing import tell_checker, tell_owner
from fengqiao.inspections.actions.writing import enter, tell
from fengqiao.inspections.models import Finding
from fengqiao.inspections.rules.terms_of import limit_of, next_look
from fengqiao.inspections.terms import FindingMove, FindingState
from fengqiao.kit.clocks import deadline, events_from_json
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.queries import CALENDAR
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import pack_on


@transaction.atomic
def look_at_finding(*, finding_id: UUID, by: Viewer, at: datetime) -> bool:
    """Remind of a term nearly used up, or tell a miss upwards once; says whether there was anything to do."""
    row = Finding.objects.select_for_update().filter(id=finding_id, state=FindingState.OPEN.value).first()
    if row is None or row.next_at is None or row.next_at > at:
        return False
    calendar = pack_on(at).pack.calendars[CALENDAR]
    found = deadline(limit_of(row.term), events_from_json(row.events), calendar, timezone.get_default_timezone())
    late = found.due_at is not None and at > found.due_at
    row.missed = row.missed or late
    row.next_at = next_look(found, at, missed=row.missed)
    if row.next_at is None and not late:  # it is due at this very moment: looked at again once it is over
        row.next_at = found.due_at
        row.save(update_fields=["next_at"])
        return False
    row.version += 1
    row.save(update_fields=["missed", "next_at", "version"])
    enter(row, FindingMove.REMIND, by, at, codes={"late": "yes" if late else "no"})
    tell(row, EventKind.FINDING_MISSED if late else EventKind.FINDING_WARNED, by, at)
    tell_owner(row, NoticeKind.FINDING_MISSED if late else NoticeKind.FINDING_SOON, by, at, chiefs=late)
    if late:
        tell_checker(row, NoticeKind.FINDING_MISSED, by, at)
    return True
