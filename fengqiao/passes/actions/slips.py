"""Slips: given at the counter or by the portal, taken back from the matter's page, gone with the matter's words."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from fengqiao.errands.queries import acts_on, errand_for
from fengqiao.kit.problems import Problem, denied
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.queries import matter_for, took_in
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right
from fengqiao.passes.models import ErrandSlip, Slip, TaskLink
from fengqiao.passes.queries import GIVERS
from fengqiao.passes.rules import digest, new_token
from fengqiao.rulebook.queries import limit_on
from fengqiao.vault.queries import keeping

JUST_ASKED = timedelta(hours=12)  # as long as a page of the public door can be sent again


@transaction.atomic
def make_slip(*, matter_id: UUID, by: Viewer, at: datetime) -> str:
    """Make a slip for a matter; returns its token, which is kept nowhere.

    For those who see the matter, and for whoever took a telling of it in: a volunteer hands the paper over and sees no
    more. Refuses strangers, and a matter whose words are destroyed.
    """
    seen = matter_for(by, matter_id) is not None or took_in(by, matter_id)
    if not seen:
        raise Problem("matter-unknown", "没有这件事项，或者您无权查看。")
    if not any(by.may(right) for right in GIVERS):
        raise denied()
    if keeping(matter_id).destroyed_at:
        raise Problem("matter-erased", "这件事项的保存期限已满，个人信息和文字已经销毁。")
    token = new_token()
    days = limit_on("portal.slip_days", at)
    slip = Slip.objects.create(
        matter_id=matter_id, digest=digest(token), made_at=at, made_by=by.staff_id, expires_at=at + timedelta(days=days)
    )
    _tell(EventKind.SLIP_MADE, slip, by, at)
    return token


@transaction.atomic
def revoke_slip(*, slip_id: UUID, by: Viewer, at: datetime) -> None:
    """Take a slip back: from now on its address opens nothing. Refuses strangers; one taken back stays so."""
    slip = Slip.objects.select_for_update().filter(id=slip_id).first()
    if slip is None or matter_for(by, slip.matter_id) is None:
        raise Problem("slip-unknown", "没有这张查询单，或者您无权查看。")
    if not any(by.may(right) for right in GIVERS):
        raise denied()
    if slip.revoked_at is not None:
        raise Problem("slip-revoked", "这张查询单已经作废。")
    slip.revoked_at = at
    slip.save(update_fields=["revoked_at"])
    _tell(EventKind.SLIP_REVOKED, slip, by, at)


def note_opened(*, token: str, at: datetime) -> None:
    """Note when a slip was last opened; who did is not known and not asked."""
    for kind in (Slip, ErrandSlip):
        kind._default_manager.filter(digest=digest(token), revoked_at__isnull=True).update(opened_at=at)


@transaction.atomic
def make_errand_slip(*, errand_id: UUID, by: Viewer, at: datetime) -> str:
    """Make a slip for an errand; returns its token, which is kept nowhere. Refuses strangers, those who only read, and
    an errand whose words are destroyed; the public page gives one with what was just asked for by it.
    """
    row = errand_for(by, errand_id)
    if row is None:
        raise Problem("errand-unknown", "没有这件代办，或者您无权查看。")
    if not acts_on(by, row) and not (by.may(Right.TAKE_IN) and row.asked_at and at - row.asked_at < JUST_ASKED):
        raise Problem("errand-denied", "只有代办员和承办单位可以这样操作。")
    if row.erased_at is not None:
        raise Problem("errand-erased", "这件代办的保存期限已满，文字已经销毁。")
    token = new_token()
    slip = ErrandSlip.objects.create(
        errand=row, digest=digest(token), made_at=at, made_by=by.staff_id,
        expires_at=at + timedelta(days=limit_on("portal.slip_days", at)),
    )  # fmt: skip
    _told_of_errand(EventKind.SLIP_MADE, slip, by, at)
    return token


@transaction.atomic
def revoke_errand_slip(*, slip_id: UUID, by: Viewer, at: datetime) -> None:
    """Take a slip of an errand back. Refuses strangers and those who only read; one taken back stays so."""
    slip = ErrandSlip.objects.select_for_update().filter(id=slip_id).first()
    row = errand_for(by, slip.errand_id) if slip else None
    if slip is None or row is None or not acts_on(by, row):
        raise Problem("slip-unknown", "没有这张查询单，或者您无权查看。")
    if slip.revoked_at is not None:
        raise Problem("slip-revoked", "这张查询单已经作废。")
    slip.revoked_at = at
    slip.save(update_fields=["revoked_at"])
    _told_of_errand(EventKind.SLIP_REVOKED, slip, by, at)


def _told_of_errand(kind: EventKind, slip: ErrandSlip, by: Viewer, at: datetime) -> None:
    record_deed(kind, by, at, unit_id=by.unit_id, subject_id=slip.errand_id, attributes={"slip": str(slip.id)})


def forget(matter_ids: Collection[UUID]) -> None:
    """Throw the slips and links of matters and errands away whose words are destroyed. Part of the caller's action."""
    ErrandSlip.objects.filter(errand_id__in=set(matter_ids)).delete()
    Slip.objects.filter(matter_id__in=set(matter_ids)).delete()
    TaskLink.objects.filter(matter_id__in=set(matter_ids)).delete()


def _tell(kind: EventKind, slip: Slip, by: Viewer, at: datetime) -> None:
    record_deed(kind, by, at, unit_id=by.unit_id, subject_id=slip.matter_id, attributes={"slip": str(slip.id)})
