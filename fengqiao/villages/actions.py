"""Naming officers of villages and ending it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.kit.problems import Problem, denied
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer, staff_in
from fengqiao.villages.models import VillageOfficer
from fengqiao.villages.queries import grounds, may_name, officer_for
from fengqiao.villages.terms import VillageDuty


@transaction.atomic
def name_officer(*, area_id: UUID, staff_id: UUID, duty: str, since: date, by: Viewer, at: datetime) -> UUID:
    """Say that somebody of one's unit answers for a village on its ground.

    Refuses those who may not, villages elsewhere, people of other units, days to come, and being named twice.
    """
    if not may_name(by):
        raise denied()
    if duty not in set(VillageDuty):
        raise Problem("choose-one", "请先从列表里选一项。")
    if area_id not in grounds(by, at=at):
        raise Problem("village-elsewhere", "这个村社不在本单位辖区。")
    if staff_id not in {who for who, _name in staff_in(by.unit_id, at=at)}:
        raise Problem("village-stranger", "只能从本单位的人里选。")
    if since > timezone.localdate(at):
        raise Problem("village-future", "日期不能在今天之后。")
    given = {"area_id": area_id, "staff_id": staff_id, "duty": duty}
    row, fresh = VillageOfficer.objects.get_or_create(
        **given, until=None, defaults={"unit_id": by.unit_id, "since": since, "made_by": by.staff_id}
    )
    if not fresh:
        raise Problem("village-twice", "这个人已经包了这个村社。")
    record_deed(
        EventKind.VILLAGE_NAMED,
        by,
        at,
        unit_id=by.unit_id,
        subject_id=row.id,
        area_id=area_id,
        attributes={"village_duty": duty},
    )
    return row.id


@transaction.atomic
def end_officer(*, officer_id: UUID, by: Viewer, at: datetime) -> None:
    """Say that somebody no longer answers for a village; it has a gap from then on where nobody else does."""
    if not may_name(by):
        raise denied()
    if officer_for(by, officer_id) is None:
        raise Problem("village-unknown", "没有这条记录，或者您无权查看。")
    row = VillageOfficer.objects.select_for_update().get(id=officer_id)
    if row.until is not None:
        raise Problem("village-unknown", "没有这条记录，或者您无权查看。")
    row.until = max(row.since, timezone.localdate(at))
    row.save(update_fields=["until"])
    record_deed(
        EventKind.VILLAGE_ENDED,
        by,
        at,
        unit_id=row.unit_id,
        subject_id=row.id,
        area_id=row.area_id,
        attributes={"village_duty": row.duty},
    )
