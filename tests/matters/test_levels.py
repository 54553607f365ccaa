"""Matters go up a level and back, down, across: one number, one story; who keeps what; two refusals and the next decides."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

import pytest

from fengqiao.ledger.models import Event
from fengqiao.matters import actions
from fengqiao.matters.models import Clock, Entry, Matter, Task
from fengqiao.matters.queries import matter_for
from fengqiao.matters.rules.levels import Centre, decider, taken_at, ways_from
from fengqiao.matters.terms import LevelWay, MatterState, Move, TaskRole
from fengqiao.orgs.queries import UnitCard
from fengqiao.rulebook.queries import pack_of
from tests.matters.helping import again, at_once, codes, end, later, refused, share, triage
from tests.matters.levelled import at_the_centre, more_centres, send
from tests.world import unit, viewer


def card(code: str, level: str, above: UnitCard | None = None, *neighbours: str) -> UnitCard:
    over = above.id if above else None
    return UnitCard(
        uuid4(), code, code, code, code, "governance", "", 1, frozenset(), level, over, frozenset(neighbours)
    )


CITY = card("city", "city")
COUNTY, OTHER = card("county", "county", CITY), card("other", "county", CITY, "county")
ABROAD = card("abroad", "county", None, "county")
NORTH, SOUTH, EAST = (
    card("north", "town", COUNTY),
    card("south", "town", COUNTY, "north"),
    card("east", "town", OTHER, "south"),
)
OFFICE = card("office", "", NORTH)  # a unit between two levels that is no centre
VILLAGE = card("village", "village", OFFICE)
ALL = (CITY, COUNTY, OTHER, ABROAD, NORTH, SOUTH, EAST, OFFICE, VILLAGE)
CHAIN: dict[object, Centre] = {each.id: each for each in ALL}  # type: ignore[misc]


@pytest.mark.parametrize(
    ("origin", "ways"),
    [
        (VILLAGE, {"north": "up"}),
        (NORTH, {"county": "up", "village": "down", "south": "across"}),
        (SOUTH, {"county": "up", "north": "across", "east": "across"}),
        (COUNTY, {"city": "up", "north": "down", "south": "down", "other": "across", "abroad": "across"}),
        (CITY, {"county": "down", "other": "down"}),
        (ABROAD, {"county": "across"}),
        (OFFICE, {}),
    ],
)
def test_the_ways_from_a_centre(origin: UnitCard, ways: dict[str, str]) -> None:
    found = ways_from(CHAIN, origin.id)  # type: ignore[arg-type]
    assert {CHAIN[key].code: way.value for key, way in found.items()} == ways


@pytest.mark.parametrize(
    ("sender", "refuser", "decides"),
    [
        (VILLAGE, NORTH, COUNTY),
        (NORTH, VILLAGE, COUNTY),
        (NORTH, SOUTH, COUNTY),
        (SOUTH, EAST, CITY),
        (COUNTY, CITY, CITY),
        (CITY, COUNTY, CITY),
        (COUNTY, ABROAD, None),
    ],
)
def test_who_decides_between_two(sender: UnitCard, refuser: UnitCard, decides: UnitCard | None) -> None:
    assert decider(CHAIN, sender.id, refuser.id) == (decides.id if decides else None)  # type: ignore[arg-type]


def test_the_level_at_which_a_matter_was_taken() -> None:
    assert taken_at("village", ["town"], "county") == "village"
    assert taken_at("", ["", "town", "county"], "county") == "town"
    assert taken_at("", [], "town") == "town"


@pytest.fixture
def centres(world: None) -> None:
    more_centres()


def sign(matter: Matter, login: str, at: datetime) -> None:
    actions.accept(matter_id=matter.id, by=viewer(login, at), at=at)


def refuse(matter: Matter, login: str, at: datetime) -> None:
    actions.give_back(matter_id=matter.id, reason="not_our_duty", text="本级能办", by=viewer(login, at), at=at)


def ended(matter: Matter, login: str, at: datetime) -> None:
    end(matter, at, by=viewer(login, at), result="answered", fields={})


def seen(matter: Matter, *logins: str) -> list[bool]:
    return [matter_for(viewer(login), matter.id) is not None for login in logins]


def test_up_and_down_to_the_village_is_one_matter_with_one_story(centres: None) -> None:
    matter = at_the_centre(triage(), MatterState.WORKING, Move.HAND_ON)
    assert seen(matter, "at.village", "at.next", "dispatcher.north") == [False, False, True]
    send(matter, "centre", "dispatcher.north", later(hours=1))
    row = again(matter)
    assert (row.state, row.unit.code) == ("working", "centre.north"), "it answers until the other has signed"
    with refused("transfer-waits"):
        send(matter, "next", "dispatcher.north", later(hours=1))
    with refused("close-open-tasks"):
        ended(matter, "dispatcher.north", later(hours=1))
    sign(matter, "dispatcher", later(hours=2))
    row = again(matter)
    assert (row.unit.code, share(matter, TaskRole.COPY).unit.code) == ("centre", "centre.north")
    send(matter, "centre.north", "dispatcher", later(hours=3), "settled_above")
    sign(matter, "dispatcher.north", later(hours=4))
    send(matter, "village", "dispatcher.north", later(hours=5))
    sign(matter, "at.village", later(hours=6))
    assert seen(matter, "at.village", "dispatcher.north", "dispatcher", "at.next", "at.far") == [
        True,
        True,
        True,
        False,
        False,
    ]
    ended(matter, "at.village", later(hours=8))
    assert again(matter).number == matter.number
    moves = Entry.objects.filter(matter=matter).order_by("at", "id").values_list("move", flat=True)
    assert [move for move in moves if move in ("hand_on", "accept", "close")] == [
        "accept",
        *["hand_on", "accept"] * 3,
        "close",
    ]
    accepted = Event.objects.filter(kind="task.accepted", attributes__has_key="way").order_by("seq")
    assert [(e.attributes["way"], e.attributes["level"], e.measures["level_minutes"]) for e in accepted] == [
        ("up", "town", 110), ("down", "county", 120), ("down", "town", 120),
    ]  # fmt: skip
    closed = Event.objects.get(kind="matter.closed")
    said = [closed.attributes[key] for key in ("level", "taken_level", "at_level")]
    assert (said, closed.measures["level_minutes"]) == (["village", "county", "no"], 120), (
        "the county's centre took it in"
    )


def test_what_a_centre_has_yet_to_route_goes_on_as_well_and_is_taken_back(centres: None) -> None:
    matter = triage()
    assert (matter.state, matter.unit.code) == ("triage", "centre.north")
    send(matter, "next", "dispatcher.north", later(minutes=5))
    assert (again(matter).state, share(matter).unit.code, share(matter, TaskRole.NEXT).way) == (
        "working",
        "centre.north",
        "across",
    )
    assert not Clock.objects.filter(matter=matter, code="accept", task_id=None, stopped_at=None).exists()
    for login, code in (("at.next", "no-task"), ("at.far", "matter-unknown")):
        with refused(code):
            actions.take_back(matter_id=matter.id, text="再看看", by=viewer(login), at=later(minutes=6))
    with refused("take-back-text"):
        actions.take_back(matter_id=matter.id, text=" ", by=viewer("dispatcher.north"), at=later(minutes=6))
    actions.take_back(matter_id=matter.id, text="本级先办", by=viewer("dispatcher.north"), at=later(minutes=6))
    assert (share(matter, TaskRole.NEXT).state, again(matter).unit.code) == ("withdrawn", "centre.north")
    with refused("take-back-late"):
        actions.take_back(matter_id=matter.id, text="再看看", by=viewer("dispatcher.north"), at=later(minutes=7))
    with refused("no-task"):
        sign(matter, "at.next", later(minutes=7))
    ended(matter, "dispatcher.north", later(hours=1))
    assert Event.objects.get(kind="matter.closed").attributes["level"] == "town"


def test_two_refusals_and_the_next_level_decides(centres: None) -> None:
    matter = at_the_centre(triage(), MatterState.WORKING, Move.HAND_ON)
    for turn in (1, 3):
        send(matter, "next", "dispatcher.north", later(hours=turn))
        refuse(matter, "at.next", later(hours=turn + 1))
    row = again(matter)
    assert (row.state, row.unit.code, row.ruling, row.returned) == ("triage", "centre", "asked", 2)
    with refused("rule-first"):
        send(matter, "centre.north", "dispatcher", later(hours=5))
    ruling = {"reason": "边界那头的事", "by": viewer("dispatcher"), "at": later(hours=5)}
    actions.rule(matter_id=matter.id, unit_id=unit("next"), **ruling)  # type: ignore[arg-type]
    sign(matter, "at.next", later(hours=6))
    with refused("ruled"):
        send(matter, "centre", "at.next", later(hours=7))
    told = [each.attributes.get("to_arbiter") for each in Event.objects.filter(kind="task.returned").order_by("seq")]
    assert told == [None, "yes"]


def test_where_nobody_stands_above_both_the_third_sending_is_refused(centres: None) -> None:
    matter = at_the_centre(triage(), MatterState.WORKING, Move.HAND_ON)
    send(matter, "centre", "dispatcher.north", later(minutes=30))
    sign(matter, "dispatcher", later(minutes=40))
    for turn in (1, 3):
        send(matter, "abroad", "dispatcher", later(hours=turn))
        refuse(matter, "at.abroad", later(hours=turn + 1))
    assert (again(matter).state, again(matter).unit.code) == ("working", "centre")
    with refused("level-refused"):
        send(matter, "abroad", "dispatcher", later(hours=5))


@pytest.mark.parametrize(
    ("to", "reason", "text", "code"),
    [
        ("far", "their_area", "", "level-stranger"),
        ("dept.urban", "their_area", "", "level-stranger"),
        ("centre", "on_the_spot", "", "level-reason"),
        ("centre", "beyond_power", " ", "return-text"),
        ("village", "beyond_power", "", "level-reason"),
    ],
)
def test_what_cannot_be_sent(centres: None, to: str, reason: str, text: str, code: str) -> None:
    matter = at_the_centre(triage(), MatterState.WORKING, Move.HAND_ON)
    form = {"unit_id": unit(to), "reason": reason, "text": text, "by": viewer("dispatcher.north"), "at": later(hours=1)}
    with refused(code):
        actions.hand_on(matter_id=matter.id, **form)  # type: ignore[arg-type]
    Matter.objects.filter(id=matter.id).update(sealed=True)
    with refused("matter-unknown"):
        actions.hand_on(matter_id=matter.id, **form)  # type: ignore[arg-type]


def test_the_edition_gives_reasons_for_each_way(centres: None) -> None:
    pack = pack_of(triage().edition_id).pack
    assert {way.value for way in LevelWay} <= {use.value for use, reasons in pack.reasons.items() if reasons}


def test_signing_and_taking_back_at_once_one_of_them_is_told(committed_world: None) -> None:
    more_centres()
    matter = at_the_centre(triage(), MatterState.WORKING, Move.HAND_ON)
    send(matter, "next", "dispatcher.north", later(hours=1))
    by, other = viewer("dispatcher.north"), viewer("at.next")
    found = codes(
        at_once(
            lambda: actions.take_back(matter_id=matter.id, text="再看看", by=by, at=later(hours=2)),
            lambda: actions.accept(matter_id=matter.id, by=other, at=later(hours=2)),
        )
    )
    assert found in (["done", "no-task"], ["done", "take-back-late"])
    leads = Task.objects.filter(matter=matter, role="lead", state="working").values_list("unit__code", flat=True)
    assert [again(matter).unit.code] == list(leads)
