"""Opening what a notice is about is reading it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fengqiao.desk.middleware import DeskRequest
from fengqiao.notices.actions import mark_read
from fengqiao.notices.queries import has_unread


def read_by_opening(request: DeskRequest, about_id: UUID, at: datetime) -> None:
    """Mark one's own notices of a matter, or of what stands in its place, as read."""
    if has_unread(request.viewer, about_id):
        mark_read(by=request.viewer, at=at, matter_id=about_id)
