"""Enrolment step by step, what is sealed, what goes when somebody leaves, and hours that others confirm."""

from __future__ import annotations

from datetime import date, time, timedelta
from uuid import UUID

import pytest

from fengqiao.duties import actions as duties
from fengqiao.duties.queries import plan_for
from fengqiao.ledger.queries import kinds_of
from fengqiao.orgs.models import Account, Post, Staff
from fengqiao.orgs.queries import staff_in, viewer_with
from fengqiao.vault.models import BlindIndex, DataKey, PersonalRecord
from fengqiao.volunteers import actions
from fengqiao.volunteers.models import Hours, Volunteer
from fengqiao.volunteers.queries import (
    Wanted,
    minutes_of,
    names,
    sums,
    unconfirmed,
    unfit_at,
    unfit_in,
    unregistered,
    visible,
    volunteers,
)
from fengqiao.volunteers.terms import HoursState, Unfit, VolunteerState
from tests.duties.helping import HOUR
from tests.matters.helping import dump, events_of, refused
from tests.volunteers.helping import ID_NUMBER, KIN_PHONE, NAME, OF_KIN, PHONE, application, applied, enrolled, held
from tests.world import NOW, area, unit, viewer

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_applies_is_checked_and_enrolled_and_nothing_of_the_person_lies_open(world: None) -> None:
    (event,) = events_of(applied)
    assert event.kind == "volunteer.applied"
    row = Volunteer.objects.get()
    assert names([row])[row.id] == "柳**"
    with refused("volunteer-step"):
        actions.enrol(volunteer_id=row.id, by=viewer("desk.north"), at=NOW)
    actions.check(volunteer_id=row.id, by=viewer("chief.north"), at=NOW)
    for table, rows in dump().items():  # nobody has a name on the platform who is not enrolled
        assert not any(text in each for each in rows for text in (NAME, PHONE, ID_NUMBER, OF_KIN, KIN_PHONE)), table
    number, password = actions.enrol(volunteer_id=row.id, by=viewer("desk.north"), at=NOW, login="zy.liu")
    assert (number, len(password) > 8) == ("ZY202600001", True)
    row.refresh_from_db()
    assert kinds_of(row.id) == [
        "volunteer.applied", "volunteer.checked", "personal.unmasked", "volunteer.enrolled",
    ]  # fmt: skip
    assert (row.staff_id, NAME) in staff_in(unit("volunteers"), at=NOW)
    assert Account.objects.get(staff=row.staff_id).must_change
    for table, rows in dump().items():
        assert not any(text in each for each in rows for text in (PHONE, ID_NUMBER, OF_KIN, KIN_PHONE)), table
    clear = actions.see_person(volunteer_id=row.id, purpose="emergency", by=viewer("chief.north"), at=NOW)
    assert (clear["emergency_name"], clear["emergency_phone"]) == (OF_KIN, KIN_PHONE)


def test_who_may_not_and_what_cannot_be_is_refused_and_changes_nothing(world: None) -> None:
    row = applied()
    for over, code in (
        ({"consents": False}, "volunteer-consent"),
        ({"team_id": unit("station.north")}, "volunteer-team"),
        ({"born": date(1890, 1, 1)}, "volunteer-born"),
        ({"born": NOW.date() + 400 * DAY}, "volunteer-born"),
        ({"area_id": unit("volunteers")}, "duty-area"),
        ({"trained": NOW.date() + 2 * DAY}, "volunteer-future"),
        ({"person": actions.Person(name=" ", phone="1")}, "volunteer-who"),
        ({"person": actions.Person(name="长" * 41, phone="1")}, "volunteer-long"),
    ):
        with refused(code):
            applied(**over)
    for login, code in (("volunteer", "denied"), ("assistant", "denied")):
        with refused(code):
            applied(by=login)
    for login, code in (("desk.south", "volunteer-unknown"), ("volunteer", "volunteer-unknown")):
        for deed in (actions.check, actions.enrol, actions.leave):
            with refused(code):
                deed(volunteer_id=row.id, by=viewer(login), at=NOW)
        with refused(code):
            actions.see_person(volunteer_id=row.id, purpose="contact", by=viewer(login), at=NOW)
    for deed in (actions.suspend, actions.refuse):
        with refused("choose-one"):
            deed(volunteer_id=row.id, reason="nothing", by=viewer("desk.north"), at=NOW)
    with refused("volunteer-changed"):
        actions.check(volunteer_id=row.id, by=viewer("desk.north"), at=NOW, seen_version=9)
    with refused("volunteer-insurance"):
        day = NOW.date()
        actions.note_insurance(volunteer_id=row.id, begins=day, ends=day - DAY, by=viewer("desk.north"), at=NOW)
    assert (Volunteer.objects.get().version, visible(viewer("desk.south")).exists()) == (1, False)


