"""Deeds of a story in planned work: activities planned, one or again and again, attended by a code, ended or called off."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from fengqiao.catalogue.story import CourseStep, Deed
from fengqiao.duties import actions as duties
from fengqiao.duties.actions import NewActivity
from fengqiao.duties.queries import seats_of, visible
from fengqiao.duties.rules.codes import code_of, step_of
from fengqiao.duties.rules.messages import digest_of
from fengqiao.duties.rules.recurring import Recurrence
from fengqiao.duties.terms import ActivityState, Count, Family, Freq, Moved
from fengqiao.kit.identifiers import new_id
from fengqiao.kit.problems import Problem
from fengqiao.orgs.queries import Viewer, directory, staff_by_unit, viewer_in, viewer_in_post, viewer_with
from fengqiao.orgs.terms import Role
from fengqiao.rulebook.queries import pack_on
from fengqiao.site.stories.together import Units
from fengqiao.studies import actions as studies
from fengqiao.studies.queries import usable_things
from fengqiao.volunteers import actions as volunteers

if TYPE_CHECKING:
    from fengqiao.duties.models import Activity

HOUR, SOON = timedelta(hours=1), timedelta(minutes=20)
HOSTS = (Role.DUTY_DESK, Role.CHIEF, Role.SECRETARY)


def _new(units: Units, step: CourseStep, starts: datetime) -> NewActivity:
    kind = pack_on(starts).pack.duties.kinds.get(step.plan)
    minutes = kind.minutes if kind else 60
    team, there = units[step.to] if step.to else None, places(step, starts)
    area = there[timezone.localdate(starts).toordinal() % len(there)] if there else None
    return NewActivity(
        kind=step.plan, form=step.role, starts=starts, ends=starts + timedelta(minutes=minutes), team_id=team, area_id=area, subject=step.text,
    )  # fmt: skip


def places(step: CourseStep, at: datetime) -> list[UUID]:
    """The areas that a step names, in its order; refuses one that is not there."""
    codes = step.fields.get("areas", "").split()
    known = {place.code: place.id for place in directory(at=at).places.values()} if codes else {}
    if strange := [code for code in codes if code not in known]:
        raise Problem("story-area", "故事里没有辖区“{value}”。", value=strange[0])
    return [known[code] for code in codes]


def _series(units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    said = step.fields
    hour, minute = (int(each) for each in said["time"].split(":"))
    starts = timezone.localtime(at).replace(hour=hour, minute=minute, second=0, microsecond=0)
    first, last = timezone.localdate(at), date.fromisoformat(said["until"])
    rule = Recurrence(Freq(said["freq"]), int(said["on"]), Moved(said.get("moved", Moved.STAYS.value)), first, last)
    hosts = [units[code] for code in said.get("hosts", "").split()]
    duties.plan_series(new=_new(units, step, starts), rule=rule, hosts=hosts, by=by, at=at)


def _plan(units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    sort, rooms = step.fields.get("classroom", ""), list(usable_things(by))
    found = [each.id for each in rooms if sort and each.sort == sort][:1]
    if sort and not found:
        raise Problem("thing-unknown", "没有这个学习资源，或者您无权查看。")
    studies.plan_session(new=_new(units, step, at + HOUR), things=found, by=by, at=at)


def _add_thing(_units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    studies.add_thing(unit_id=by.unit_id, sort=step.role, name=step.text, by=by, at=at)


def _retire_thing(_units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    row = next((each for each in usable_things(by) if each.name == step.text), None)
    if row is None:
        raise Problem("thing-unknown", "没有这个学习资源，或者您无权查看。")
    studies.retire_thing(thing_id=row.id, by=by, at=at)


def _on(step: CourseStep, by: Viewer, at: datetime) -> Activity:
    """The activity of a kind and form that is on, or begins soonest; refuses where there is none."""
    rows = visible(by).filter(kind=step.plan, form=step.role, state=ActivityState.PLANNED.value)
    found = rows.filter(starts__lte=at + SOON).order_by("-starts").first() or rows.order_by("starts").first()
    if found is None:
        raise Problem("duty-unknown", "没有这次活动，或者您无权查看。")
    return found


def _attend(units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    row, below = _on(step, by, at), _with_those_below(units[step.to], at)
    people, many = people_of(units[step.to], at), int(step.fields["people"])
    away, times = (int(step.fields.get(code, default)) for code, default in (("absent", "0"), ("times", "1")))
    first = timezone.localdate(at).toordinal() * many % len(people)  # another few each time
    for place in range(min(many + away, len(people))):
        me = _acting(people[(first + place) % len(people)], below, at)
        if me is None:
            raise Problem("story-nobody", "这里没有人：{value}。", value=step.to)
        duties.sign_up(activity_id=row.id, by=me, at=at)
        for _again in range(times if place < many else 0):
            _check_in(row, me, at)


def _check_in(row: Activity, me: Viewer, at: datetime) -> None:
    """Check in as a phone does; whoever has to tap on what a volunteer may not do has done so."""
    if row.family == Family.PATROL.value and me.post.role is Role.VOLUNTEER:
        volunteers.note_told(activity_id=row.id, by=me, at=at)
    (answer,) = duties.take(batch=[_message(row, me, at)], sent_at=_ms(at), by=me, at=at, told=[row.id])
    if answer.refusal:
        raise answer.refusal
    if answer.doubts:
        raise Problem("check-waits", "还有 {count} 条存疑签到没有看，先看过再结束。", count=1)


def people_of(unit_id: UUID, at: datetime) -> list[UUID]:
    """Those of a unit and of the units right below it, always in the same order."""
    units = _with_those_below(unit_id, at)
    found = staff_by_unit(units, at=at)
    return [who for unit in units for who, _name in found[unit]]


def _with_those_below(unit_id: UUID, at: datetime) -> list[UUID]:
    return [card.id for card in directory(at=at).units.values() if unit_id in (card.id, card.above)]


def _acting(staff_id: UUID, units: list[UUID], at: datetime) -> Viewer | None:
    """Somebody as they act in one of some units, whatever other posts they hold."""
    anywhere = viewer_with(staff_id, at=at)
    if anywhere is None or anywhere.unit_id in units:
        return anywhere
    there = next((post for post in anywhere.posts if post.unit_id in units), None)
    return viewer_in_post(there.id, at=at) if there else None


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def _message(row: Activity, by: Viewer, at: datetime) -> dict[str, object]:
    """A check-in by the code that the host's screen shows, as a phone writes it."""
    said: dict[str, object] = {
        "v": 1, "id": str(new_id()), "device": str(new_id()), "by": str(by.staff_id), "who": str(by.staff_id), "activity": str(row.id),
        "seq": 1, "at": _ms(at), "way": "code", "code": code_of(row.secret, step_of(at)), "lat": None, "lon": None, "accuracy": None,
    }  # fmt: skip
    return {**said, "hash": digest_of(said)}


