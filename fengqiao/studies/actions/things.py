"""What study uses: taken into the register, taken out, said of an activity; counted once the activity was held."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.catalogue.duty import ThingSort
from fengqiao.duties.actions import held_activity
from fengqiao.duties.queries import came_to, may_organise, organises, reached
from fengqiao.duties.terms import ActivityState
from fengqiao.kit.identifiers import new_id
from fengqiao.kit.problems import Problem, denied
from fengqiao.kit.typed import cleaned, fitted
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer, staff_in, staff_names
from fengqiao.rulebook.queries import pack_on
from fengqiao.studies.models import Thing, Use
from fengqiao.studies.queries import thing_for, usable_things
from fengqiao.studies.rules.course import PERSON, why_not_classrooms, why_not_named
from fengqiao.studies.terms import ThingKind
from fengqiao.vault.actions import make_missing_keys, seal_words

if TYPE_CHECKING:
    from fengqiao.duties.models import Activity

ONE_AT_A_TIME = frozenset({ThingKind.PLACE.value, ThingKind.LECTURER.value})
MOST = 20


def _tell(kind: EventKind, row: Thing, by: Viewer, at: datetime, *, subject_id: UUID | None = None, unit_id: UUID | None = None) -> None:  # fmt: skip
    own = {"used_kind": row.kind, "sort": row.sort}
    record_deed(kind, by, at, unit_id=unit_id or row.unit_id, subject_id=subject_id or row.id, own=own)


@transaction.atomic
def add_thing(
    *, unit_id: UUID, sort: str, name: str, staff_id: UUID | None = None, person: str = "", by: Viewer, at: datetime
) -> UUID:
    """Take a classroom, a place, a lecturer or a medium into the register of a unit that somebody reaches.

    A lecturer is somebody of the unit (`staff_id`), or from outside: then `name` is their office and `person`, where told, is sealed.
    Refuses strangers, sorts that the pack does not know, names with a person in them, and a name that is there.
    """
    found: ThingSort | None = pack_on(at).pack.duties.sorts.get(sort)
    if not may_organise(by) or unit_id not in reached(by):
        raise denied()
    if found is None:
        raise Problem("thing-sort", "请选是哪一种：课堂、地点、讲师，还是片书课件。")
    lecturer = found.kind is ThingKind.LECTURER
    if staff_id is not None and (not lecturer or staff_id not in {who for who, _name in staff_in(unit_id, at=at)}):
        raise Problem("thing-staff", "本单位讲师要从本单位的人里选。")
    name, person = cleaned(name), fitted(person, PERSON) if lecturer and staff_id is None else ""
    refusal = None if staff_id is not None and not name else why_not_named(name)
    if refusal:
        raise refusal
    same = Thing.objects.filter(unit=unit_id, kind=found.kind.value, retired_on__isnull=True)
    if (staff_id is not None and same.filter(staff=staff_id).exists()) or (
        name and same.filter(name=name, staff=staff_id).exists()
    ):
        raise Problem("thing-there", "已经登记过了。")
    row = Thing(
        id=new_id(),
        unit_id=unit_id,
        kind=found.kind.value,
        sort=sort,
        name=name,
        staff_id=staff_id,
        made_by=by.staff_id,
        made_at=at,
    )
    make_missing_keys([row.id], at=at)
    if person:
        row.sealed = seal_words(owner_id=row.id, row_id=row.id, words=person, at=at)
    row.save(force_insert=True)
    _tell(EventKind.STUDY_ADDED, row, by, at)
    return row.id


@transaction.atomic
def retire_thing(*, thing_id: UUID, by: Viewer, at: datetime) -> None:
    """Say that a thing is not used any more; what it was used for stays. Refuses those of other units, and a second time."""
    row = thing_for(by, thing_id)
    if row is None:
        raise Problem("thing-unknown", "没有这个学习资源，或者您无权查看。")
    if not may_organise(by) or row.unit_id not in reached(by):
        raise denied()
    row = Thing.objects.select_for_update().get(id=thing_id)
    if row.retired_on is not None:
        raise Problem("thing-retired", "已经停用。")
    row.retired_on = timezone.localdate(at)
    row.save(update_fields=["retired_on"])
    _tell(EventKind.STUDY_RETIRED, row, by, at)


@transaction.atomic
def say_used(*, activity_id: UUID, thing_ids: Collection[UUID], by: Viewer, at: datetime) -> int:
    """Say what an activity uses, all of it; returns how many. Before it is held it is a booking, afterwards what counts.

    Refuses who does not organise it, one that was called off or missed, what is not in the register, a place or a lecturer that
    another activity has at the time, and more than one classroom, or one for what is no study.
    """
    row = held_activity(activity_id, by)
    if not organises(by, row):
        raise denied()
    if row.state not in {ActivityState.PLANNED.value, ActivityState.DONE.value}:
        raise Problem("study-off", "没有开展或者取消的活动，不登记用了什么。")
    wanted = set(thing_ids)
    if len(wanted) > MOST:
        raise Problem("study-many", "一次活动最多登记 {most} 样。", most=MOST)
    there = {use.thing_id: use for use in Use.objects.filter(activity=row.id).select_related("thing")}
    new = wanted - there.keys()
    if new - {each.id for each in usable_things(by)}:
        raise Problem("thing-unknown", "没有这个学习资源，或者您无权查看。")
    things = list(Thing.objects.select_for_update(of=("self",)).filter(id__in=new).order_by("id"))
    kind = pack_on(at).pack.duties.kinds.get(row.kind)
    rooms = sum(
        each.kind == ThingKind.CLASSROOM.value
        for each in [*things, *(use.thing for use in there.values() if use.thing_id in wanted)]
    )
    if refusal := why_not_classrooms(rooms, studied=kind is not None and kind.hours):
        raise refusal
    single = [each.id for each in things if each.kind in ONE_AT_A_TIME]
    taken = Use.objects.filter(
        thing__in=single, activity__starts__lt=row.ends, activity__ends__gt=row.starts,
        activity__state__in=[ActivityState.PLANNED.value, ActivityState.DONE.value],
    ).exclude(activity=row.id).select_related("thing").first()  # fmt: skip
    if taken is not None:
        raise Problem("study-taken", "“{name}”这段时间另一次活动已经用了。", name=_label(taken.thing))
    done, people = row.state == ActivityState.DONE.value, came_to([row.id]).get(row.id, 0)
    for thing_id, use in there.items():
        if thing_id not in wanted:
            if done:
                _tell(EventKind.STUDY_UNUSED, use.thing, by, at, subject_id=use.id, unit_id=row.unit_id)
            use.delete()
    for thing in things:
        use = Use.objects.create(activity_id=row.id, thing=thing, by_id=by.staff_id, at=at)
        if done:
            _counts(use, thing, row, people, by, at)
    record_deed(EventKind.STUDY_CHOSEN, by, at, unit_id=row.unit_id, subject_id=row.id, measures={"used": len(wanted)})
    return len(wanted)


def _label(row: Thing) -> str:
    """Return what a thing is called: its name, or that of the lecturer of one's own."""
    return row.name or (staff_names([row.staff_id]).get(row.staff_id, "") if row.staff_id else "") or row.sort


def _counts(use: Use, thing: Thing, row: Activity, people: int, by: Viewer, at: datetime) -> None:
    length = int((row.ends - row.starts).total_seconds() // 60)
    record_deed(
        EventKind.STUDY_USED, by, at, unit_id=row.unit_id, subject_id=use.id, area_id=row.area_id,
        own={"used_kind": thing.kind, "sort": thing.sort, "duty": row.kind}, measures={"people": people, "person_minutes": people * length},
    )  # fmt: skip


def count_uses(row: Activity, *, by: Viewer, at: datetime) -> None:
    """Count what an activity that was held uses. Part of the action that ends it."""
    people = came_to([row.id]).get(row.id, 0)
    for use in Use.objects.filter(activity=row.id).select_related("thing").order_by("at", "id"):
        _counts(use, use.thing, row, people, by, at)
