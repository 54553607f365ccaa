"""Deeds of a story on volunteers: enrolled one by one or by a list, their hours of before, leaving, points of those who agreed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from itertools import islice
from uuid import UUID

from django.utils import timezone

from fengqiao.catalogue.story import CourseStep, Deed
from fengqiao.kit.problems import Problem
from fengqiao.orgs.queries import Viewer
from fengqiao.site.stories.duties import places
from fengqiao.site.stories.naming import KIN, invented_name
from fengqiao.site.stories.together import Units
from fengqiao.volunteers import actions
from fengqiao.volunteers.actions import Application, Person
from fengqiao.volunteers.queries import Wanted, members, papers_waiting, unregistered, volunteers
from fengqiao.volunteers.terms import VolunteerState

BORN, YEAR = date(1980, 5, 1), timedelta(days=364)


def _applications(units: Units, step: CourseStep, by: Viewer, at: datetime) -> list[Application]:
    """As many people as a step says, who live in its areas in turn; those of the team whom nobody registered come first."""
    team, there, today = units[step.to], places(step, at), timezone.localdate(at)
    # Somebody of the team is taken over by a list; whoever applies is new.
    known = list(unregistered(team, at=at)) if step.do is Deed.TAKE_ROLL else []
    first = volunteers(by, Wanted(), day=today).count()
    return [
        Application(
            person=Person(name=invented_name(first + n), phone=f"138{first + n:08}", emergency_name=KIN, emergency_phone="13900000000"),
            team_id=team, area_id=there[n % len(there)] if there else None, born=BORN, consents=True, trained=today,
            insured=(today, today + YEAR), carried=int(step.fields.get("hours", "0")) * 60, staff_id=known[n] if n < len(known) else None,
        )
        for n in range(int(step.fields["people"]))
    ]  # fmt: skip


def _enlist(units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    for new in _applications(units, step, by, at):
        row = actions.apply(new=new, by=by, at=at)
        if step.result == "applied":
            continue
        if step.result == "refused":
            actions.refuse(volunteer_id=row, reason=step.reason, by=by, at=at)
            continue
        actions.check(volunteer_id=row, by=by, at=at)
        actions.enrol(volunteer_id=row, by=by, at=at)


def _take_roll(units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    actions.add_volunteers(rows=_applications(units, step, by, at), paper=step.text, by=by, at=at)


def _sign_roll(_units: Units, _step: CourseStep, by: Viewer, at: datetime) -> None:
    waiting = papers_waiting(by)
    if not waiting:
        raise Problem("paper-unknown", "没有这份原有时长文件，或者您无权查看。")
    for line in waiting:
        actions.sign_paper(paper_id=line.row.id, taken=True, by=by, at=at)


def _enrolled(units: Units, step: CourseStep, by: Viewer, at: datetime) -> list[UUID]:
    wanted = Wanted(state=VolunteerState.ENROLLED.value, team_id=units[step.to])
    return [row.id for row in volunteers(by, wanted, day=timezone.localdate(at))]


def _quit(units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    for row in _enrolled(units, step, by, at)[-int(step.fields["people"]) :]:
        actions.leave(volunteer_id=row, by=by, at=at)


def _agree(units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    there = {row.volunteer_id for row in members(by, first=timezone.localdate(at))}
    fresh = (row for row in _enrolled(units, step, by, at) if row not in there)
    for row in islice(fresh, int(step.fields["people"])):
        actions.agree_to_points(volunteer_id=row, consents=True, by=by, at=at)


def _agreed(units: Units, step: CourseStep, by: Viewer, at: datetime) -> list[UUID]:
    rows = members(by, first=timezone.localdate(at))
    return [row.volunteer_id for row in rows if row.volunteer.team_id == units[step.to]]


def _give(units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    for row in _agreed(units, step, by, at):
        actions.give_points(volunteer_id=row, rule=step.role, day=timezone.localdate(at), by=by, at=at)


def _take_back(units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    for row in _agreed(units, step, by, at)[-int(step.fields["people"]) :]:
        actions.withdraw_from_points(volunteer_id=row, by=by, at=at)


ENROLLING: Mapping[Deed, Callable[[Units, CourseStep, Viewer, datetime], None]] = {
    Deed.ENLIST: _enlist,
    Deed.TAKE_ROLL: _take_roll,
    Deed.SIGN_ROLL: _sign_roll,
    Deed.QUIT: _quit,
    Deed.AGREE_POINTS: _agree,
    Deed.GIVE_POINTS: _give,
    Deed.WITHDRAW_POINTS: _take_back,
}
