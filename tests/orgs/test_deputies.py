"""代理: who acts in whose post, from when to when; what a deputy sees and leaves behind."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from fengqiao.ledger.models import Event
from fengqiao.matters import actions as matters
from fengqiao.matters.models import Entry
from fengqiao.matters.queries import visible
from fengqiao.orgs.actions import NewPost, NewStaff, end_deputy, end_post, engage, name_deputy
from fengqiao.orgs.models import Deputy
from fengqiao.orgs.queries import Viewer, viewer_for_account
from fengqiao.orgs.terms import Right, Role
from tests.matters.helping import refused
from tests.world import NOW, make_matter, viewer

DAY, TICK = timedelta(days=1), timedelta(microseconds=1)
CLUE = {"kind": "clue", "title": "线索", "text": "夜里常有陌生货车往废弃厂房送东西，看起来不对劲。"}


def named(
    of: str = "chief.north", to: str = "officer.north", by: str = "", begins: datetime = NOW, days: int = 3
) -> UUID:
    return name_deputy(
        post_id=viewer(of).post.id,
        staff_id=viewer(to).staff_id,
        starts=begins,
        ends=begins + DAY * days,
        most_days=31,
        by=viewer(by or of),
        at=NOW,
    )


def as_deputy(login: str = "officer.north", of: str = "chief.north", at: datetime = NOW) -> Viewer:
    """Somebody as they act in another's post; in their own where they do not."""
    found = viewer_for_account(viewer(login).account_id, at=at, post_id=viewer(of).post.id)  # type: ignore[arg-type]
    assert found is not None
    return found


def test_a_deputy_has_the_rights_and_reach_of_the_post_but_does_not_deputise_on(world: None) -> None:
    named()
    deputy, chief = as_deputy(), viewer("chief.north")
    assert (deputy.post.id, deputy.post.holder, deputy.post.until) == (chief.post.id, chief.name, NOW + DAY * 3)
    assert deputy.staff_id == viewer("officer.north").staff_id
    assert deputy.seen_units == chief.seen_units
    assert deputy.rights == chief.rights - {Right.DEPUTE}
    assert viewer("officer.north").post.role is Role.OFFICER, "their own post stays the first"


def test_standing_in_begins_and_ends_at_its_moments(world: None) -> None:
    named(begins=NOW + DAY, days=2)
    inside = [
        as_deputy(at=at).post.holder_id is not None for at in (NOW, NOW + DAY - TICK, NOW + DAY, NOW + DAY * 3 - TICK)
    ]
    assert inside == [False, False, True, True]
    assert as_deputy(at=NOW + DAY * 3).post.holder_id is None


def test_what_a_deputy_does_stands_under_their_name_and_says_for_whom(world: None) -> None:
    named()
    matter = make_matter(by="dispatcher", kind="police_report", title="电动车被盗", text="昨晚电动车被偷了，要报警。")
    matters.accept(matter_id=matter.id, by=as_deputy(), at=NOW)
    officer, chief = viewer("officer.north").staff_id, viewer("chief.north").staff_id
    entry = Entry.objects.filter(matter=matter).latest("at", "id")
    assert (entry.staff_id, entry.codes["deputy_for"]) == (officer, str(chief))
    event = Event.objects.latest("seq")
    assert (event.kind, event.staff_id, event.attributes["deputy_for"]) == ("task.accepted", officer, str(chief))


def test_a_deputy_does_not_see_what_is_sealed_for_the_holder(world: None) -> None:
    named()
    clue = make_matter(by="desk.north", **CLUE)
    assert clue.sealed
    assert visible(viewer("chief.north")).filter(id=clue.id).exists()
    assert not visible(as_deputy()).filter(id=clue.id).exists()


