"""Deeds of a story on placements: people of an academy placed for a term, begun, made longer, moved on, called off."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from fengqiao.catalogue.story import CourseStep, Deed
from fengqiao.kit.problems import Problem
from fengqiao.orgs.actions import NewPost, NewStaff, engage
from fengqiao.orgs.queries import Viewer, directory, staff_in, staff_numbered
from fengqiao.orgs.terms import Role
from fengqiao.placements import actions
from fengqiao.placements.actions import NewPlacement
from fengqiao.placements.queries import visible
from fengqiao.placements.rules.course import Term
from fengqiao.placements.terms import PlacementState
from fengqiao.site.stories.naming import invented_name
from fengqiao.site.stories.together import Units

DAY = timedelta(days=1)


def _arrived(step: CourseStep, by: Viewer, at: datetime) -> list[UUID]:
    """As many people as a step says, new, registered with the unit of whoever places them."""
    unit = directory(at=at).units[by.unit_id].code
    post = NewPost(unit=unit, role=Role.MEMBER, starts=at)
    numbers = [f"X{at:%m%d%H%M}{n:03}" for n in range(int(step.fields["people"]))]
    people = [NewStaff(number=each, name=invented_name(n), posts=[post]) for n, each in enumerate(numbers)]
    engage(staff=people, recorded_by=by.staff_id, at=at)
    return list(staff_numbered(numbers, at=at).values())


def _placed(people: Sequence[UUID], unit: UUID, kind: str, term: Term, tasks: str, by: Viewer, at: datetime) -> None:
    mentor = next((who for who, _name in staff_in(unit, at=at) if who not in people), None)
    if mentor is None:
        raise Problem("story-nobody", "这里没有人：{value}。", value=directory(at=at).units[unit].code)
    new = NewPlacement(staff_ids=people, unit_id=unit, kind=kind, mentor_id=mentor, term=term, tasks=tasks)
    actions.place(new=new, by=by, at=at)


def _place(units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    first = timezone.localdate(at) + int(step.fields.get("ahead", "0")) * DAY
    term = Term(first, first + (int(step.fields["days"]) - 1) * DAY)
    _placed(_arrived(step, by, at), units[step.to], step.plan, term, step.text, by, at)


def _of(units: Units, step: CourseStep, by: Viewer, state: PlacementState, first: date | None = None) -> list[UUID]:
    """Placements at a unit (`to`) in a state, the newest first; as many as the step says, or all."""
    rows = visible(by).filter(unit=units[step.to], state=state.value)
    rows = rows.filter(first__lte=first) if first else rows
    found = list(rows.order_by("-id").values_list("id", flat=True))
    wanted = int(step.fields.get("people", len(found)))
    if not found or len(found) < wanted:
        raise Problem("placement-unknown", "没有这份实习锻炼，或者您无权查看。")
    return found[:wanted]


def _begin(units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    for row in _of(units, step, by, PlacementState.SET, timezone.localdate(at)):
        actions.begin(placement_id=row, by=by, at=at)


def _call_off(units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    for row in _of(units, step, by, PlacementState.SET):
        actions.call_off(placement_id=row, by=by, at=at)


def _extend(units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    longer = int(step.fields["days"]) * DAY
    for row in visible(by).filter(id__in=_of(units, step, by, PlacementState.RUNS)):
        actions.extend(placement_id=row.id, last=row.last + longer, by=by, at=at)


def _move(units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    rows = list(visible(by).filter(id__in=_of(units, step, by, PlacementState.RUNS)))
    first = timezone.localdate(at) + DAY
    for row in rows:
        actions.end_early(placement_id=row.id, ending=step.reason, by=by, at=at)
        _placed([row.staff_id], units[step.fields["into"]], row.kind, Term(first, row.last), step.text, by, at)


PLACING: Mapping[Deed, Callable[[Units, CourseStep, Viewer, datetime], None]] = {
    Deed.PLACE: _place,
    Deed.BEGIN_STAY: _begin,
    Deed.CALL_OFF_STAY: _call_off,
    Deed.EXTEND_STAY: _extend,
    Deed.MOVE_STAY: _move,
}
