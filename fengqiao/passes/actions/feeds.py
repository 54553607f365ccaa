"""Addresses of calendar feeds: made, made anew and taken back by whoever they are of; a unit's by its organisers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from fengqiao.duties.queries import may_organise
from fengqiao.kit.problems import Problem, denied
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer
from fengqiao.passes.models import CalendarFeed
from fengqiao.passes.queries import feeds_of
from fengqiao.passes.rules import digest, new_token


@transaction.atomic
def renew_feed(*, of_unit: bool, by: Viewer, at: datetime) -> str:
    """Make the address of one's own feed or one's unit's; the one before opens nothing from then on.

    Returns its token, which is kept nowhere. Refuses a unit's to those who do not organise, and two at the same moment.
    """
    _ask(by, of_unit=of_unit)
    token = new_token()
    feeds_of(by, of_unit=of_unit).update(revoked_at=at)
    unit_id = by.unit_id if of_unit else None
    try:
        with transaction.atomic():
            row = CalendarFeed.objects.create(
                staff_id=by.staff_id, unit_id=unit_id, digest=digest(token), made_at=at, made_by=by.staff_id
            )
    except IntegrityError:
        raise Problem("feed-changed", "刚刚已经换过地址，请看页面上最新的情况。") from None
    _tell(EventKind.FEED_MADE, row, by, at)
    return token


@transaction.atomic
def revoke_feed(*, of_unit: bool, by: Viewer, at: datetime) -> None:
    """Take the address of one's own feed or one's unit's back; refuses where there is none."""
    _ask(by, of_unit=of_unit)
    row = feeds_of(by, of_unit=of_unit).select_for_update().first()
    if row is None:
        raise Problem("feed-none", "没有可以作废的日历地址。")
    row.revoked_at = at
    row.save(update_fields=["revoked_at"])
    _tell(EventKind.FEED_REVOKED, row, by, at)


def note_fetched(*, feed_id: UUID, at: datetime) -> None:
    """Note when a feed was last fetched; by which calendar is not known and not asked."""
    CalendarFeed.objects.filter(id=feed_id).update(fetched_at=at)


def _ask(by: Viewer, *, of_unit: bool) -> None:
    if of_unit and not may_organise(by):
        raise denied()


def _tell(kind: EventKind, row: CalendarFeed, by: Viewer, at: datetime) -> None:
    record_deed(
        kind, by, at, unit_id=by.unit_id, subject_id=row.id, attributes={"of": "unit" if row.unit_id else "person"}
    )
