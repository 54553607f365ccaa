"""Volunteers of the demo county: a roll taken over from paper, applications on their way, patrols in many villages, hours confirmed."""

from __future__ import annotations

import random
import tomllib
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.duties import actions as duties
from fengqiao.duties.queries import Agenda, agenda, seats_of, taken_at
from fengqiao.duties.terms import ActivityState
from fengqiao.orgs.queries import Directory, Viewer, directory, staff_in, viewer_in, viewer_with
from fengqiao.orgs.terms import AreaLevel, Role
from fengqiao.volunteers import actions
from fengqiao.volunteers.actions import Application, Person
from fengqiao.volunteers.queries import Wanted, papers_waiting, unfit_at, unregistered, volunteers
from fengqiao.volunteers.rules.fitness import SLOTS, hard

CHIEF, DESK = (Role.CHIEF,), (Role.DUTY_DESK,)
EVENINGS = [slot for slot in SLOTS if slot.endswith("e") or slot[0] in "67"]


def play_volunteers(folder: Path, *, now: datetime, seed: int) -> None:
    """Take the rolls of the teams over, let patrols go out in their villages, confirm most hours, plan the nights to come."""
    told = tomllib.loads((folder / "volunteers.toml").read_text(encoding="utf-8"))
    units, luck = directory(at=now), random.Random(seed)  # noqa: S311
    ids = {card.code: card.id for card in units.units.values()}
    began = now - timedelta(days=told["days_back"])
    with transaction.atomic():
        for place, each in enumerate(told["team"]):
            by = (
                viewer_in(ids[each["station"]], CHIEF, at=now)
                if {each["station"], each["code"]} <= ids.keys()
                else None
            )
            if by is None:
                continue
            villages = _villages(each["areas"], units)
            taken = _roll(each, ids[each["code"]], villages, told, by, began, luck, 200 * place)
            _patrols(each, ids[each["code"]], villages, taken, by, now)
            _honours(each, ids[each["code"]], by, now)
            _points(each, ids[each["code"]], by, now)
            for person in each.get("application", ()):
                _application(person, ids[each["code"]], villages, by, now)


def _villages(codes: list[str], units: Directory) -> list[UUID]:
    found = [place for place in units.places.values() if place.level is AreaLevel.VILLAGE and place.code[:4] in codes]
    return [place.id for place in sorted(found, key=lambda each: each.code)]


