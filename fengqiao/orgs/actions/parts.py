"""Saying which units are parts of a station (综合指挥室, 社区警务队 …)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.kit.problems import Problem
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.actions.writing import scope_of, tell
from fengqiao.orgs.models import Unit
from fengqiao.orgs.queries import Viewer


@transaction.atomic
def set_part(*, unit_id: UUID, part: str, known: Collection[str], by: Viewer, at: datetime) -> None:
    """Say which part of the station above it a unit is (empty: none); `known` are the codes of the pack.

    Refuses units that one does not administer, units without one above them, units to which matters are routed, and a
    part that the station has already.
    """
    if unit_id not in scope_of(by):
        raise Problem("unit-beyond-part", "只能调整自己管理的单位。")
    row = Unit.objects.select_for_update().get(id=unit_id)
    if part and part not in known:
        raise Problem("part-unknown", "请从名单里选队室。")
    above = Unit.objects.get_parent(row)
    if part and (above is None or row.function):
        raise Problem("part-unfit", "队、室是派出所下面的单位，不单独承接分流。")
    if part and Unit.objects.get_children(above).filter(part=part).exclude(id=unit_id).exists():
        raise Problem("part-taken", "这个所已经有这个队室。")
    if row.part == part:
        return
    was, row.part = row.part, part
    row.save(update_fields=["part"])
    attributes = {**({"part": part} if part else {}), **({"was": was} if was else {}), **by.marks}
    tell(EventKind.UNIT_PART, staff_id=by.staff_id, subject_id=unit_id, unit_id=unit_id, at=at, attributes=attributes)
