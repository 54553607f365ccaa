"""Deeds of a story where people come together or are gone to: contests, temporary units, visits, officers of villages, monthly meetings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from fengqiao.catalogue.story import CourseStep, Deed
from fengqiao.contests import actions as contests
from fengqiao.contests.queries import contest_of, judged_by, sheet_of
from fengqiao.contests.terms import Better, Total
from fengqiao.duties.queries import visible
from fengqiao.kit.problems import Problem
from fengqiao.meetings import actions as meetings
from fengqiao.meetings.queries import meetings as seen_meetings
from fengqiao.orgs.queries import Viewer, directory, viewer_in
from fengqiao.orgs.terms import Role
from fengqiao.site.stories.duties import people_of, places
from fengqiao.site.stories.together import Units
from fengqiao.squads import actions as squads
from fengqiao.squads.queries import squads as seen_squads
from fengqiao.squads.terms import SquadKind
from fengqiao.villages import actions as villages
from fengqiao.villages.queries import villages as seen_villages
from fengqiao.visits import actions as visits
from fengqiao.visits.queries import Asked, listed
from fengqiao.visits.rules.sheets import VisiteeRow
from fengqiao.visits.terms import Met

FULL, ALL_DUE, WEEK = 100_000, 366, timedelta(days=7)  # a full mark in thousandths; days


def _who(units: Units, said: str, at: datetime) -> Viewer:
    """Somebody (`unit/role`) who is named in a step without acting in it."""
    unit, _, role = said.partition("/")
    found = viewer_in(units[unit], (Role(role),), at=at)
    if found is None:
        raise Problem("story-nobody", "这里没有人：{value}。", value=said)
    return found


# --- contests


def _contest(step: CourseStep, by: Viewer) -> UUID:
    """The contest of the activity of a kind that was planned last."""
    rows = visible(by).filter(kind=step.plan).order_by("-starts")
    found = next((each for row in rows if (each := contest_of(by, row.id))), None)
    if found is None:
        raise Problem("contest-unknown", "没有这次比武，或者您无权查看。")
    return found.id


def _set_contest(units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    activity = visible(by).filter(kind=step.plan, starts__gte=at).order_by("starts").first()
    if activity is None:
        raise Problem("duty-unknown", "没有这次活动，或者您无权查看。")
    made = contests.open_contest(activity_id=activity.id, total=Total.SCORES, by=by, at=at)
    contests.add_discipline(contest_id=made, name=step.text, better=Better.HIGH, most=FULL, by=by, at=at)
    names = {card.id: card.short or card.name for card in directory(at=at).units.values()}
    for code in step.fields["teams"].split():
        contests.add_team(contest_id=made, name=names[units[code]][:20], unit_id=units[code], by=by, at=at)
    contests.add_judge(contest_id=made, staff_id=_who(units, step.to, at).staff_id, by=by, at=at)


def _score(_units: Units, _step: CourseStep, by: Viewer, at: datetime) -> None:
    row = next(iter(judged_by(by)), None)
    if row is None:
        raise Problem("contest-unknown", "没有这次比武，或者您无权查看。")
    sheet = sheet_of(row, at=at)
    values = {(one.id, team.id): FULL - 2_000 * n for one in sheet.disciplines for n, team in enumerate(sheet.teams)}
    contests.score(contest_id=row.id, values=values, by=by, at=at)
    contests.sign(contest_id=row.id, by=by, at=at)


def _seal(_units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    contests.seal(contest_id=_contest(step, by), by=by, at=at)


# --- temporary units


def _found_squad(_units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    first = timezone.localdate(at)
    last = first + timedelta(days=int(step.fields["days"]))
    squads.found(
        parent_id=by.unit_id, kind=SquadKind(step.role), name=step.text.format(n=f"{first:%m%d}"), purpose=step.text.format(n=""),
        first=first, last=last, lead=by.staff_id, by=by, at=at,
    )  # fmt: skip


def _squad(by: Viewer) -> UUID:
    found = seen_squads(by, state="runs").order_by("-id").first()
    if found is None:
        raise Problem("squad-unknown", "没有这个临时组织，或者您无权查看。")
    return found.id


def _join_squad(units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    people = [who for who in people_of(units[step.to], at) if who != by.staff_id][: int(step.fields["people"])]
    squads.join(squad_id=_squad(by), staff_ids=people, by=by, at=at)


def _dissolve(_units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    squads.dissolve(squad_id=_squad(by), report=step.text, by=by, at=at)


# --- visits


def _list_visits(_units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    there = places(step, at)
    rows = [
        VisiteeRow(name=f"{at:%m%d}-{n}", address=f"{n + 1}", phone="", area_id=there[n % len(there)], tier=step.role)
        for n in range(int(step.fields["people"]))
    ]  # fmt: skip
    visits.add_visitees(rows=rows, by=by, at=at)


def _visit(_units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    due = listed(by, Asked(officer_id=by.staff_id), today=timezone.localdate(at), soon=ALL_DUE)
    for row in list(due[: int(step.fields["people"])]):
        visits.visit(visitee_id=row.id, met=Met(step.result), by=by, at=at)


# --- officers of villages


def _name_officer(units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    who, since = _who(units, step.to, at).staff_id, timezone.localdate(at)
    for area in places(step, at):
        villages.name_officer(area_id=area, staff_id=who, duty=step.role, since=since, by=by, at=at)


def _end_officer(_units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    wanted = set(places(step, at))
    for village in seen_villages(by, at=at):
        for each in village.officers if village.place.id in wanted else ():
            villages.end_officer(officer_id=each.id, by=by, at=at)


# --- monthly meetings


def _plan_meeting(units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    team = units[step.to] if step.to else None
    meetings.plan(day=timezone.localdate(at), team_id=team, area_id=None, place=step.text, by=by, at=at)


def _meeting(by: Viewer, at: datetime) -> UUID:
    found = seen_meetings(by).filter(day__lte=timezone.localdate(at)).first()
    if found is None:
        raise Problem("meeting-unknown", "没有这次例会，或者您无权查看。")
    return found.id


def _suggest(units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    due = timezone.localdate(at) + WEEK
    meetings.suggest(meeting_id=_meeting(by, at), text=step.text, owner_id=units[step.to], due=due, by=by, at=at)


def _reply(_units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    last = seen_meetings(by).filter(day__lte=timezone.localdate(at))[:2]
    rows = [each for meeting in last for each in meeting.suggestions.order_by("-place")]
    if not rows:
        raise Problem("suggestion-unknown", "没有这条建议，或者您无权查看。")
    meetings.reply(suggestion_id=rows[0].id, answer=step.result, text=step.text, by=by, at=at)


def _hold(_units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    came = {"volunteers": int(step.fields["people"])}
    meetings.close_meeting(meeting_id=_meeting(by, at), came=came, minutes=step.text, by=by, at=at)


GATHERING: Mapping[Deed, Callable[[Units, CourseStep, Viewer, datetime], None]] = {
    Deed.SET_CONTEST: _set_contest,
    Deed.SCORE_CONTEST: _score,
    Deed.SEAL_CONTEST: _seal,
    Deed.FOUND_SQUAD: _found_squad,
    Deed.JOIN_SQUAD: _join_squad,
    Deed.DISSOLVE_SQUAD: _dissolve,
    Deed.LIST_VISITS: _list_visits,
    Deed.VISIT: _visit,
    Deed.NAME_OFFICER: _name_officer,
    Deed.END_OFFICER: _end_officer,
    Deed.PLAN_MEETING: _plan_meeting,
    Deed.SUGGEST: _suggest,
    Deed.REPLY: _reply,
    Deed.HOLD_MEETING: _hold,
}
