"""Positions, subjects and reasons that go with their term: that somebody came stays, where the phone was and what was written does not."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.duties.models import Activity, CheckIn, PhoneMessage, Seat
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer


@transaction.atomic
def forget_positions(*, check_in_ids: Collection[UUID], by: Viewer, at: datetime) -> int:
    """Take the positions out of check-ins and other messages of phones (the caller says whose term is over); returns of how many."""
    wanted, count = set(check_in_ids), 0
    for model in (CheckIn, PhoneMessage):
        rows = model._default_manager.filter(id__in=wanted, lat__isnull=False)
        count += rows.update(lat=None, lon=None, accuracy=None)
    return _told("check_ins", count, by, at)


@transaction.atomic
def forget_subjects(*, activity_ids: Collection[UUID], by: Viewer, at: datetime) -> int:
    """Take what activities were about out of them (the caller says whose term is over); returns of how many."""
    count = Activity.objects.filter(id__in=set(activity_ids)).exclude(subject="").update(subject="")
    return _told("subjects", count, by, at)


@transaction.atomic
def forget_reasons(*, seat_ids: Collection[UUID], by: Viewer, at: datetime) -> int:
    """Take why people did not come out of their places (the caller says whose term is over); returns of how many."""
    count = Seat.objects.filter(id__in=set(seat_ids)).exclude(reason="").update(reason="")
    return _told("reasons", count, by, at)


def _told(what: str, count: int, by: Viewer, at: datetime) -> int:
    if count:
        numbers = {what: count}
        record_deed(EventKind.DUTY_FORGOTTEN, by, at, unit_id=by.unit_id, subject_id=by.unit_id, measures=numbers)
    return count
