"""What people do with notices: read them, choose how they come, send again or cancel what failed; and forgetting."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.kit.problems import Problem, denied
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.notices.models import Notice, NoticeTaste
from fengqiao.notices.rules import TURNS, Turn, why_not_turn
from fengqiao.notices.terms import TO_STAFF, NoticeState, Way
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right

_MAILBOX = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+\Z")
AT_ONCE = 500  # sent again in one go


@transaction.atomic
def mark_read(
    *,
    by: Viewer,
    at: datetime,
    ids: Collection[UUID] | None = None,
    matter_id: UUID | None = None,
    until: datetime | None = None,
) -> int:
    """Mark one's own notices as read: those named, those of a matter, those made up to a moment, or all; returns how many.

    No event, as with lists: nothing of a matter changes.
    """
    rows = Notice.objects.filter(way=Way.INBOX.value, staff_id=by.staff_id, read_at__isnull=True)
    if ids is not None:
        rows = rows.filter(id__in=set(ids))
    if matter_id is not None:
        rows = rows.filter(matter_id=matter_id)
    if until is not None:
        rows = rows.filter(made_at__lte=until)
    return rows.update(read_at=at, state=NoticeState.RECEIVED.value)


@transaction.atomic
def choose_ways(*, email: str, email_kinds: Sequence[str], by: Viewer) -> None:
    """Keep one's own mailbox and what goes there; refuses what is no mailbox. No event, as with lists."""
    email = email.strip()
    if email and (len(email) > 120 or not _MAILBOX.match(email)):
        raise Problem("notice-email", "邮箱地址不对，请核对。例：name@example.cn。")
    known = [kind.value for kind in TO_STAFF if kind.value in set(email_kinds)]
    if known and not email:
        raise Problem("notice-email-none", "要用邮件接收，请先填写邮箱。")
    NoticeTaste.objects.update_or_create(staff_id=by.staff_id, defaults={"email": email, "email_kinds": known})


@transaction.atomic
def resend(*, notice_id: UUID, by: Viewer, at: datetime) -> None:
    """Send a notice again that failed, or of which nobody knows: a person answers for its arriving twice."""
    row = _administered(notice_id, by, Turn.RESEND)
    _again(row, at)
    _note(EventKind.NOTICE_RESENT, row, by, at)


@transaction.atomic
def resend_failed(*, way: Way, by: Viewer, at: datetime) -> int:
    """Send again everything of a way that failed for good (once its channel has been mended); returns how many."""
    if not by.may(Right.ADMINISTER):
        raise denied()
    rows = Notice.objects.select_for_update().filter(way=way.value, state=NoticeState.FAILED.value)
    found = list(rows.order_by("made_at")[:AT_ONCE])
    for row in found:
        _again(row, at)
    if found:
        _note(EventKind.NOTICE_RESENT, found[0], by, at, count=len(found))
    return len(found)


@transaction.atomic
def cancel(*, notice_id: UUID, by: Viewer, at: datetime) -> None:
    """Cancel a notice that waits, failed, or of which nobody knows; refuses one that is being sent."""
    row = _administered(notice_id, by, Turn.CANCEL)
    row.state, row.next_at, row.ended_at, row.sealed = NoticeState.CANCELLED.value, None, at, b""
    row.save()
    _note(EventKind.NOTICE_CANCELLED, row, by, at)


def _administered(notice_id: UUID, by: Viewer, turn: Turn) -> Notice:
    if not by.may(Right.ADMINISTER):
        raise denied()
    row = Notice.objects.select_for_update().filter(id=notice_id).exclude(way=Way.INBOX.value).first()
    if row is None:
        raise Problem("notice-unknown", "没有这条通知。")
    refusal = why_not_turn(NoticeState(row.state), turn)
    if refusal:
        raise refusal
    return row


def _again(row: Notice, at: datetime) -> None:
    row.state = TURNS[NoticeState(row.state), Turn.RESEND].value
    row.next_at, row.tries, row.claim, row.problem, row.ended_at = at, 0, None, "", None
    row.save()


def _note(kind: EventKind, row: Notice, by: Viewer, at: datetime, *, count: int = 1) -> None:
    record_deed(
        kind,
        by,
        at,
        unit_id=by.unit_id,
        subject_id=row.id,
        measures={"notices": count},
        attributes={"way": row.way, "about": row.kind},
    )


def forget(matter_ids: Collection[UUID]) -> None:
    """Delete the notices of matters whose term is over (settings.ON_ERASE)."""
    Notice.objects.filter(matter_id__in=set(matter_ids)).delete()


def forget_all() -> None:
    """Delete every notice: of an installation just restored, they tell of what no longer is (settings.AFTER_RESTORE)."""
    Notice.objects.all().delete()
