"""Photos of an activity handed in at a desk: by whoever leads it, without a term, cleaned and hashed as those of phones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from fengqiao.duties.actions.arriving import receipt_of
from fengqiao.duties.actions.photos import PICTURES
from fengqiao.duties.actions.writing import hold_begun, tell
from fengqiao.duties.models import PhoneMessage, Photo
from fengqiao.duties.terms import Doubt, What
from fengqiao.kit.identifiers import new_id
from fengqiao.kit.problems import Problem
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions import file_limits
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault.actions import Offered, Upload, keep_files, staging


def add_photos(*, activity_id: UUID, pictures: Sequence[bytes], by: Viewer, at: datetime) -> int:
    """Keep photos of an activity that has begun, each once; returns how many are new. Refuses who does not lead, and what is no picture.

    Nothing says where and when they were taken: they carry the doubt that there is no place.
    """
    limits = file_limits(pack_on(at).pack, at)
    limits = replace(limits, media_types=limits.media_types & PICTURES)
    if not pictures:
        raise Problem("photos-none", "请选择照片。")
    with transaction.atomic():  # before the slow work
        hold_begun(activity_id, by, at)
    hashes = [sha256(each).hexdigest() for each in pictures]
    with staging([Upload("photo.jpg", each) for each in pictures], limits) as ready:
        return _kept(activity_id, list(zip(hashes, pictures, ready, strict=True)), by, at)


@transaction.atomic
def _kept(activity_id: UUID, ready: Sequence[tuple[str, bytes, Offered]], by: Viewer, at: datetime) -> int:
    row, count, limits = hold_begun(activity_id, by, at), 0, file_limits(pack_on(at).pack, at)
    there = set(Photo.objects.filter(message__subject_id=row.id).values_list("sha256", flat=True))
    for digest, content, piece in ready:
        if digest in there:  # what was made ready is swept away as named by nobody
            continue
        there.add(digest)
        key, count = new_id(), count + 1
        said = PhoneMessage.objects.create(
            id=key, what=What.PHOTO.value, digest=digest, device=key, seq=1, by_id=by.staff_id, subject_id=row.id, device_at=at,
            placed_at=at, skew=0, received_at=at, doubts=[Doubt.NOWHERE.value], receipt=receipt_of(key, digest, at.isoformat()),
        )  # fmt: skip
        photo = Photo(id=key, message=said, sha256=digest, size=len(content), arrived_at=at)
        photo.receipt = receipt_of("photo", key, digest, at.isoformat())
        photo.save()
        (photo.file_id,) = keep_files(uploads=[piece], matter_id=key, holder_id=key, limits=limits, by=by, at=at)
        photo.save(update_fields=["file_id"])
        tell(EventKind.DUTY_PHOTO, row, by, at, attributes={"message": str(key)})
    return count
