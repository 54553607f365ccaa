"""Claiming, handing in with evidence, the look of a second person, thanks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.kit.identifiers import new_id
from fengqiao.kit.problems import Problem
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions import file_limits
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault.actions import Offered, destroy, keep_files
from fengqiao.vault.terms import MediaType
from fengqiao.wishes.actions.writing import hold, nameless, pack_behind, save, tell
from fengqiao.wishes.models import Wish, WishPicture
from fengqiao.wishes.queries import pictures_of
from fengqiao.wishes.terms import PictureState, WishMove

PICTURES = {MediaType.JPEG.value, MediaType.PNG.value, MediaType.WEBP.value}
YES, NO = "yes", "no"


@transaction.atomic
def claim(*, wish_id: UUID, by: Viewer, at: datetime) -> None:
    """Claim an open wish; of two at once one has it, the other is told."""
    row = hold(wish_id, WishMove.CLAIM, by)
    row.claimed_by_id, row.claimed_at = by.staff_id, at
    save(row)
    tell(EventKind.WISH_CLAIMED, row, by, at)


@transaction.atomic
def give_back(*, wish_id: UUID, by: Viewer, at: datetime) -> None:
    """Let a claimed wish be open again: by whoever claimed it, or by those who keep it."""
    row = hold(wish_id, WishMove.GIVE_BACK, by)
    row.claimed_by_id, row.claimed_at, row.back = None, None, ""
    save(row)
    tell(EventKind.WISH_GIVEN_BACK, row, by, at)


@transaction.atomic
def deliver(*, wish_id: UUID, text: str, uploads: Sequence[Offered], by: Viewer, at: datetime) -> None:
    """Hand a wish in as fulfilled, with pictures as evidence; nobody sees them before a second person did.

    Refuses without a picture, other kinds of file, and words that tell who the child is.
    """
    row = hold(wish_id, WishMove.DELIVER, by)
    row.note = nameless(text, ())
    if not uploads:
        raise Problem("wish-evidence", "请附上东西送到的照片。")
    row.delivered_at, row.back = at, ""
    save(row)
    limits = file_limits(pack_on(at).pack, at)
    for each in uploads:
        picture = WishPicture(
            id=new_id(), wish=row, state=PictureState.WAITING.value, added_by=by.staff_id, added_at=at
        )
        if getattr(each, "media_type", MediaType.JPEG.value) not in PICTURES:
            raise Problem("wish-picture", "只收照片（JPEG、PNG、WebP）。")
        (picture.file_id,) = keep_files(
            uploads=[each], matter_id=picture.id, holder_id=picture.id, limits=limits, by=by, at=at
        )
        picture.save(force_insert=True)
    tell(EventKind.WISH_DELIVERED, row, by, at, measures={"files": len(uploads)}, staff=[row.collected_by_id])


@transaction.atomic
def confirm(*, wish_id: UUID, faceless: bool, by: Viewer, at: datetime) -> None:
    """Confirm a fulfilment, whereby its pictures are shown: by somebody other than whoever claimed it.

    Without the guardian's consent to pictures of the child it must be said that no face is to be seen.
    """
    row = hold(wish_id, WishMove.CONFIRM, by)
    if not row.pictures and not faceless:
        raise Problem("wish-face", "监护人没有同意露脸：请看过每一张，确认看不到孩子的脸；看得到的退回重拍。")
    row.confirmed_by_id, row.ended_at = by.staff_id, at
    save(row)
    row.photos.update(state=PictureState.SHOWN.value)
    days = (at - row.consented_at).days
    measures = {"days": days, **({"cost": row.cost} if row.cost is not None else {})}
    tell(EventKind.WISH_FULFILLED, row, by, at, measures=measures, staff=[row.claimed_by_id])


@transaction.atomic
def send_back(*, wish_id: UUID, reason: str, by: Viewer, at: datetime) -> None:
    """Send a delivery back, for a reason of the pack; its pictures are destroyed, whoever claimed takes others."""
    row = hold(wish_id, WishMove.SEND_BACK, by)
    if reason not in pack_behind(row).wishes.backs:
        raise Problem("wish-back", "请选为什么退回。")
    row.back, row.delivered_at = reason, None
    save(row)
    drop_pictures([row], at)
    tell(EventKind.WISH_SENT_BACK, row, by, at, attributes={"back": reason}, staff=[row.claimed_by_id])


@transaction.atomic
def thank(*, wish_id: UUID, text: str, by: Viewer, at: datetime) -> None:
    """Write down what the child or the family said, for whoever fulfilled the wish. Refuses words that tell who it is."""
    row = hold(wish_id, WishMove.THANK, by)
    words = nameless(text, ())
    if not words:
        raise Problem("wish-thanks", "请写孩子或家人说了什么。")
    row.thanks = words
    save(row)
    tell(EventKind.WISH_THANKED, row, by, at, staff=[row.claimed_by_id])


def drop_pictures(rows: Sequence[Wish], at: datetime) -> None:
    """Destroy the pictures of wishes with their keys. Part of the caller's action."""
    ids = pictures_of([row.id for row in rows])
    if ids:
        destroy(ids, at=at)
        WishPicture.objects.filter(id__in=ids).delete()
