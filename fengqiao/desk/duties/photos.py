"""Photos of an activity: those shown on its page, and each as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from fengqiao.desk.doors import staff_only
from fengqiao.desk.duty_words import DOUBTS
from fengqiao.desk.matters.files import send_file
from fengqiao.desk.middleware import DeskRequest
from fengqiao.duties.queries import photo_for, photos_of, sees_photos
from fengqiao.duties.terms import Doubt
from fengqiao.orgs.queries import Viewer, staff_names
from fengqiao.vault.queries import content_of, file_of
from fengqiao.vault.terms import MediaType

if TYPE_CHECKING:
    from fengqiao.duties.models import Activity


def shown(viewer: Viewer, row: Activity) -> list[dict[str, Any]]:
    """Return the photos of an activity as its page shows them; of nobody who may not see them."""
    if not sees_photos(viewer, row):
        return []
    rows = photos_of(row.id)
    names = staff_names({each.message.by_id for each in rows})
    return [
        {
            "id": each.id, "by": names.get(each.message.by_id, "–"), "at": each.message.placed_at, "there": each.file_id is not None,
            "gone": each.file_id is None and each.arrived_at is not None, "sha256": each.sha256,
            "doubts": [DOUBTS[Doubt(code)] for code in each.message.doubts],
        }
        for each in rows
    ]  # fmt: skip


@require_GET
@staff_only()
def picture(request: DeskRequest, photo_id: UUID, size: str) -> HttpResponse:
    """Send a photo, small or as it was kept, to those who may see it."""
    found = photo_for(request.viewer, photo_id)
    row = file_of([found.id], found.file_id) if found and found.file_id else None
    if row is None or size not in ("small", "whole"):
        raise Http404
    small = size == "small"
    return send_file(
        row, content_of(row, small=small), MediaType.JPEG.value if small else row.media_type, attachment=False
    )
