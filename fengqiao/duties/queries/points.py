"""Where an activity's place lies: what the same unit said of it the last time."""

from __future__ import annotations

from uuid import UUID

from fengqiao.duties.models import Activity
from fengqiao.duties.terms import ActivityState


def point_before(unit_id: UUID, *, area_id: UUID | None, venue_id: UUID | None) -> tuple[int, int] | None:
    """Return the point of the activity that a unit planned last at the same venue, or without any in the same area; None where there is none."""
    if area_id is None and venue_id is None:
        return None
    where = {"venue": venue_id} if venue_id else {"venue": None, "area": area_id}
    rows = Activity.objects.filter(unit=unit_id, **where).exclude(state=ActivityState.CANCELLED.value)
    found = rows.exclude(point=[]).order_by("-id").values_list("point", flat=True).first()
    return (found[0], found[1]) if found else None