def test_a_deputy_names_nobody_for_the_post(world: None) -> None:
    named()
    with refused("deputy-denied"):
        name_deputy(
            post_id=viewer("chief.north").post.id, staff_id=viewer("desk.north").staff_id, starts=NOW + DAY * 9,
            ends=NOW + DAY * 10, most_days=31, by=as_deputy(), at=NOW,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("of", "to", "by", "code"),
    [
        ("desk.north", "officer.north", "desk.north", ""),  # the holder
        ("desk.north", "officer.north", "chief.north", ""),  # the chief of the station
        ("desk.north", "officer.north", "admin", ""),  # the administrator
        ("desk.north", "officer.north", "desk.south", "deputy-denied"),
        ("desk.north", "officer.north", "officer.north", "deputy-denied"),
        ("desk.south", "officer.north", "chief.north", "deputy-denied"),  # not of that station
        ("chief.north", "admin", "admin", "deputy-denied"),  # an administrator lifts nobody to those in charge
        ("chief.north", "desk.north", "admin", "deputy-denied"),
        ("supervisor", "desk.north", "admin", "deputy-denied"),
        ("handler.urban", "handler.housing", "admin", "deputy-denied"),
        ("desk.north", "admin", "admin", "deputy-self"),
        ("desk.north", "chief.north", "chief.north", "deputy-self"),
        ("desk.north", "desk.north", "desk.north", "deputy-unfit"),  # oneself
        ("desk.north", "handler.urban", "desk.north", "deputy-unfit"),  # another line
    ],
)
def test_who_names_whom(of: str, to: str, by: str, code: str, world: None) -> None:
    if not code:
        assert Deputy.objects.get(id=named(of, to, by)).named_by == viewer(by).staff_id
        assert Event.objects.latest("seq").kind == "deputy.named"
        return
    with refused(code):
        named(of, to, by)
    assert not Deputy.objects.exists()


def test_periods_are_kept_within_bounds(world: None) -> None:
    with refused("deputy-long"):
        named(days=32)
    with refused("period-reversed"):
        named(days=0)
    named(days=3)
    with refused("deputy-there"):
        named(to="desk.north", begins=NOW + DAY * 2)
    named(to="desk.north", begins=NOW + DAY * 3)


def test_a_deputy_does_not_outlast_the_post(world: None) -> None:
    posts = [NewPost(unit="station.north", role=Role.DUTY_DESK, starts=NOW, ends=NOW + DAY)]
    engage(staff=[NewStaff(number="N1", name="短", posts=posts, login="short")], recorded_by=None, at=NOW)
    with refused("deputy-beyond"):
        named("short", days=2)


@pytest.mark.parametrize("by", ["chief.north", "officer.north"])
def test_standing_in_is_ended_early_by_holder_or_deputy(by: str, world: None) -> None:
    row = named()
    noon = NOW + timedelta(hours=2)
    end_deputy(deputy_id=row, by=viewer(by), at=noon)
    assert as_deputy(at=noon - TICK).post.holder_id is not None
    assert as_deputy(at=noon).post.holder_id is None
    assert Event.objects.latest("seq").kind == "deputy.ended"
    with refused("deputy-over"):
        end_deputy(deputy_id=row, by=viewer(by), at=noon)


def test_strangers_end_nobodys_standing_in(world: None) -> None:
    row = named()
    with refused("deputy-unknown"):
        end_deputy(deputy_id=row, by=viewer("desk.south"), at=NOW)
    with refused("deputy-unknown"):
        end_deputy(deputy_id=UUID(int=1), by=viewer("chief.north"), at=NOW)


def test_what_has_not_begun_is_taken_back(world: None) -> None:
    row = named(begins=NOW + DAY)
    end_deputy(deputy_id=row, by=viewer("chief.north"), at=NOW)
    assert not Deputy.objects.exists()


def test_a_post_that_ends_takes_its_deputy_along(world: None) -> None:
    named()
    end_post(post_id=viewer("chief.north").post.id, by=viewer("admin").staff_id, at=NOW + DAY)
    found = viewer_for_account(viewer("officer.north").account_id, at=NOW + DAY)  # type: ignore[arg-type]
    assert found is not None
    assert [post.holder_id for post in found.posts] == [None]
