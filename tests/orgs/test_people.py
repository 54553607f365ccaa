"""What administrators do with people, and what one of them cannot do alone."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator

from fengqiao.ledger.models import Event
from fengqiao.orgs import actions
from fengqiao.orgs.actions import NewPost, NewStaff, WantedPost, engage
from fengqiao.orgs.models import Account, LogIn, Post, Proposal, Staff
from fengqiao.orgs.queries import people_in, person_for, proposals_for, viewer_named, waiting_for
from fengqiao.orgs.terms import Role
from tests.matters.helping import refused
from tests.world import NOW, PASSWORD, unit, viewer

DAY = timedelta(days=1)
WEIGHTY = frozenset({"chief", "supervisor", "administrator"})


def wanted(
    code: str = "station.north", role: Role = Role.OFFICER, begins: int = 0, ends: int | None = None
) -> WantedPost:
    until = None if ends is None else NOW + DAY * ends
    return WantedPost(unit_id=unit(code), role=role, starts=NOW + DAY * begins, ends=until)


def added(
    number: str = "N1", name: str = "新来", login: str = "newcomer", by: str = "admin", **post: object
) -> actions.Added:
    return actions.add_person(
        number=number, name=name, login=login, post=wanted(**post), weighty=WEIGHTY, by=viewer(by), at=NOW,  # type: ignore[arg-type]
    )  # fmt: skip


def begun(login: str, by: str = "admin", **post: object) -> bool:
    return actions.begin_post(
        staff_id=viewer(login).staff_id, post=wanted(**post), weighty=WEIGHTY, by=viewer(by), at=NOW  # type: ignore[arg-type]
    )  # fmt: skip


def reset(login: str, by: str = "admin") -> str | None:
    return actions.reset_password(staff_id=viewer(login).staff_id, weighty=WEIGHTY, by=viewer(by), at=NOW)


def account(login: str) -> Account:
    return Account.objects.get(username=login)


def kinds(since: int) -> list[str]:
    return list(Event.objects.order_by("seq")[since:].values_list("kind", flat=True))


def another_administrator(code: str = "station.north") -> None:
    posts = [NewPost(unit=code, role=Role.ADMINISTRATOR, starts=NOW)]
    engage(staff=[NewStaff(number="A2", name="另管", posts=posts, login="admin.north")], recorded_by=None, at=NOW)


# --- adding, beginning, ending


def test_somebody_is_added_with_a_password_to_be_changed(world: None) -> None:
    before = Event.objects.count()
    new = added()
    assert not new.proposed
    assert account("newcomer").check_password(new.password)
    assert account("newcomer").must_change
    seen = viewer_named("newcomer", at=NOW)
    assert seen is not None
    assert (seen.post.role, seen.unit_id) == (Role.OFFICER, unit("station.north"))
    assert kinds(before) == ["post.began", "account.opened"]


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"number": "T001"}, "number-taken"),
        ({"number": "张"}, "number-unfit"),
        ({"number": ""}, "number-unfit"),
        ({"name": " "}, "name-unfit"),
        ({"name": "长" * 41}, "name-unfit"),
        ({"login": "Desk.North"}, "login-taken"),
        ({"login": "张三"}, "login-unfit"),
        ({"code": "dept.urban"}, "unit-beyond"),
        ({"by": "chief.north"}, "denied"),
        ({"ends": 0}, "post-reversed"),
    ],
)
def test_who_cannot_be_added(over: dict[str, object], code: str, world: None) -> None:
    before = (Staff.objects.count(), Account.objects.count(), Event.objects.count())
    with refused(code):
        added(**over)  # type: ignore[arg-type]
    assert (Staff.objects.count(), Account.objects.count(), Event.objects.count()) == before


def test_a_post_begins_and_ends_at_the_administrators_word(world: None) -> None:
    assert begun("officer.north", code="station.south")
    held = Post.objects.get(unit=unit("station.south"), staff=viewer("officer.north").staff_id)
    with refused("post-there"):
        begun("officer.north", code="station.south", begins=3)
    actions.stop_post(post_id=held.id, by=viewer("admin"), at=NOW + DAY)
    held.refresh_from_db()
    assert held.ends == NOW + DAY
    assert Event.objects.latest("seq").attributes == {"role": "officer", "staff": str(held.staff_id)}


def test_a_post_that_has_not_begun_is_taken_back(world: None) -> None:
    begun("officer.north", code="station.south", begins=2)
    held = Post.objects.get(unit=unit("station.south"), staff=viewer("officer.north").staff_id)
    actions.stop_post(post_id=held.id, by=viewer("admin"), at=NOW)
    assert not Post.objects.filter(id=held.id).exists()


def test_an_administrator_reaches_their_own_subtree_alone(world: None) -> None:
    another_administrator()
    names = {staff.account.username for staff in people_in(viewer("admin.north"))}
    assert names == {"desk.north", "chief.north", "officer.north", "assistant", "admin.north"}
    assert person_for(viewer("admin.north"), viewer("desk.south").staff_id, at=NOW) is None
    with refused("person-unknown"):
        reset("desk.south", by="admin.north")
    with refused("post-unknown"):
        actions.stop_post(post_id=viewer("desk.south").post.id, by=viewer("admin.north"), at=NOW)
    with refused("unit-beyond"):
        begun("officer.north", by="admin.north", code="station.south")
    with refused("person-unknown"):  # nor draws somebody in whom they do not administer
        begun("handler.urban", by="admin.north")


def test_people_are_found_by_name_number_log_in_and_unit(world: None) -> None:
    def found(**by: object) -> list[str]:
        return [staff.number for staff in people_in(viewer("admin"), **by)]  # type: ignore[arg-type]

    assert found(q="chief.n") == found(q="员01") == found(q="t001") == ["T001"]
    assert found(unit_id=unit("station.south")) == ["T003"]
    assert found(unit_id=unit("dept.urban")) == []
    assert found(q="SYSTEM") == []


# --- what one cannot do alone


@pytest.mark.parametrize(
    ("login", "role"),
    [
        ("officer.north", Role.CHIEF),
        ("officer.north", Role.ADMINISTRATOR),
        ("admin", Role.OFFICER),
        ("admin", Role.CHIEF),
    ],
)
def test_posts_of_weight_and_ones_own_wait_for_a_second_person(login: str, role: Role, world: None) -> None:
    before = Post.objects.count()
    assert not begun(login, role=role)
    assert Post.objects.count() == before
    assert Event.objects.latest("seq").kind == "proposal.made"
    with refused("proposal-there"):
        begun(login, role=role)
    (row,) = proposals_for(viewer("admin"))
    with refused("proposal-denied"):
        actions.answer_proposal(proposal_id=row.id, accept=True, by=viewer("admin"), at=NOW)
    assert [waiting_for(viewer(each)) for each in ("admin", "chief.north", "supervisor", "desk.south")] == [0, 1, 1, 0]
    for stranger in ("desk.south", "desk.north", "dispatcher"):
        with refused("proposal-denied"):
            actions.answer_proposal(proposal_id=row.id, accept=True, by=viewer(stranger), at=NOW)
    actions.answer_proposal(proposal_id=row.id, accept=True, by=viewer("chief.north"), at=NOW + DAY)
    held = Post.objects.get(unit=unit("station.north"), staff=viewer(login).staff_id, role=role.value)
    assert held.starts == NOW + DAY, "nothing is given for the past"
    with refused("proposal-answered"):
        actions.answer_proposal(proposal_id=row.id, accept=True, by=viewer("supervisor"), at=NOW + DAY)


def test_whom_it_concerns_does_not_answer(world: None) -> None:
    another_administrator()
    begun("admin.north", role=Role.CHIEF)
    (row,) = proposals_for(viewer("admin.north"))
    with refused("proposal-denied"):
        actions.answer_proposal(proposal_id=row.id, accept=True, by=viewer("admin.north"), at=NOW)


def test_a_proposal_is_refused_or_taken_back(world: None) -> None:
    begun("officer.north", role=Role.CHIEF)
    (row,) = proposals_for(viewer("admin"))
    with refused("proposal-answered"):
        actions.withdraw_proposal(proposal_id=row.id, by=viewer("chief.north"), at=NOW)
    actions.withdraw_proposal(proposal_id=row.id, by=viewer("admin"), at=NOW)
    begun("officer.north", role=Role.CHIEF)
    (row,) = proposals_for(viewer("admin"))
    actions.answer_proposal(proposal_id=row.id, accept=False, by=viewer("supervisor"), at=NOW)
    assert not Post.objects.filter(staff=viewer("officer.north").staff_id, role="chief").exists()
    assert list(Proposal.objects.values_list("accepted", flat=True)) == [False, False]


def test_somebody_new_in_a_post_of_weight_sees_nothing_before_it_is_confirmed(world: None) -> None:
    new = added(role=Role.CHIEF)
    assert new.proposed
    assert viewer_named("newcomer", at=NOW) is None
    assert person_for(viewer("admin"), new.staff_id, at=NOW) is not None


# --- accounts


def test_a_password_is_reset_once_and_ends_every_log_in(world: None) -> None:
    LogIn.objects.create(
        session_key="k", session_data="", expire_date=NOW + DAY, account_id=account("officer.north").id
    )
    fresh = reset("officer.north")
    assert fresh is not None
    assert account("officer.north").check_password(fresh)
    assert account("officer.north").must_change
    assert not LogIn.objects.exists()
    event = Event.objects.latest("seq")
    assert (event.kind, event.staff_id, event.subject_id, event.attributes) == (
        "password.reset", viewer("admin").staff_id, viewer("officer.north").staff_id, {},
    )  # fmt: skip


@pytest.mark.parametrize("login", ["chief.north", "supervisor"])
def test_the_account_of_those_in_charge_is_not_taken_over_by_one(login: str, world: None) -> None:
    assert reset(login) is None
    assert account(login).check_password(PASSWORD)
    (row,) = proposals_for(viewer("admin"))
    with refused("proposal-denied"):  # neither whom it concerns
        actions.answer_proposal(proposal_id=row.id, accept=True, by=viewer(login), at=NOW)
    posts = [NewPost(unit="bureau", role=Role.SUPERVISOR, starts=NOW)]
    engage(staff=[NewStaff(number="S2", name="督二", posts=posts, login="supervisor.2")], recorded_by=None, at=NOW)
    fresh = actions.answer_proposal(proposal_id=row.id, accept=True, by=viewer("supervisor.2"), at=NOW)
    assert account(login).check_password(fresh), "told to who confirmed, not to who proposed"


def test_an_account_that_reaches_beyond_the_administrators_units_takes_two(world: None) -> None:
    posts = [NewPost(unit="dept.urban", role=Role.HANDLER, starts=NOW)]
    staff = viewer("officer.north").staff_id
    Post.objects.create(staff_id=staff, unit_id=unit("dept.urban"), role="handler", starts=posts[0].starts)
    assert reset("officer.north") is None


def test_nobody_administers_their_own_account_or_posts(world: None) -> None:
    mine = viewer("admin")
    with refused("own-account"):
        reset("admin")
    with refused("own-account"):
        actions.switch_account(staff_id=mine.staff_id, on=False, by=mine, at=NOW)
    with refused("own-account"):
        actions.stop_post(post_id=mine.post.id, by=mine, at=NOW)


def test_an_account_is_switched_off_and_on(world: None) -> None:
    LogIn.objects.create(
        session_key="k", session_data="", expire_date=NOW + DAY, account_id=account("officer.north").id
    )
    staff = viewer("officer.north").staff_id
    actions.switch_account(staff_id=staff, on=False, by=viewer("admin"), at=NOW)
    assert viewer_named("officer.north", at=NOW) is None
    assert not LogIn.objects.exists()
    with refused("account-as-is"):
        actions.switch_account(staff_id=staff, on=False, by=viewer("admin"), at=NOW)
    actions.switch_account(staff_id=staff, on=True, by=viewer("admin"), at=NOW)
    assert viewer_named("officer.north", at=NOW) is not None


def test_a_second_factor_is_reset_for_a_lost_telephone(world: None) -> None:
    staff = viewer("officer.north").staff_id
    with refused("factor-none"):
        actions.reset_factor(staff_id=staff, weighty=WEIGHTY, by=viewer("admin"), at=NOW)
    for each in ("officer.north", "chief.north"):
        Authenticator.objects.create(user=account(each), type="totp", data={"secret": "x"})
    assert actions.reset_factor(staff_id=staff, weighty=WEIGHTY, by=viewer("admin"), at=NOW)
    assert not actions.reset_factor(
        staff_id=viewer("chief.north").staff_id, weighty=WEIGHTY, by=viewer("admin"), at=NOW
    )
    assert [row.user.username for row in Authenticator.objects.all()] == ["chief.north"]


def test_the_account_of_another_home_is_left_alone(world: None) -> None:
    another_administrator()
    Post.objects.create(
        staff_id=viewer("desk.south").staff_id, unit_id=unit("station.north"), role="officer", starts=NOW - DAY
    )
    assert person_for(viewer("admin.north"), viewer("desk.south").staff_id, at=NOW) is not None
    with refused("home-elsewhere"):
        reset("desk.south", by="admin.north")


def test_there_is_no_stranger_to_administer(world: None) -> None:
    with refused("person-unknown"):
        actions.switch_account(staff_id=UUID(int=1), on=False, by=viewer("admin"), at=NOW)
