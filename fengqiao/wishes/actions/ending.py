"""Consent taken back, and the end of the term: words, persons and pictures go."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from fengqiao.kit.problems import Problem
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer
from fengqiao.vault.actions import destroy, due_for_destruction
from fengqiao.wishes.actions.fulfilling import drop_pictures
from fengqiao.wishes.actions.writing import hold, pack_behind, save, tell
from fengqiao.wishes.models import Wish
from fengqiao.wishes.terms import WishMove


@transaction.atomic
def withdraw(*, wish_id: UUID, reason: str, by: Viewer, at: datetime) -> None:
    """Take a wish back when the guardian's consent is: words, persons and pictures are destroyed at once, in any state."""
    row = hold(wish_id, WishMove.WITHDRAW, by)
    if reason not in pack_behind(row).wishes.withdrawals:
        raise Problem("wish-withdraw", "请选为什么撤回。")
    row.withdrawn, row.ended_at = reason, row.ended_at or at
    _emptied(row, at)
    save(row)
    _gone([row], at)
    tell(EventKind.WISH_WITHDRAWN, row, by, at, attributes={"why": reason}, staff=[row.claimed_by_id])


@transaction.atomic
def erase_wishes(*, wish_ids: Collection[UUID], by: Viewer, at: datetime) -> int:
    """Destroy the words, persons and pictures of wishes (the caller says whose term is over); returns how many."""
    due = due_for_destruction(Wish.objects.filter(id__in=set(wish_ids), erased_at__isnull=True))
    if not due:
        return 0
    for row in due:
        _emptied(row, at)
        row.save()
    _gone(due, at)
    for row in due:
        tell(EventKind.WISH_ERASED, row, by, at)
    return len(due)


def _emptied(row: Wish, at: datetime) -> None:
    row.text = row.note = row.thanks = ""
    row.erased_at = at


def _gone(rows: list[Wish], at: datetime) -> None:
    """Destroy the keys of wishes and of their pictures, and what other rooms keep of them."""
    drop_pictures(rows, at)
    ids = [row.id for row in rows]
    for path in settings.ON_ERASE:
        import_string(path)(ids)
    destroy(ids, at=at)