def test_whoever_leaves_is_forgotten_and_the_hours_stay_as_numbers(world: None) -> None:
    row = enrolled(login="zy.liu", shown=True)
    other = enrolled(person=actions.Person(name="钱谦益", phone="13700001111"))
    activity = held(row, other)
    actions.confirm_hours(activity_id=activity.id, by=viewer("chief.north"), at=NOW + 5 * HOUR)
    assert row.staff_id is not None
    me = viewer_with(row.staff_id, at=NOW + DAY)
    assert me is not None
    assert visible(me).get() == row
    with refused("denied"):  # of others nothing, of oneself not everything
        actions.note_training(volunteer_id=row.id, day=NOW.date(), by=me, at=NOW + DAY)
    (began, *_rest) = events_of(lambda: actions.leave(volunteer_id=row.id, by=me, at=NOW + DAY))
    assert began.kind == "post.ended"
    row.refresh_from_db()
    assert (row.state, row.born, row.slots, row.shown, row.consented_at, row.insured_until) == (
        VolunteerState.LEFT.value, None, [], False, None, None,
    )  # fmt: skip
    for table, rows in dump().items():
        assert not any(text in each for each in rows for text in (NAME, PHONE, ID_NUMBER, OF_KIN, "zy.liu")), table
    assert not PersonalRecord.objects.filter(matter_id=row.id).exists()
    assert not BlindIndex.objects.filter(matter_id=row.id).exists()
    assert bytes(DataKey.objects.get(matter_id=row.id).wrapped) == b""
    assert (minutes_of(row), Account.objects.get(staff=row.staff_id).is_active) == (120, False)
    assert not Post.objects.filter(staff=row.staff_id, ends__isnull=True).exists()
    with refused("volunteer-step"):
        actions.leave(volunteer_id=row.id, by=viewer("desk.north"), at=NOW + DAY)


def test_a_refused_application_goes_at_once_and_who_works_elsewhere_too_keeps_the_name(world: None) -> None:
    row = applied()
    actions.refuse(volunteer_id=row.id, reason="health", by=viewer("desk.north"), at=NOW)
    assert not PersonalRecord.objects.filter(matter_id=row.id).exists()
    other = enrolled()
    assert other.staff_id is not None
    Post.objects.create(staff_id=other.staff_id, unit_id=unit("station.north"), role="assistant", starts=NOW)
    actions.leave(volunteer_id=other.id, by=viewer("desk.north"), at=NOW + DAY)
    assert Staff.objects.get(id=other.staff_id).name == NAME


def test_hours_need_proof_and_another_who_confirms_them(world: None) -> None:
    row, leader = enrolled(), enrolled(person=actions.Person(name="钱谦益", phone="13700001111"))
    absent = enrolled(person=actions.Person(name="黄宗羲", phone="13700002222"))
    activity = held(row, leader, lead=leader)
    desk, chief = viewer("desk.north"), viewer("chief.north")
    assert {each.staff_id for each in unconfirmed(desk, at=NOW + 5 * HOUR)} == {row.staff_id, leader.staff_id}
    assert leader.staff_id is not None
    own = viewer_with(leader.staff_id, at=NOW + 5 * HOUR)
    assert own is not None
    (event,) = events_of(lambda: actions.confirm_hours(activity_id=activity.id, by=own, at=NOW + 5 * HOUR))
    assert (event.kind, event.measures) == ("volunteer.hours", {"people": 1, "minutes": 120})
    assert (minutes_of(row), minutes_of(leader), minutes_of(absent)) == (120, 0, 0)
    with refused("hours-none"):  # the leader's own wait for somebody else
        actions.confirm_hours(activity_id=activity.id, by=own, at=NOW + 5 * HOUR)
    for login, code in (("desk.south", "duty-unknown"), ("volunteer", "denied")):
        with refused(code):
            actions.confirm_hours(activity_id=activity.id, by=viewer(login), at=NOW + 5 * HOUR)
    assert actions.confirm_hours(activity_id=activity.id, by=chief, at=NOW + 5 * HOUR) == 1
    assert unconfirmed(desk, at=NOW + 5 * HOUR) == []
    hours = Hours.objects.get(volunteer=row)
    with refused("denied"):
        actions.strike_hours(hours_id=Hours.objects.get(volunteer=leader).id, by=own, at=NOW)
    actions.strike_hours(hours_id=hours.id, by=desk, at=NOW + 6 * HOUR)
    hours.refresh_from_db()
    assert (hours.state, minutes_of(row)) == (HoursState.STRUCK.value, 0)
    with refused("hours-struck"):
        actions.strike_hours(hours_id=hours.id, by=desk, at=NOW + 6 * HOUR)
    with refused("hours-none"):  # what was struck is not confirmed again
        actions.confirm_hours(activity_id=activity.id, by=chief, at=NOW + 7 * HOUR)