def _roll(
    each: dict[str, Any], team: UUID, villages: list[UUID], told: dict[str, Any], by: Viewer, at: datetime, luck: random.Random, serial: int
) -> list[UUID]:  # fmt: skip
    """Take a team's roll over; returns those of it who may patrol, as staff."""
    there = [each for each in unregistered(team, at=at).items() if _only_here(each[0], at)]
    today = timezone.localdate(at)
    rows = []
    for n in range(each["people"]):
        who, name = there[n] if n < len(there) else (None, _name(told, serial + n))
        enrolled = today - timedelta(days=luck.randrange(90, 1500))
        lapsed, untrained = n % 17 == 11, n % 29 == 19
        ends = date(today.year, 9, 30) if lapsed else date(today.year + 1, 6, 30)
        rows.append(
            Application(
                person=Person(
                    name=name, phone=f"13800{serial + n:06}", emergency_name=_name(told, serial + n + 77), emergency_phone=f"13900{serial + n:06}"
                ),
                team_id=team, area_id=villages[n % len(villages)], born=date(today.year - luck.randrange(22, 67), luck.randrange(1, 13), 1),
                slots=luck.sample(EVENINGS, 3) if n % 3 == 0 else (), consents=True, shown=n % 5 != 4, enrolled_on=enrolled,
                trained=None if untrained else enrolled + timedelta(days=7), insured=(ends - timedelta(days=364), ends), staff_id=who,
                carried=luck.choice(told["hours"]) * 60,
            )
        )  # fmt: skip
    actions.add_volunteers(rows=rows, paper=told["paper"].format(n=1 + serial // 200), by=by, at=at)
    if each.get("stars"):  # of the others the document still waits
        _signed(by, at)
    return _fit(team, at)


def _signed(by: Viewer, at: datetime) -> None:
    """The duty desk signs what its chief handed in."""
    other = viewer_in(by.unit_id, DESK, at=at)
    for paper in papers_waiting(other) if other else ():
        if other is not None and not paper.mine:
            actions.sign_paper(paper_id=paper.row.id, taken=True, by=other, at=at + timedelta(days=1))


def _only_here(who: UUID, at: datetime) -> bool:
    """Officers who are the team's contact are none of it."""
    viewer = viewer_with(who, at=at)
    return viewer is not None and all(post.role is Role.VOLUNTEER for post in viewer.posts)


def _name(told: dict[str, Any], n: int) -> str:
    surnames, given = told["surnames"], told["given"]
    return str(surnames[n % len(surnames)] + given[(n * 7 + n // len(surnames)) % len(given)])


def _fit(team: UUID, at: datetime) -> list[UUID]:
    people = [who for who, _name in staff_in(team, at=at + timedelta(minutes=1))]
    bad = unfit_at(people, timezone.localtime(at), at=at)
    return [who for who in people if not hard(bad.get(who, ()))]


def _evening(day: date) -> tuple[datetime, datetime]:
    """When people are out on a night."""
    begins = timezone.make_aware(datetime.combine(day, time(19, 30)))
    return begins, begins + timedelta(hours=3)


def _patrols(
    each: dict[str, Any], team: UUID, villages: list[UUID], people: list[UUID], by: Viewer, now: datetime
) -> None:
    """One plan behind, each of whose patrols was held, and one ahead that is still edited."""
    first = timezone.localdate(now) - timedelta(days=each["nights"] + 2)
    at = timezone.make_aware(datetime.combine(first, time(9)))
    plan = duties.begin_plan(
        kind="patrol", team_id=team, villages=villages, first=first, nights=each["nights"], begins=time(19, 30), by=by, at=at
    )  # fmt: skip
    days = [first + timedelta(days=n % each["nights"]) for n in range(len(villages))]
    spans = {day: _evening(day) for day in days}
    cannot, busy = taken_at(people, spans), {day: set[UUID]() for day in spans}
    for n, (village, day) in enumerate(zip(villages, days, strict=True)):
        free = [who for who in people if (who, day) not in cannot and who not in busy[day]]
        there = [free[(3 * n + turn) % len(free)] for turn in range(3)] if len(free) > 2 else []
        if not there:
            continue
        busy[day].update(there)
        duties.set_cell(plan_id=plan, day=day, village=village, form="post", people=there, by=by, at=at)
    duties.issue_plan(plan_id=plan, by=by, at=at)
    asked = Agenda(family="patrol", past=True)
    rows = [row for row in agenda(by, asked, at=now) if row.team_id == team and timezone.localdate(row.starts) >= first]
    for n, row in enumerate(row for row in rows if row.state == ActivityState.PLANNED.value and row.places):
        _held(row.id, row.starts, by, confirmed=n >= each.get("waiting", 0))
    if each.get("ahead"):
        _ahead(each, team, villages, people, by, now)


def _held(row: UUID, starts: datetime, by: Viewer, *, confirmed: bool) -> None:
    people = [seat.staff_id for seat in seats_of(row)]
    duties.mark(activity_id=row, staff_ids=people, by=by, at=starts + timedelta(minutes=10))
    duties.end(activity_id=row, counts={"hazards": len(people) % 2}, by=by, at=starts + timedelta(hours=3))
    if confirmed:
        actions.confirm_hours(activity_id=row, by=by, at=starts + timedelta(hours=14))


def _ahead(
    each: dict[str, Any], team: UUID, villages: list[UUID], people: list[UUID], by: Viewer, now: datetime
) -> None:
    """The nights to come, as far as they are planned: some cells are still empty, one has somebody who cannot then."""
    first = timezone.localdate(now) + timedelta(days=1)
    plan = duties.begin_plan(
        kind="patrol", team_id=team, villages=villages[:5], first=first, nights=7, begins=time(19, 30), by=by, at=now
    )  # fmt: skip
    for night, village, form, chosen in each["ahead"]:
        there = [people[place % len(people)] for place in chosen]
        day = first + timedelta(days=night)
        duties.set_cell(plan_id=plan, day=day, village=villages[village], form=form, people=there, by=by, at=now)


def _honours(each: dict[str, Any], team: UUID, by: Viewer, now: datetime) -> None:
    """Stars given after a notice that is over, and the first of the team's people with a certificate."""
    if not each.get("stars"):
        return
    notice = actions.open_notice(by=by, at=now - timedelta(days=25))
    actions.close_notice(notice_id=notice, by=by, at=now - timedelta(days=10))
    rows = volunteers(by, Wanted(state="enrolled", team_id=team), day=timezone.localdate(now))
    top = max(rows, key=lambda row: row.minutes, default=None)  # type: ignore[attr-defined]
    if top is not None:
        actions.issue_certificate(volunteer_id=top.id, by=by, at=now - timedelta(days=4))


def _points(each: dict[str, Any], team: UUID, by: Viewer, now: datetime) -> None:
    """Some of the team agreed to points: given for what they did, one exchanged, one took the consent back."""
    rows = volunteers(by, Wanted(state="enrolled", team_id=team), day=timezone.localdate(now))[: each.get("points", 0)]
    rules = ("service", "service", "dispute", "service", "clue", "teach", "dispute")
    for place, row in enumerate(rows):
        at = now - timedelta(days=60)
        actions.agree_to_points(volunteer_id=row.id, consents=True, by=by, at=at)
        if place == 0:
            actions.lead_points(volunteer_id=row.id, by=by, at=at)
        for n in range(6 + 19 * (place % 3)):
            day, rule = timezone.localdate(now) - timedelta(days=1 + 2 * n), rules[(n + place) % len(rules)]
            rule = "dispute" if rule == "teach" and n > len(rules) else rule
            actions.give_points(volunteer_id=row.id, rule=rule, day=day, by=by, at=now)
        if place == 2:
            actions.use_points(volunteer_id=row.id, reward="shop", by=by, at=now)
    for row in list(rows)[-1:]:
        actions.withdraw_from_points(volunteer_id=row.id, by=by, at=now)


def _application(person: dict[str, Any], team: UUID, villages: list[UUID], by: Viewer, now: datetime) -> None:
    at = now - timedelta(days=person["days_back"])
    new = Application(
        person=Person(name=person["name"], phone=person["phone"], emergency_name=person["of_kin"], emergency_phone=person["kin_phone"]),
        team_id=team, area_id=villages[0], born=person["born"], slots=person.get("slots", ()), consents=True,
    )  # fmt: skip
    row = actions.apply(new=new, by=by, at=at)
    if person.get("checked"):
        actions.check(volunteer_id=row, by=by, at=at + timedelta(days=1))