def _send(_units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    row, ends = _on(step, by, at), at + SOON
    post = duties.set_post(activity_id=row.id, name=step.text, least=1, by=by, at=at)
    lesson = duties.plan_lesson(activity_id=row.id, starts=at, ends=ends, by=by, at=at)
    heard = [seat.staff_id for seat in seats_of(lesson)]
    for who in heard:
        duties.assign(activity_id=row.id, staff_id=who, post_id=post, by=by, at=at)
    duties.mark(activity_id=lesson, staff_ids=heard, by=by, at=at)
    duties.end(activity_id=lesson, counts={}, by=by, at=ends)
    duties.start(activity_id=row.id, by=by, at=ends)


def _end(_units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    row = _on(step, by, at)
    host = viewer_in(row.host_id, HOSTS, at=at) if row.host_id else None
    counts = {each.value: int(step.fields[each.value]) for each in Count if each.value in step.fields}
    duties.end(activity_id=row.id, counts=counts, lack=True, by=host or by, at=at)


def _confirm_hours(_units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    rows = visible(by).filter(kind=step.plan, form=step.role, state=ActivityState.DONE.value, starts__lte=at)
    row = rows.order_by("-starts").first()
    if row is None:
        raise Problem("duty-unknown", "没有这次活动，或者您无权查看。")
    volunteers.confirm_hours(activity_id=row.id, by=by, at=at)


def _call_off(_units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    duties.call_off(activity_id=_on(step, by, at).id, by=by, at=at)


DUTIES: Mapping[Deed, Callable[[Units, CourseStep, Viewer, datetime], None]] = {
    Deed.SERIES: _series,
    Deed.PLAN_DUTY: _plan,
    Deed.ADD_THING: _add_thing,
    Deed.RETIRE_THING: _retire_thing,
    Deed.ATTEND: _attend,
    Deed.SEND_DUTY: _send,
    Deed.END_DUTY: _end,
    Deed.CALL_OFF_DUTY: _call_off,
    Deed.CONFIRM_HOURS: _confirm_hours,
}
