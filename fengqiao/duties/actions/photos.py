"""Photos of activities: named by a message with the hash of their bytes, which come afterwards and have to fit (ADR 168)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from fengqiao.duties.actions.arriving import (
    Sending,
    bounds_at,
    has_seat,
    in_order,
    may_lead,
    place_before,
    receipt_of,
    taken_before,
    target_of,
)
from fengqiao.duties.models import Activity, CheckIn, PhoneMessage, Photo
from fengqiao.duties.rules.doubts import Seen, doubts_of_photo
from fengqiao.duties.rules.messages import PhotoTaken
from fengqiao.duties.terms import CheckWay, Verdict, What
from fengqiao.kit.problems import Problem
from fengqiao.ledger.actions import NewEvent, deed, record
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions import file_limits
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import limit_on, pack_on
from fengqiao.vault.actions import Offered, Upload, destroy, due_for_destruction, keep_files, staging
from fengqiao.vault.terms import MediaType

PICTURES = frozenset({MediaType.JPEG.value, MediaType.PNG.value, MediaType.WEBP.value})


@dataclass(frozen=True, slots=True)
class PhotoKept:
    """The receipt of a photo's bytes, and when they came."""

    receipt: str
    arrived_at: datetime


@transaction.atomic
def name_photo(message: PhotoTaken, sending: Sending) -> PhoneMessage | CheckIn:
    """Write down that a photo was taken, or return what was written before under this id. Its bytes come apart."""
    by, at = sending.by, sending.at
    activity = Activity.objects.filter(id=message.activity).first()
    there = taken_before(message.id)
    if there is not None:
        return there
    device_at, placed_at = sending.moments(message.at)
    seen = Seen(
        way=CheckWay.PLACE, at=placed_at, skew=sending.skew, ahead=sending.ahead(message.at), signed=has_seat(activity, message.by),
        leads=may_lead(activity, by, at), own=True, code_fits=False, point=message.point, accuracy=message.accuracy,
        before=place_before(message.by, placed_at), in_order=in_order(message), carried=message.by != by.staff_id,
    )  # fmt: skip
    found = doubts_of_photo(target_of(activity, at), seen, bounds_at(at))
    row = PhoneMessage.objects.create(
        id=message.id, what=What.PHOTO.value, digest=message.digest, device=message.device, seq=message.seq, by_id=message.by,
        subject_id=message.activity, device_at=device_at, placed_at=placed_at, skew=sending.skew, received_at=at,
        lat=message.lat, lon=message.lon, accuracy=message.accuracy, doubts=[each.value for each in found],
        receipt=receipt_of(message.id, message.digest, at.isoformat()),
    )  # fmt: skip
    Photo.objects.create(id=message.id, message=row, sha256=message.sha256, size=message.size)
    verdict = Verdict.WAITS if found else Verdict.SOUND
    record(
        [_event(EventKind.DUTY_MESSAGE, row, activity, by, at, {"what": What.PHOTO.value, "verdict": verdict.value})]
    )
    return row


def _event(
    kind: EventKind, row: PhoneMessage, activity: Activity | None, by: Viewer, at: datetime, attributes: dict[str, str]
) -> NewEvent:
    return deed(
        kind, by, at, happened_at=row.placed_at, subject_id=row.subject_id,
        unit_id=activity.unit_id if activity else by.unit_id, area_id=activity.area_id if activity else None,
        own={"duty": activity.kind, "family": activity.family} if activity else None,
        attributes={**attributes, "message": str(row.id)},
    )  # fmt: skip


def keep_photo(*, message_id: UUID, content: bytes, by: Viewer, at: datetime) -> PhotoKept:
    """Keep the bytes of a photo that a message of the same person named; sent again, the answer is the same.

    Refuses what is too large (`photo-large`, `duties.photo_bytes`), bytes of no such photo (`photo-unknown`), those that do not fit
    its hash (`photo-altered`), and what is no picture.
    What a picture tells beside itself (place, device) is taken out before it is kept.
    """
    if len(content) > limit_on("duties.photo_bytes", at):
        raise Problem("photo-large", "照片太大，没有收下。")
    row = Photo.objects.filter(id=message_id, message__by_id=by.staff_id).first()
    if row is None:
        raise Problem("photo-unknown", "还没有收到说明这张照片的记录，请先上传记录。")
    if sha256(content).hexdigest() != row.sha256:
        raise Problem("photo-altered", "照片和拍的时候记下的校验码不符，没有收下。")
    if row.arrived_at is not None:
        return PhotoKept(row.receipt, row.arrived_at)
    limits = file_limits(pack_on(at).pack, at)
    limits = replace(limits, media_types=limits.media_types & PICTURES)
    with staging([Upload("photo.jpg", content)], limits) as ready:
        return _keep(message_id, ready, by, at)


@transaction.atomic
def _keep(photo_id: UUID, ready: Sequence[Offered], by: Viewer, at: datetime) -> PhotoKept:
    row = Photo.objects.select_for_update().get(id=photo_id)
    if row.arrived_at is not None:  # by another connection; what was made ready is swept away as named by nobody
        return PhotoKept(row.receipt, row.arrived_at)
    limits = file_limits(pack_on(at).pack, at)
    (row.file_id,) = keep_files(uploads=ready, matter_id=row.id, holder_id=row.id, limits=limits, by=by, at=at)
    row.arrived_at, row.receipt = at, receipt_of("photo", row.id, row.sha256, at.isoformat())
    row.save()
    activity = Activity.objects.filter(id=row.message.subject_id).first()
    record([_event(EventKind.DUTY_PHOTO, row.message, activity, by, at, {})])
    return PhotoKept(row.receipt, at)


@transaction.atomic
def erase_photos(*, photo_ids: Collection[UUID], by: Viewer, at: datetime) -> int:
    """Destroy photos with their keys (the caller says whose term is over); returns how many."""
    rows = due_for_destruction(Photo.objects.filter(id__in=set(photo_ids), file_id__isnull=False))
    due = [row.id for row in rows]
    if due:
        destroy(due, at=at)
        Photo.objects.filter(id__in=due).update(file_id=None)
        record(
            [
                deed(
                    EventKind.DUTY_FORGOTTEN,
                    by,
                    at,
                    unit_id=by.unit_id,
                    subject_id=by.unit_id,
                    measures={"photos": len(due)},
                )
            ]
        )
    return len(due)
