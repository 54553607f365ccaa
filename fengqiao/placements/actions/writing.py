"""What actions of placements share: the lock, the event, who is told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from fengqiao.kit.problems import Problem, denied
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.notices.actions import About, News
from fengqiao.notices.actions import tell as send_news
from fengqiao.notices.terms import NoticeKind, Page
from fengqiao.orgs.queries import Viewer
from fengqiao.placements.models import Placement
from fengqiao.placements.queries import manages, placement_for
from fengqiao.placements.rules.course import NEXT
from fengqiao.placements.terms import PlacementState


def hold(placement_id: UUID, by: Viewer, seen_version: int | None = None) -> Placement:
    """Return a placement under a lock; refuses strangers and whoever saw an older state."""
    if placement_for(by, placement_id) is None:
        raise Problem("placement-unknown", "没有这份实习锻炼，或者您无权查看。")
    row = Placement.objects.select_for_update().get(id=placement_id)
    if seen_version is not None and seen_version != row.version:
        raise Problem("placement-changed", "这份实习锻炼刚被别人改过，页面已更新，请看过最新情况再操作。")
    if row.erased_at is not None:
        raise Problem("placement-erased", "保存期限已满，文字已经销毁，不能再改。")
    return row


def managed(placement_id: UUID, by: Viewer, seen_version: int | None = None) -> Placement:
    """Return a placement under a lock to whoever manages it."""
    row = hold(placement_id, by, seen_version)
    if not manages(by, row):
        raise denied()
    return row


def move(row: Placement, to: PlacementState) -> None:
    """Let a placement go to another state; refuses one that it cannot go to."""
    if to not in NEXT[PlacementState(row.state)]:
        raise Problem("placement-state", "现在的状态不能这样办。")
    row.state = to.value


def save(row: Placement) -> None:
    """Save a placement as its next version."""
    row.version += 1
    row.save()


def tell(
    kind: EventKind,
    row: Placement,
    by: Viewer,
    at: datetime,
    *,
    subject_id: UUID | None = None,
    measures: Mapping[str, int] | None = None,
    **attributes: str,
) -> None:
    """Record what was done with a placement: codes, numbers and ids."""
    record_deed(
        kind,
        by,
        at,
        unit_id=row.unit_id,
        subject_id=subject_id or row.id,
        area_id=row.area_id,
        own={"placement": row.kind},
        attributes=attributes,
        measures=measures,
    )


def notify(kind: NoticeKind, row: Placement, by: Viewer, at: datetime, *, desks: bool = False) -> None:
    """Tell whoever is placed and their mentor, and (`desks`) those who answer for the host unit."""
    about = About(row.id, "", "", page=(Page.PLACEMENT, row.id))
    news = News(
        kind,
        about,
        units=frozenset({row.unit_id} if desks else ()),
        chiefs=desks,
        staff=frozenset({row.staff_id, row.mentor_id}),
        codes={"unit": str(row.unit_id)},
    )
    send_news([news], by=by, at=at)
