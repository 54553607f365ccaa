"""Slips: who gets one, what its token opens and for how long, and what a resident learns by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from fengqiao.matters import actions as matters
from fengqiao.matters.queries import course_of
from fengqiao.matters.terms import Channel, Door, MatterState, Move
from fengqiao.orgs.queries import system_viewer
from fengqiao.orgs.terms import Right
from fengqiao.passes import actions
from fengqiao.passes.models import Slip
from fengqiao.passes.queries import slip_matter, slips_of
from fengqiao.passes.terms import PassState
from fengqiao.rulebook.queries import limit_on, pack_on
from tests.matters.helping import CLUE, closed, dump, events_of, later, offered, refused, working
from tests.matters.packs import base, published
from tests.world import NOW, unit, viewer

pytestmark = pytest.mark.usefixtures("world")


def slip(matter: object, by: str = "dispatcher") -> str:
    return actions.make_slip(matter_id=matter.id, by=viewer(by), at=NOW)  # type: ignore[attr-defined]


def test_a_slip_opens_its_matter_and_its_token_is_kept_nowhere() -> None:
    matter = offered()
    tokens: list[str] = []
    (event,) = events_of(lambda: tokens.append(slip(matter)))
    (token,) = tokens
    assert len(token) == 24
    assert slip_matter(token, now=NOW) == matter.id
    assert (event.kind, event.subject_id) == ("slip.made", matter.id)
    assert not any(token in row for rows in dump().values() for row in rows)


def test_two_slips_of_a_matter_are_two_and_each_is_taken_back_by_itself() -> None:
    matter = offered()
    first, second = slip(matter), slip(matter)
    assert first != second
    card = slips_of(viewer("dispatcher"), matter.id, now=NOW)[-1]
    (event,) = events_of(lambda: actions.revoke_slip(slip_id=card.id, by=viewer("dispatcher"), at=NOW))
    assert event.kind == "slip.revoked"
    states = [each.state for each in slips_of(viewer("dispatcher"), matter.id, now=NOW)]
    assert sorted(states) == [PassState.LIVE, PassState.REVOKED]
    assert [bool(slip_matter(each, now=NOW)) for each in (first, second)].count(True) == 1
    with refused("slip-revoked"):
        actions.revoke_slip(slip_id=card.id, by=viewer("dispatcher"), at=NOW)


def test_it_ends_on_its_day() -> None:
    token = slip(offered())
    days = limit_on("portal.slip_days", NOW)
    assert slip_matter(token, now=NOW + timedelta(days=days, seconds=-1))
    assert slip_matter(token, now=NOW + timedelta(days=days)) is None


@pytest.mark.parametrize("token", ["", "x", "x" * 24, "x" * 3000, "\x00" * 24, "../../etc/passwd", "é" * 24])
def test_what_is_no_token_opens_nothing(token: str) -> None:
    slip(offered())
    assert slip_matter(token, now=NOW) is None


def test_strangers_make_none_and_take_none_back() -> None:
    matter = offered(by="dispatcher")
    reader = replace(viewer("dispatcher"), rights=frozenset({Right.SUPERVISE}))
    people = ((viewer("desk.south"), "matter-unknown"), (viewer("volunteer"), "matter-unknown"), (reader, "denied"))
    for by, code in people:
        with refused(code):
            actions.make_slip(matter_id=matter.id, by=by, at=NOW)
    slip(matter)
    row = Slip.objects.get()
    for by, code in people:
        with refused(code.replace("matter", "slip")):
            actions.revoke_slip(slip_id=row.id, by=by, at=NOW)


def test_a_volunteer_gives_one_for_what_they_took_in_and_sees_no_more() -> None:
    matter = offered(by="volunteer", door=Door.VOLUNTEER)
    assert slip_matter(slip(matter, by="volunteer"), now=NOW) == matter.id
    assert slips_of(viewer("volunteer"), matter.id, now=NOW) == []


def test_when_the_words_are_destroyed_the_slip_opens_nothing_and_none_is_made() -> None:
    matter = closed()
    token = slip(matter)
    at = later(days=1500)
    by = system_viewer(at=at)
    assert by
    matters.erase(matter_ids=[matter.id], pack=pack_on(at).pack, by=by, at=at)
    assert not Slip.objects.exists()
    assert slip_matter(token, now=NOW) is None
    with refused("matter-erased"):
        slip(matter)


def test_the_course_holds_what_a_resident_may_know_and_nothing_else() -> None:
    matter = working(personal={"teller_name": "王五", "teller_phone": "13900000000"})
    urban, at = viewer("handler.urban"), later(hours=1)
    matters.progress(matter_id=matter.id, text="内部：王五可能搬走", uploads=[], step="", by=urban, at=at)
    matters.urge(matter_id=matter.id, text="领导催办", by=viewer("supervisor"), at=at)
    matters.assign(matter_id=matter.id, staff_id=urban.staff_id, by=urban, at=at)
    matters.reply(matter_id=matter.id, text="摊位已清走", channel=Channel.PHONE, by=urban, at=later(hours=2))
    course = course_of(matter.id)
    assert course
    assert [each.move for each in course.stages] == [Move.RECEIVE, Move.ACCEPT, Move.PROGRESS, Move.REPLY]
    assert [each.answer for each in course.stages] == ["", "", "", "摊位已清走"]
    assert {each.unit_id for each in course.stages} == {unit("dept.urban")}
    assert (course.state, [clock.code for clock, _ in course.clocks]) == (MatterState.WORKING, ["finish"])
    said = repr(course.stages)
    for word in ("王五", "领导", "搬走", str(urban.staff_id), "员06"):
        assert word not in said


def test_of_a_sealed_matter_only_that_it_was_received() -> None:
    course = course_of(offered(by="desk.north", **CLUE).id)
    assert course
    assert (course.sealed, course.stages, course.clocks, course.result) == (True, (), (), "")


def test_a_merged_matter_goes_on_under_its_own_number() -> None:
    older, younger = working(), offered()
    at = later(hours=1)
    matters.merge(matter_id=younger.id, other_id=older.id, text="同一处", by=viewer("dispatcher"), at=at)
    course = course_of(younger.id)
    assert course
    assert (course.number, course.matter_id, course.state) == (younger.number, older.id, MatterState.WORKING)


def test_a_pack_of_an_earlier_edition_has_the_products_own_limits() -> None:
    without = "".join(part for part in _values_in_parts() if 'code = "portal.' not in part)
    published(NOW, values=without)
    assert limit_on("portal.slip_days", later(seconds=1)) == 180
    assert slip(offered())


def _values_in_parts() -> list[str]:
    head, *parts = base("values").split("[[value]]\n")
    return [head, *(f"[[value]]\n{part}" for part in parts)]
