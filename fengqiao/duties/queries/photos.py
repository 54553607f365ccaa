"""Photos of activities: who sees them, and whose term is over."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from fengqiao.duties.models import Activity, Photo, Seat
from fengqiao.duties.queries.gate import activity_for, organises
from fengqiao.duties.terms import SeatState
from fengqiao.orgs.queries import Viewer

SHOWN = 200


def sees_photos(viewer: Viewer, row: Activity) -> bool:
    """Say whether somebody sees an activity's photos: its organisers, and those who take part."""
    if organises(viewer, row):
        return True
    return Seat.objects.filter(activity=row.id, staff=viewer.staff_id, state=SeatState.IN.value).exists()


def photos_of(activity_id: UUID) -> list[Photo]:
    """Return the photos that were named for an activity, the earliest first; the bytes of some may still be on their phones."""
    rows = Photo.objects.filter(message__subject_id=activity_id).select_related("message")
    return list(rows.order_by("message__placed_at", "id")[:SHOWN])


def photo_for(viewer: Viewer, photo_id: UUID) -> Photo | None:
    """Return a photo whose bytes are there if the viewer may see it: who sees those of its activity, and whoever took it."""
    row = Photo.objects.filter(id=photo_id, file_id__isnull=False).select_related("message").first()
    if row is None or row.message.by_id == viewer.staff_id:
        return row
    activity = activity_for(viewer, row.message.subject_id)
    return row if activity is not None and sees_photos(viewer, activity) else None


def own_photos(staff_id: UUID, activity_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return how many photos of somebody are there by activity (one query)."""
    rows = Photo.objects.filter(
        message__by_id=staff_id, message__subject_id__in=set(activity_ids), arrived_at__isnull=False
    )
    found = rows.values("message__subject_id").annotate(n=Count("id")).order_by()
    return {each["message__subject_id"]: each["n"] for each in found}


def photos_due(*, before: datetime, most: int) -> list[UUID]:
    """Return the photos that came before a moment and are still there."""
    rows = Photo.objects.filter(arrived_at__lt=before, file_id__isnull=False).order_by("arrived_at")
    return list(rows.values_list("id", flat=True)[:most])
