"""Saying when one cannot come, taking it back, and forgetting it afterwards."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.duties.models import Absence
from fengqiao.duties.queries import absences_of
from fengqiao.duties.rules.absences import Away, why_not_away
from fengqiao.kit.problems import Problem
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.actions import hold_people
from fengqiao.orgs.queries import Viewer

MOST = 50


@transaction.atomic
def say_away(*, away: Away, by: Viewer, at: datetime) -> UUID:
    """Say that one cannot come oneself; refuses days that cannot be, what was said before, and more than anybody needs."""
    today = timezone.localdate(at)
    if refusal := why_not_away(away, today):
        raise refusal
    hold_people([by.staff_id])
    before = absences_of(by, today=today)
    if any((each.first, each.last, each.part) == (away.first, away.last, away.part.value) for each in before):
        raise Problem("away-again", "这几天已经写过了。")
    if len(before) >= MOST:
        raise Problem("away-many", "最多写 {most} 条，请先撤掉用不着的。", most=MOST)
    row = Absence.objects.create(
        staff_id=by.staff_id, first=away.first, last=away.last, part=away.part.value, said_at=at
    )
    days = (away.last - away.first).days + 1
    record_deed(EventKind.DUTY_AWAY, by, at, unit_id=by.unit_id, subject_id=row.id, measures={"days": days})
    return row.id


@transaction.atomic
def take_away_back(*, absence_id: UUID, by: Viewer, at: datetime) -> None:
    """Say that one can come after all; refuses what others said."""
    gone, _by_table = Absence.objects.filter(id=absence_id, staff=by.staff_id).delete()
    if not gone:
        raise Problem("away-unknown", "没有这一条，或者已经撤掉。")
    record_deed(EventKind.DUTY_BACK, by, at, unit_id=by.unit_id, subject_id=absence_id)


@transaction.atomic
def forget_absences(*, absence_ids: Collection[UUID], by: Viewer, at: datetime) -> int:
    """Delete absences (the caller says which are over); returns how many."""
    gone, _by_table = Absence.objects.filter(id__in=set(absence_ids)).delete()
    if gone:
        record_deed(
            EventKind.DUTY_FORGOTTEN, by, at, unit_id=by.unit_id, subject_id=by.unit_id, measures={"absences": gone}
        )
    return gone
