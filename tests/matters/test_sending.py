"""Routing by hand and handing back: who has it next, which clocks go on, how often it went to and fro."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fengqiao.kit.identifiers import new_id
from fengqiao.matters import actions
from fengqiao.matters.models import Clock, Entry, Matter, Recipient, Task
from fengqiao.matters.queries import QueueFilter, matter_for, queue
from fengqiao.matters.terms import Door, Move, Tab, TaskRole
from fengqiao.orgs.models import Staff, Unit
from fengqiao.orgs.queries import system_viewer
from tests.matters.helping import (
    CLUE,
    DID,
    add_housing,
    again,
    end,
    helped,
    later,
    offered,
    refused,
    share,
    triage,
    working,
)
from tests.world import NOW, area, make_matter, telling, unit, viewer


def send(matter: Matter, to: str = "dept.market", **over: object) -> None:
    values = {"unit_id": unit(to), "reason": "按职责", "by": viewer("dispatcher"), "at": later(hours=1)}
    actions.route(matter_id=matter.id, **{**values, **over})  # type: ignore[arg-type]


def hand_back(matter: Matter, **over: object) -> None:
    values = {"reason": "not_our_duty", "text": "不是我们的", "by": viewer("handler.urban"), "at": later(hours=1)}
    actions.give_back(matter_id=matter.id, **{**values, **over})  # type: ignore[arg-type]


def test_the_party_before_loses_its_share_and_the_next_one_is_asked_to_sign(world: None) -> None:
    matter = working()
    old = share(matter)
    send(matter)
    new, after = share(matter), again(matter)
    old.refresh_from_db()
    assert (old.state, old.ended_at, new.state, new.unit.code) == (
        "withdrawn", later(hours=1), "offered", "dept.market",
    )  # fmt: skip
    assert (after.state, after.unit.code, after.accepted_at) == ("offered", "dept.market", None)
    assert (Entry.objects.get(move="route").text, Entry.objects.get(move="route").task_id) == ("按职责", new.id)


def test_rerouting_starts_a_new_signing_clock_and_leaves_the_finishing_one_running(world: None) -> None:
    matter = offered()
    finish = Clock.objects.get(code="finish")
    send(matter, at=later(days=2))
    first, second = Clock.objects.filter(code="accept").order_by("started_at")
    assert (first.stopped_at, second.started_at, second.stopped_at) == (later(days=2), later(days=2), None)
    assert Clock.objects.get(code="finish").events == finish.events
    assert again(matter).due_at == second.due_at


def test_rerouting_does_not_sign_for_a_helper(world: None) -> None:
    matter = helped(signed=False)
    helper = share(matter, TaskRole.HELPER)
    send(matter)
    clock = Clock.objects.get(task_id=helper.id)
    assert (clock.stopped_at, share(matter, TaskRole.HELPER).state) == (None, "offered")
    assert again(matter).due_at == Clock.objects.get(task_id=share(matter).id).due_at


def test_a_helper_that_becomes_the_lead_has_one_share(world: None) -> None:
    matter = helped(signed=False)
    send(matter, "dept.housing")
    rows = Task.objects.filter(unit__code="dept.housing").order_by("opened_at", "id")
    assert list(rows.values_list("role", "state")) == [("helper", "withdrawn"), ("lead", "offered")]
    assert Clock.objects.get(task_id=rows[0].id).stopped_at == later(hours=1)


def test_the_first_taker_that_becomes_the_lead_has_one_share(world: None) -> None:
    matter = make_matter(by="desk.north", door=Door.COUNTER)
    send(matter, "station.north")
    rows = Task.objects.filter(unit__code="station.north").values_list("role", "state")
    assert sorted(rows) == [("copy", "withdrawn"), ("lead", "offered")]


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"to": "dept.urban"}, "unit-same"),
        ({"to": "party"}, "unit-unknown"),
        ({"to": "bureau"}, "unit-unknown"),
        ({"unit_id": new_id()}, "unit-unknown"),
        ({"reason": " \n"}, "route-reason"),
        ({"reason": "字" * 5001}, "text-long"),
    ],
)
def test_a_routing_that_cannot_be(world: None, over: dict[str, object], code: str) -> None:
    matter = offered()
    with refused(code):
        send(matter, **over)  # type: ignore[arg-type]


def test_a_triage_matter_can_be_given_to_the_centre_that_looks_at_it(world: None) -> None:
    matter = triage()
    send(matter, "centre.north")
    assert (again(matter).state, share(matter).unit.code) == ("offered", "centre.north")


def test_a_matter_handed_back_waits_at_the_centre_of_its_place_to_be_routed_anew(world: None) -> None:
    matter = working()
    hand_back(matter)
    after, task = again(matter), share(matter)
    assert (after.state, after.unit.code, after.returned, after.accepted_at) == ("triage", "centre.north", 1, None)
    assert (task.state, task.ended_at) == ("returned", later(hours=1))
    entry = Entry.objects.get(move="return")
    assert (entry.text, entry.codes) == ("不是我们的", {"reason": "not_our_duty", "role": "lead"})
    assert list(queue(viewer("dispatcher.north"), QueueFilter(), now=later(hours=2))) == [after]


@pytest.mark.parametrize(("place", "centre"), [("TC0202", "centre"), ("TC01", "centre.north"), (None, "centre")])
def test_it_goes_to_the_centre_covering_the_area(world: None, place: str | None, centre: str) -> None:
    matter = working(area_id=area(place) if place else None)
    hand_back(matter)
    assert again(matter).unit.code == centre


def test_a_return_starts_a_clock_for_the_centre_and_the_finishing_one_goes_on(world: None) -> None:
    matter = working()
    finish = Clock.objects.get(code="finish")
    hand_back(matter)
    clock = Clock.objects.get(code="accept", stopped_at__isnull=True)
    assert (clock.task_id, clock.started_at) == (None, later(hours=1))
    assert (again(matter).due_at, Clock.objects.get(code="finish").events) == (clock.due_at, finish.events)
    send(matter, at=later(hours=2))
    clock.refresh_from_db()
    assert clock.stopped_at == later(hours=2)


def test_what_was_not_signed_can_be_handed_back_too(world: None) -> None:
    matter = offered()
    hand_back(matter)
    assert (again(matter).state, share(matter).state) == ("triage", "returned")


def test_returns_are_counted_and_after_two_the_supervisors_watch(world: None) -> None:
    matter = working()
    watch = QueueFilter(tab=Tab.WATCH)
    hand_back(matter)
    assert list(queue(viewer("supervisor"), watch, now=later(hours=2))) == []
    send(matter, "dept.housing", at=later(hours=2))
    hand_back(matter, by=viewer("handler.housing"), at=later(hours=3))
    assert again(matter).returned == 2
    assert list(queue(viewer("supervisor"), watch, now=later(hours=4))) == [again(matter)]


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"reason": ""}, "reason-unknown"),
        ({"reason": "not_solved"}, "reason-unknown"),
        ({"text": " "}, "return-text"),
        ({"text": "字" * 5001}, "text-long"),
    ],
)
def test_a_return_needs_a_reason_of_the_list_and_the_words_it_asks_for(
    world: None, over: dict[str, object], code: str
) -> None:
    matter = working()
    with refused(code):
        hand_back(matter, **over)


def test_some_reasons_need_no_words(world: None) -> None:
    matter = working()
    hand_back(matter, reason="not_our_area", text="")
    assert again(matter).state == "triage"


def test_a_helpers_return_ends_its_share_alone(world: None) -> None:
    matter = helped(signed=False)
    hand_back(matter, by=viewer("handler.housing"))
    after, task = again(matter), share(matter, TaskRole.HELPER)
    assert (after.state, after.unit.code, after.returned) == ("working", "dept.urban", 0)
    assert (task.state, share(matter).state) == ("returned", "working")
    assert Clock.objects.get(task_id=task.id).stopped_at == later(hours=1)
    add_housing(matter, later(hours=2))


def test_a_helper_can_hand_back_while_the_next_lead_has_not_signed(world: None) -> None:
    matter = helped()
    send(matter)
    hand_back(matter, by=viewer("handler.housing"), at=later(hours=2))
    assert (again(matter).state, again(matter).returned) == ("offered", 0)
    assert share(matter, TaskRole.HELPER).state == "returned"
    assert share(matter).state == "offered"


def test_without_a_centre_nothing_can_be_handed_back(world: None) -> None:
    matter = working()
    Unit.objects.filter(function="centre").update(active_to=NOW.date())
    with refused("unit-none"):
        hand_back(matter)


def test_a_matter_handed_back_and_routed_again_can_be_closed(world: None) -> None:
    matter = working()
    hand_back(matter)
    send(matter, "dept.urban", at=later(hours=2))
    DID[Move.ACCEPT].do(matter, viewer("handler.urban"), later(hours=3))
    end(matter, later(hours=4))
    after = again(matter)
    assert (after.state, after.returned, after.step) == ("closed", 1, "check")
    assert after.closed_at - after.received_at == timedelta(hours=4)


def readers(matter: Matter) -> set[str]:
    ids = Recipient.objects.filter(matter=matter).values_list("staff_id", flat=True)
    return set(Staff.objects.filter(id__in=ids).values_list("account__username", flat=True))


def test_a_sealed_clue_is_read_by_the_taker_and_the_chief_of_the_station(world: None) -> None:
    matter = make_matter(by="assistant", door=Door.COUNTER, **CLUE)
    assert readers(matter) == {"assistant", "chief.north"}
    for login in ("desk.north", "dispatcher", "supervisor"):
        assert matter_for(viewer(login), matter.id) is None


def test_where_a_unit_has_no_chief_its_desk_reads_so_that_no_clue_lies_unseen(world: None) -> None:
    by = system_viewer(at=NOW)
    assert by is not None
    (received,) = actions.receive(
        telling_list=[telling(area_id=None, **CLUE)], desk=actions.desk_at(NOW), by=by, at=NOW
    )  # fmt: skip
    matter = Matter.objects.get(id=received.matter_id)
    assert (matter.unit.code, readers(matter) - {None}) == ("bureau.command", {"desk.command"})
    assert matter_for(viewer("desk.command"), matter.id) == matter


def test_a_sealed_clue_sent_on_is_read_by_those_who_answer_for_the_next_unit(world: None) -> None:
    matter = make_matter(by="desk.north", **CLUE)
    send(matter, "dept.urban", by=viewer("chief.north"))
    assert readers(matter) == {"desk.north", "chief.north", "handler.urban"}
    DID[Move.ACCEPT].do(matter, viewer("handler.urban"), later(hours=2))
    hand_back(matter, at=later(hours=3))
    assert readers(matter) == {"desk.north", "chief.north", "handler.urban", "dispatcher.north"}
    assert matter_for(viewer("dispatcher"), matter.id) is None
