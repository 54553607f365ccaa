"""Tags: a unit's list of them, and putting them on matters. The ledger knows a tag by its id, never by its name."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.kit.privacy import find_private
from fengqiao.kit.problems import Problem, denied
from fengqiao.kit.typed import cleaned
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.models import Matter, Tag, Tagged
from fengqiao.matters.queries import tags_seen, visible
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right
from fengqiao.vault.queries import keeping

TAGGERS = (Right.HANDLE, Right.ROUTE, Right.SUPERVISE)  # who put tags on and take them off
TAG_KEEPERS = (Right.ASSIGN, Right.ROUTE, Right.SUPERVISE)  # who keep the list of their unit
LONGEST = 12


def _need(by: Viewer, rights: tuple[Right, ...]) -> None:
    if not any(by.may(right) for right in rights):
        raise denied()


def _tell(kind: EventKind, tag_id: UUID, matters: int, by: Viewer, at: datetime) -> None:
    record_deed(kind, by, at, unit_id=by.unit_id, subject_id=tag_id, measures={"matters": matters})


@transaction.atomic
def make_tag(*, name: str, most: int, by: Viewer, at: datetime) -> UUID:
    """Add a tag to the list of one's unit and return its id, that of the one of this name where there is one.

    Refuses no name, a long one, one that tells who somebody is (it would be read far from the matter), and too many.
    """
    _need(by, TAG_KEEPERS)
    name = cleaned(name)
    if not name or len(name) > LONGEST:
        raise Problem("tag-name", "请给标签起个名字，不超过 {limit} 个字。", limit=LONGEST)
    if find_private(name):
        raise Problem("tag-private", "标签里不写姓名、电话、证件号和门牌，只写是什么事。")
    own = Tag.objects.filter(unit=by.unit_id)
    known = own.filter(name=name).first()
    if known:
        return known.id
    if own.count() >= most:
        raise Problem("tags-many", "一个单位最多 {limit} 个标签，请先删去不用的。", limit=most)
    made = Tag.objects.create(unit_id=by.unit_id, name=name)
    _tell(EventKind.TAG_MADE, made.id, 0, by, at)
    return made.id


@transaction.atomic
def delete_tag(*, tag_id: UUID, by: Viewer, at: datetime) -> None:
    """Delete a tag of one's unit; it is taken off every matter."""
    _need(by, TAG_KEEPERS)
    row = Tag.objects.select_for_update().filter(id=tag_id, unit=by.unit_id).first()
    if row is None:
        raise Problem("tag-unknown", "没有这个标签，或者不是您单位的。")
    matters, _ = Tagged.objects.filter(tag=row).delete()
    row.delete()
    _tell(EventKind.TAG_DELETED, tag_id, matters, by, at)


@transaction.atomic
def tag(*, matter_id: UUID, tag_id: UUID, on: bool, by: Viewer, at: datetime) -> None:
    """Put a tag on a matter that somebody sees, or take it off; as it was already: nothing happens."""
    _need(by, TAGGERS)
    matter = Matter.objects.select_for_update().filter(id__in=visible(by).filter(id=matter_id).values("id")).first()
    if matter is None:
        raise Problem("matter-unknown", "没有这件事项，或者您无权查看。")
    if all(card.id != tag_id for card in tags_seen(by)):
        raise Problem("tag-unknown", "没有这个标签，或者不是您单位的。")
    if on and keeping(matter_id).destroyed_at:
        raise Problem("matter-erased", "这件事项的保存期限已满，个人信息和文字已经销毁。")
    rows = Tagged.objects.filter(matter=matter, tag=tag_id)
    if rows.exists() is on:
        return
    if on:
        Tagged.objects.create(matter=matter, tag_id=tag_id)
    else:
        rows.delete()
    record_deed(
        EventKind.MATTER_TAGGED,
        by,
        at,
        unit_id=matter.unit_id,
        subject_id=matter.id,
        area_id=matter.area_id,
        attributes={"kind": matter.kind, "tag": str(tag_id), "on": "yes" if on else "no"},
    )