def test_a_list_kept_on_paper_is_taken_over_with_its_days(world: None) -> None:
    began = NOW.date() - 400 * DAY
    rows = [
        application(
            person=actions.Person(name=f"义{n:02}", phone=f"137{n:08}"), enrolled_on=began, trained=began,
            insured=(NOW.date() - DAY, NOW.date() + n * DAY),
        )
        for n in range(3)
    ]  # fmt: skip
    with refused("denied"):
        actions.add_volunteers(rows=rows, by=viewer("officer.north"), at=NOW)
    assert actions.add_volunteers(rows=rows, by=viewer("desk.north"), at=NOW) == 3
    found = volunteers(viewer("chief.north"), Wanted(), day=NOW.date())
    assert [(each.number, each.enrolled_on) for each in found] == [(f"ZY2026{n:05}", began) for n in (1, 2, 3)]
    applied()
    told = sums(viewer("chief.north"), day=NOW.date() + DAY)
    assert (told.enrolled, told.waiting, told.lacking) == (3, 1, 1)
    lacking = volunteers(viewer("chief.north"), Wanted(lacking=True), day=NOW.date() + DAY)
    assert [each.number for each in lacking] == ["ZY202600001"]
    assert volunteers(viewer("desk.south"), Wanted(), day=NOW.date()).count() == 0
    assert [each.number for each in volunteers(viewer("desk.north"), Wanted(word="义02"), day=NOW.date())] == [
        "ZY202600003"
    ]


def test_a_plan_says_who_is_not_fit_and_is_not_issued_with_them(world: None) -> None:
    fit, bare = enrolled(), enrolled(fit=False, person=actions.Person(name="钱谦益", phone="13700001111"))
    stranger = viewer("volunteer").staff_id
    desk, village, first = viewer("desk.north"), area("TC0101"), NOW.date() + DAY
    assert fit.staff_id is not None
    assert bare.staff_id is not None
    plan = duties.begin_plan(
        kind="patrol", team_id=unit("volunteers"), villages=[village], first=first, nights=7, begins=time(19, 30), by=desk, at=NOW
    )  # fmt: skip

    def put(*people: UUID) -> list[tuple[UUID, Unfit, bool]]:
        duties.set_cell(plan_id=plan, day=first, village=village, form="post", people=people, by=desk, at=NOW)
        row = plan_for(desk, plan)
        assert row is not None
        return [(each.who, each.reason, each.soft) for each in unfit_in(row, at=NOW)]

    assert put(fit.staff_id, bare.staff_id) == [  # a Wednesday evening; the two said Tuesdays
        (fit.staff_id, Unfit.ELSEWHERE, True),
        (bare.staff_id, Unfit.UNTRAINED, False),
        (bare.staff_id, Unfit.UNINSURED, False),
        (bare.staff_id, Unfit.ELSEWHERE, True),
    ]
    with refused("plan-unfit"):
        duties.issue_plan(plan_id=plan, by=desk, at=NOW)
    assert unfit_at([stranger, fit.staff_id], NOW, at=NOW) == {stranger: [Unfit.STRANGER]}
    assert put(fit.staff_id, stranger)[1] == (stranger, Unfit.STRANGER, True)
    assert duties.issue_plan(plan_id=plan, by=desk, at=NOW) == 1


def test_whoever_is_in_the_team_already_is_registered_as_themselves_once(world: None) -> None:
    there, team = viewer("volunteer").staff_id, unit("volunteers")
    assert list(unregistered(team, at=NOW)) == [there]
    row, other = applied(), applied()
    for each in (row, other):
        actions.check(volunteer_id=each.id, by=viewer("chief.north"), at=NOW)
    actions.enrol(volunteer_id=row.id, staff_id=there, by=viewer("desk.north"), at=NOW)
    row.refresh_from_db()
    assert (row.staff_id, unregistered(team, at=NOW)) == (there, {})
    for who in (there, viewer("desk.north").staff_id):
        with refused("volunteer-there"):
            actions.enrol(volunteer_id=other.id, staff_id=who, by=viewer("desk.north"), at=NOW)
    with refused("volunteer-carried"):
        actions.add_volunteers(rows=[application(enrolled_on=NOW.date(), carried=-1)], by=viewer("desk.north"), at=NOW)
