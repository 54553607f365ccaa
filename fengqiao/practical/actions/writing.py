"""What every action on practical matters begins and ends with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time
from uuid import UUID

from fengqiao.kit.problems import Problem
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.notices.actions import About, News, tell
from fengqiao.notices.terms import NoticeKind, Page
from fengqiao.orgs.queries import Viewer
from fengqiao.practical.models import Item, Milestone
from fengqiao.practical.queries import item_for


def hold(item_id: UUID, by: Viewer, seen_version: int | None = None) -> Item:
    """Lock a matter that somebody sees; refuses others and a page that is out of date."""
    if item_for(by, item_id) is None:
        raise Problem("practical-unknown", "没有这项实事，或者您无权查看。")
    row = Item.objects.select_for_update().get(id=item_id)
    if seen_version is not None and seen_version != row.version:
        raise Problem("practical-changed", "这项实事刚被别人改过，页面已更新，请看过最新情况再操作。")
    if row.erased_at is not None:
        raise Problem("practical-erased", "保存期限已满：文字已经销毁，只留编号、代码和数字。")
    return row


def stone_of(row: Item, stone_id: UUID) -> Milestone:
    """Return a milestone of a matter that is held; refuses another's."""
    found = Milestone.objects.select_for_update().filter(item=row, id=stone_id).first()
    if found is None:
        raise Problem("practical-no-stone", "没有这个节点。")
    return found


def save(row: Item) -> None:
    """Write a matter with its next version."""
    row.version += 1
    row.save()


def record(
    kind: EventKind,
    row: Item,
    by: Viewer,
    at: datetime,
    *,
    measures: Mapping[str, int] | None = None,
    **attributes: str,
) -> None:
    """Append the one event of a deed."""
    codes = {"aim": row.aim, **attributes}
    record_deed(kind, by, at, unit_id=row.unit_id, subject_id=row.id, attributes=codes, measures=measures)


def news(kind: NoticeKind, row: Item, by: Viewer, at: datetime, *, stone: Milestone | None = None, chiefs: bool = False, helpers: bool = False) -> None:  # fmt: skip
    """Tell the leading unit (and those who lead it, and the units that help)."""
    units = {row.unit_id, *(row.helpers.values_list("unit", flat=True) if helpers else ())}
    due = datetime.combine(stone.due, time(), tzinfo=UTC) if stone else None
    about = About(row.id, row.number, "", due=due, page=(Page.PRACTICAL, row.id))
    tell([News(kind, about, units=frozenset(units), chiefs=chiefs, codes={"unit": str(by.unit_id)})], by=by, at=at)
