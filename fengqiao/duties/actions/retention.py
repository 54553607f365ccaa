"""Positions that go with their term: that somebody came stays, where the phone was does not."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.duties.models import CheckIn
from fengqiao.ledger.actions import NewEvent, record
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer


@transaction.atomic
def forget_positions(*, check_in_ids: Collection[UUID], by: Viewer, at: datetime) -> int:
    """Take the positions out of check-ins (the caller says whose term is over); returns of how many."""
    rows = CheckIn.objects.filter(id__in=set(check_in_ids), lat__isnull=False)
    count = rows.update(lat=None, lon=None, accuracy=None)
    if count:
        record(
            [
                NewEvent(
                    kind=EventKind.DUTY_FORGOTTEN, happened_at=at, recorded_at=at, unit_id=by.unit_id,
                    staff_id=by.staff_id, subject_id=by.unit_id, measures={"check_ins": count},
                )
            ]
        )  # fmt: skip
    return count
