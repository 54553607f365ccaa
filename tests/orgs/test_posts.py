"""Posts from–to: what somebody is at a moment, in the post chosen; ends that take everything away at once."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from fengqiao.ledger.models import Event
from fengqiao.orgs.actions import NewPost, NewStaff, end_post, engage, set_password
from fengqiao.orgs.models import Account, Post, Staff
from fengqiao.orgs.policy import RIGHTS
from fengqiao.orgs.queries import (
    Viewer,
    in_charge_of,
    staff_in,
    staff_names,
    system_viewer,
    viewer_for_account,
    viewer_in,
    viewer_named,
    viewer_of,
)
from fengqiao.orgs.terms import Right, Role
from tests.matters.helping import dump, refused
from tests.world import NOW, PASSWORD, area, unit, viewer

DAY, TICK = timedelta(days=1), timedelta(microseconds=1)


def engaged(*posts: NewPost, number: str = "N1", login: str = "new") -> UUID:
    people = [NewStaff(number=number, name="新来", posts=posts, login=login)]
    return engage(staff=people, recorded_by=None, at=NOW)[number]


def post(unit_code: str = "dept.urban", role: Role = Role.HANDLER, begins: int = 0, ends: int | None = None) -> NewPost:
    """A post from and to so many days after NOW."""
    return NewPost(
        unit=unit_code, role=role, starts=NOW + DAY * begins, ends=None if ends is None else NOW + DAY * ends
    )


def seen_as(at: datetime) -> Viewer | None:
    return viewer_named("new", at=at)


def test_a_post_holds_from_its_first_moment_to_before_its_last(world: None) -> None:
    engaged(post(begins=1, ends=2))
    assert [seen_as(at) is not None for at in (NOW, NOW + DAY - TICK, NOW + DAY, NOW + 2 * DAY - TICK, NOW + 2 * DAY)] == [
        False, False, True, True, False,
    ]  # fmt: skip


def test_a_post_without_an_end_goes_on(world: None) -> None:
    engaged(post())
    assert seen_as(NOW + 9999 * DAY) is not None


def test_who_holds_two_posts_acts_in_the_one_chosen(world: None) -> None:
    staff = Staff.objects.get(id=engaged(post(), post("station.north", Role.CHIEF, begins=-1)))
    first = viewer_of(staff, at=NOW)
    assert first is not None
    assert (first.post.role, [held.role for held in first.posts]) == (Role.CHIEF, [Role.CHIEF, Role.HANDLER])
    second = viewer_of(staff, at=NOW, post_id=first.posts[1].id)
    assert second is not None
    assert (second.post.role, second.unit_id) == (Role.HANDLER, unit("dept.urban"))
    assert (first.may(Right.SUPERVISE), second.may(Right.SUPERVISE)) == (True, False)
    assert first.seen_units.isdisjoint(second.seen_units)


def test_a_post_that_is_not_theirs_or_over_is_not_chosen(world: None) -> None:
    staff = Staff.objects.get(id=engaged(post(), post("station.north", Role.CHIEF, begins=-9, ends=-1)))
    over = Post.objects.get(staff=staff, role="chief").id
    for strange in (over, viewer("supervisor").post.id):
        found = viewer_of(staff, at=NOW, post_id=strange)
        assert found is not None
        assert found.post.role is Role.HANDLER


def test_the_next_post_takes_over_where_the_first_ends(world: None) -> None:
    engaged(post(ends=1), post("dept.market", begins=1))
    units = [seen.unit_id for at in (NOW, NOW + DAY - TICK, NOW + DAY) if (seen := seen_as(at))]
    assert units == [unit("dept.urban"), unit("dept.urban"), unit("dept.market")]


def test_a_post_is_ended_once_with_one_event(world: None) -> None:
    engaged(post())
    held, by = Post.objects.get(staff__number="N1"), viewer("admin").staff_id
    end_post(post_id=held.id, by=by, at=NOW + DAY)
    event = Event.objects.latest("seq")
    assert (event.kind, event.subject_id, event.staff_id, event.attributes) == (
        "post.ended", held.id, by, {"role": "handler", "staff": str(held.staff_id)},
    )  # fmt: skip
    assert (seen_as(NOW + DAY - TICK) is not None, seen_as(NOW + DAY)) == (True, None)
    with refused("post-ended"):
        end_post(post_id=held.id, by=by, at=NOW + 2 * DAY)


def test_a_post_cannot_end_before_it_begins(world: None) -> None:
    engaged(post(begins=1))
    held = Post.objects.get(staff__number="N1")
    with refused("post-not-begun"):
        end_post(post_id=held.id, by=viewer("admin").staff_id, at=NOW + DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(staff=held.staff, unit=held.unit, role="handler", starts=NOW, ends=NOW)


def test_an_engagement_leaves_one_event_a_post(world: None) -> None:
    before = Event.objects.count()
    staff_id = engaged(post(), post("dept.market", begins=1))
    rows = list(Event.objects.order_by("seq")[before:])
    assert [(row.kind, row.happened_at, row.recorded_at, row.staff_id) for row in rows] == [
        ("post.began", NOW, NOW, staff_id), ("post.began", NOW + DAY, NOW, staff_id),
    ]  # fmt: skip
    assert {row.attributes["role"] for row in rows} == {"handler"}


def test_an_engagement_in_a_unit_that_is_not_there_leaves_nobody(world: None) -> None:
    with refused("code-unknown"):
        engaged(post(), post("dept.nowhere"))


def test_an_account_that_is_switched_off_opens_nothing(world: None) -> None:
    account = Account.objects.get(username="handler.urban")
    assert viewer_for_account(account.id, at=NOW) is not None
    Account.objects.filter(id=account.id).update(is_active=False)
    assert viewer_for_account(account.id, at=NOW) is None
    assert viewer_named("handler.urban", at=NOW) is None


def test_a_log_in_name_is_the_same_in_any_case(world: None) -> None:
    assert viewer_named("Handler.URBAN", at=NOW) == viewer("handler.urban")
    assert viewer_named("handler", at=NOW) is None


def test_a_password_is_set_for_an_account_that_is_there(world: None) -> None:
    account = Account.objects.get(username="handler.urban")
    assert account.check_password(PASSWORD)
    set_password(username="HANDLER.urban", password="a new and longer one")
    account.refresh_from_db()
    assert account.check_password("a new and longer one")
    with refused("account-unknown"):
        set_password(username="nobody", password="a new and longer one")


def test_new_accounts_open_with_no_password_until_one_is_set(world: None) -> None:
    engaged(post())
    assert not Account.objects.get(username="new").has_usable_password()


def test_tasks_go_to_those_who_hold_a_post_now_in_the_unit_or_below(world: None) -> None:
    engaged(post("station.north.team", Role.OFFICER, begins=1))
    names = {login: viewer(login).staff_id for login in ("desk.north", "chief.north", "officer.north", "assistant")}
    assert {staff_id for staff_id, _ in staff_in(unit("station.north"), at=NOW)} == set(names.values())
    tomorrow = {staff_id for staff_id, _ in staff_in(unit("station.north.team"), at=NOW + DAY)}
    assert len(tomorrow) == 2
    assert names["officer.north"] in tomorrow
    assert staff_in(UUID(int=1), at=NOW) == []


def test_the_installation_is_nobody_to_whom_a_task_is_given(world: None) -> None:
    system = system_viewer(at=NOW)
    assert system is not None
    assert system.unit_id == unit("centre")
    assert system.staff_id not in {staff_id for staff_id, _ in staff_in(unit("centre"), at=NOW)}
    assert system.staff_id not in in_charge_of(unit("centre"), at=NOW)


@pytest.mark.parametrize(
    ("code", "logins"),
    [
        ("station.north", {"chief.north"}),
        ("bureau.command", {"desk.command"}),
        ("centre.north", {"dispatcher.north"}),
        ("dept.urban", {"handler.urban"}),
        ("dept.market", set()),
        ("bureau", set()),
    ],
)
def test_who_answers_for_a_unit(world: None, code: str, logins: set[str]) -> None:
    found = in_charge_of(unit(code), at=NOW)
    assert {viewer(login).staff_id for login in logins} == set(found)


def test_who_answers_is_asked_at_the_moment(world: None) -> None:
    engaged(post("dept.market", begins=1, ends=2))
    assert [len(in_charge_of(unit("dept.market"), at=NOW + DAY * day)) for day in (0, 1, 2)] == [0, 1, 0]


def test_somebody_of_a_unit_is_taken_in_turn(world: None) -> None:
    engaged(post())
    names = [
        found.name for turn in range(4) if (found := viewer_in(unit("dept.urban"), [Role.HANDLER], at=NOW, turn=turn))
    ]
    assert names[:2] == names[2:]
    assert len(set(names)) == 2
    assert viewer_in(unit("dept.market"), [Role.HANDLER], at=NOW) is None


def test_names_are_read_together(world: None) -> None:
    ids = [viewer(login).staff_id for login in ("admin", "assistant", "admin")]
    assert staff_names([*ids, UUID(int=1)]) == {ids[0]: viewer("admin").name, ids[1]: viewer("assistant").name}


def test_what_a_viewer_may_is_what_the_role_gives_and_cannot_be_changed(world: None) -> None:
    by = viewer("handler.urban")
    assert by.rights == RIGHTS[Role.HANDLER].may
    with pytest.raises(FrozenInstanceError):
        by.rights = frozenset(Right)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("login", "units", "areas"),
    [
        ("officer.north", {"station.north.team"}, set()),
        ("desk.north", {"station.north", "station.north.team"}, set()),
        ("dispatcher.north", {"centre.north"}, {"TC01", "TC0101", "TC0102"}),
        ("dispatcher", {"centre", "centre.north"}, {"TC", "TC01", "TC0101", "TC0102", "TC02", "TC0201", "TC0202"}),
        ("supervisor", {"bureau", "bureau.command", "station.north", "station.north.team", "station.south"},
         {"TC", "TC01", "TC0101", "TC0102", "TC02", "TC0201", "TC0202"}),
        ("secretary", set(), set()),
        ("volunteer", set(), set()),
        ("admin", set(), set()),
    ],
)  # fmt: skip
def test_how_far_each_post_reaches(world: None, login: str, units: set[str], areas: set[str]) -> None:
    by = viewer(login)
    assert by.seen_units == {unit(code) for code in units}
    assert by.seen_areas == {area(code) for code in areas}


def test_asking_who_somebody_is_changes_nothing(world: None) -> None:
    before = dump()
    viewer("supervisor")
    assert dump() == before
