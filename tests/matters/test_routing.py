"""Why a matter goes where it goes: the table's row kept with what it saw, the model's part, emergencies, people's turn."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fengqiao.matters import actions
from fengqiao.matters.actions import desk_at
from fengqiao.matters.models import Clock, Recipient, Routing, Task
from fengqiao.matters.queries import QueueFilter, queue
from fengqiao.matters.terms import Door, Move, Tab
from fengqiao.orgs.models import Unit
from fengqiao.rulebook.queries import pack_on
from tests.matters.helping import CLUE, DID, FIGHT, STOLEN, VAGUE, again, later, triage
from tests.matters.packs import ROUTING, published
from tests.world import NOW, area, make_matter, unit, viewer


@pytest.mark.parametrize(("place", "centre"), [("TC0102", "centre.north"), ("TC0201", "centre"), (None, "centre")])
def test_triage_is_at_the_centre_that_covers_the_place(world: None, place: str | None, centre: str) -> None:
    matter = triage(area_id=area(place) if place else None)
    assert (matter.state, matter.unit.code) == ("triage", centre)


def test_a_triage_matter_waits_for_those_who_route_there(world: None) -> None:
    matter = triage()
    todo = QueueFilter(tab=Tab.TODO)
    for login in ("dispatcher.north", "dispatcher"):
        assert list(queue(viewer(login), todo, now=NOW)) == [matter]
    for login in ("handler.urban", "desk.north", "supervisor"):
        assert list(queue(viewer(login), todo, now=NOW)) == []


def test_the_person_who_routes_it_is_written_down_as_a_decision_of_its_own(world: None) -> None:
    matter = triage()
    by, at = viewer("dispatcher.north"), later(hours=1)
    actions.route(matter_id=matter.id, unit_id=unit("dept.urban"), reason="看过了", by=by, at=at)
    first, second = Routing.objects.filter(matter=matter).order_by("at")
    assert (first.by_hand, first.row, first.unit_id) == (False, "end", unit("centre.north"))
    assert (second.by_hand, second.row, second.decision) == (True, "", {})
    assert (second.unit_id, second.staff_id, second.at) == (unit("dept.urban"), by.staff_id, at)
    assert (second.edition_id, second.table_version) == (first.edition_id, first.table_version)


@pytest.mark.parametrize(
    ("place", "expected"),
    [("TC0101", "station.north"), ("TC0202", "station.south"), ("TC", "bureau.command"), (None, "bureau.command")],
)
def test_an_emergency_goes_to_the_station_that_covers_the_place_at_once(
    world: None, place: str | None, expected: str
) -> None:
    matter = make_matter(by="dispatcher", door=Door.COUNTER, area_id=area(place) if place else None, **FIGHT)
    kept = Routing.objects.get()
    assert kept.decision["outputs"] == {"function": "police", "kind": "emergency", "urgent": True, "human": True}
    assert (matter.kind, matter.urgent, matter.state, matter.unit.code) == ("emergency", True, "offered", expected)
    task = Task.objects.get(role="lead")
    assert (task.state, task.unit.code) == ("offered", expected)


def test_a_person_signs_for_an_emergency_within_the_minutes_of_the_pack(world: None) -> None:
    matter = make_matter(by="dispatcher", **FIGHT)
    minutes = pack_on(NOW).pack.kinds["emergency"].clocks["accept"].amount
    assert minutes == 3
    assert matter.due_at == NOW + timedelta(minutes=3)
    actions.accept(matter_id=matter.id, by=viewer("desk.north"), at=NOW + timedelta(minutes=2))
    clock = Clock.objects.get(matter=matter, code="accept")
    assert clock.stopped_at == NOW + timedelta(minutes=2)


def test_an_emergency_stands_first_in_the_queue_however_late_the_others_are(world: None) -> None:
    theft = make_matter(by="dispatcher", at=NOW - timedelta(days=9), told_at=NOW - timedelta(days=9), **STOLEN)
    fight = make_matter(by="dispatcher", **FIGHT)
    assert theft.due_at < fight.due_at
    assert list(queue(viewer("desk.north"), QueueFilter(), now=NOW)) == [fight, theft]


def test_an_emergency_without_a_place_can_be_sent_to_the_right_station_by_hand(world: None) -> None:
    matter = make_matter(by="dispatcher", door=Door.COUNTER, area_id=None, **FIGHT)
    at = later(minutes=1)
    actions.route(
        matter_id=matter.id, unit_id=unit("station.south"), reason="在南一村", by=viewer("desk.command"), at=at
    )
    after = again(matter)
    assert (after.unit.code, after.urgent, after.due_at) == ("station.south", True, at + timedelta(minutes=3))


def test_a_row_that_names_an_absent_function_falls_to_the_centre(world: None) -> None:
    Unit.objects.filter(code="dept.urban").update(active_to="2026-08-31")
    matter = make_matter(by="dispatcher")
    assert (matter.state, matter.unit.code) == ("offered", "centre.north")


def test_without_a_place_the_unit_that_took_it_in_and_has_the_function_keeps_it(world: None) -> None:
    theft = {**STOLEN, "area_id": None}
    assert make_matter(by="desk.north", door=Door.COUNTER, outside_ref="1", **theft).unit.code == "station.north"
    assert make_matter(by="desk.north", door=Door.IMPORT, outside_ref="2", **theft).unit.code == "bureau.command"
    assert make_matter(by="dispatcher", door=Door.COUNTER, outside_ref="3", **theft).unit.code == "bureau.command"


def test_a_matter_received_before_keeps_the_table_that_routed_it(world: None) -> None:
    before = make_matter(by="dispatcher")
    published(later(days=1), routing=ROUTING)
    desk = desk_at(later(days=2))
    after = make_matter(by="dispatcher", at=later(days=2), desk=desk, outside_ref="2", kind="")
    old, new = Routing.objects.get(matter=before), Routing.objects.get(matter=after)
    assert (old.table_version, new.table_version) == (pack_on(NOW).pack.tables["routing"].version, "小-1")
    assert old.edition_id == before.edition_id != after.edition_id == new.edition_id
    DID[Move.ACCEPT].do(before, viewer("handler.urban"), later(days=2))
    assert again(before).edition_id == before.edition_id


def test_vague_words_are_nobodys_until_a_person_has_looked(world: None) -> None:
    matter = make_matter(by="dispatcher", **VAGUE)
    assert Routing.objects.get().decision["outputs"]["human"] is True
    assert (matter.state, matter.kind) == ("triage", "inquiry")


def test_what_is_said_in_passing_can_make_a_person_look_first(world: None) -> None:
    plain = make_matter(by="dispatcher", outside_ref="1")
    grave = make_matter(by="dispatcher", outside_ref="2", text="菜场门口摊贩占道。摊主常在家里虐待老人。")
    kept = Routing.objects.get(matter=grave)
    assert (plain.state, grave.state, grave.unit.code) == ("offered", "triage", "centre.north")
    assert (kept.unit_id, kept.decision["outputs"]["function"]) == (unit("dept.urban"), "urban")
    assert (kept.decision["attention"]["row"], kept.decision["attention"]["matched"]) == ("abuse", {"text": ["虐待"]})
    assert "attention" not in Routing.objects.get(matter=plain).decision


def test_a_sealed_clue_never_lies_at_a_centre_to_be_looked_at(world: None) -> None:
    matter = make_matter(by="desk.north", **{**CLUE, "text": "废弃厂房里可能有人虐待流浪儿童。"})
    assert Routing.objects.get().decision["attention"]["row"] == "abuse"
    assert (matter.state, matter.unit.code) == ("offered", "station.north")
    readers = set(Recipient.objects.values_list("staff__account__username", flat=True))
    assert readers == {"desk.north", "chief.north"}
