"""Who is told of what a station does about itself: people by id; a notice carries dates and codes, never the words."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from fengqiao.notices.actions import About, News, tell
from fengqiao.notices.terms import NoticeKind, Page
from fengqiao.orgs.queries import Viewer


def tell_staff(
    kind: NoticeKind,
    staff: Collection[UUID],
    page: tuple[Page, UUID],
    unit_id: UUID,
    by: Viewer,
    at: datetime,
    *,
    due: datetime | None = None,
) -> None:
    """Tell some people of a task or a swap; it opens the page that it stands on. Part of the caller's action."""
    about = About(page[1], "", "", due=due, page=page)
    tell([News(kind, about, staff=frozenset(staff), codes={"unit": str(unit_id)})], by=by, at=at)
