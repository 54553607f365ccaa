"""What study uses: registered, booked by one activity at a time, counted when it was held; what is never used shows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from fengqiao.ledger.models import Event
from fengqiao.measure.queries import Period, Scope, figure
from fengqiao.measure.rules import Question
from fengqiao.rulebook.queries import pack_on
from fengqiao.studies import actions
from fengqiao.studies.jobs import destroy_due
from fengqiao.studies.models import Thing, Use
from fengqiao.studies.queries import names_of_lecturers, things, uses_of_year
from tests.duties.helping import HOUR
from tests.matters.helping import at_once, codes, events_of, refused
from tests.studies.helping import CAME, LATER, ended, session, thing
from tests.world import NOW, unit, viewer


def counted(code: str) -> Any:
    measures = pack_on(NOW).pack.measures
    scope = Scope(units=frozenset({unit("station.north")}))
    return figure(Question(measures[code], Period(date(2026, 1, 1), date(2026, 12, 31)), scope), measures).number


@pytest.mark.django_db
def test_what_may_stand_in_the_register(world: None) -> None:
    for over, code in (
        ({"sort": "none"}, "thing-sort"), ({"name": ""}, "thing-name"), ({"name": "x" * 61}, "text-long"), ({"name": "张建国 13912345678"}, "thing-private"),
        ({"by": viewer("volunteer")}, "denied"), ({"unit_id": unit("station.south")}, "denied"), ({"staff_id": viewer("desk.north").staff_id}, "thing-staff"),
        ({"sort": "own", "name": "", "staff_id": viewer("desk.south").staff_id}, "thing-staff"),
    ):  # fmt: skip
        with refused(code):
            thing(**over)
    thing()
    with refused("thing-there"):
        thing()
    own = thing("own", "", staff_id=viewer("officer.north").staff_id)
    guest = thing("guest", "县委党校教研室", person="周某某")
    assert "周某某".encode() not in bytes(guest.sealed)
    assert names_of_lecturers([own, guest]) == {own.id: "", guest.id: "周某某"}
    assert [things(viewer(login)).count() for login in ("desk.north", "supervisor", "desk.south")] == [3, 3, 0]
    # The name goes two years after it was last needed; the office and the uses stay.
    by = viewer("desk.north")
    assert destroy_due(by=by, now=NOW + timedelta(days=31 * 23)) == 0
    assert destroy_due(by=by, now=NOW + timedelta(days=31 * 25)) == 1
    guest.refresh_from_db()
    assert (bytes(guest.sealed), guest.name) == (b"", "县委党校教研室")
    assert not any("周某某" in str(each.attributes) for each in Event.objects.all())


@pytest.mark.django_db
def test_a_place_is_one_activity_s_at_a_time_and_counts_when_it_was_held(world: None) -> None:
    place, film, idle, desk = thing(), thing("film", "红船故事"), thing("book", "枫桥经验读本"), viewer("desk.north")
    row = session(end=False)
    own: dict[str, Any] = {"by": desk, "at": NOW}
    chosen = events_of(lambda: actions.say_used(activity_id=row.id, thing_ids=[place.id, film.id], **own))
    assert [each.kind for each in chosen] == ["study.chosen"]
    with refused("duty-unknown"):
        actions.say_used(activity_id=row.id, thing_ids=[], by=viewer("desk.south"), at=NOW)
    with refused("thing-unknown"):
        actions.say_used(activity_id=row.id, thing_ids=[row.id], **own)
    clash = session(starts=NOW + 2 * HOUR, came=(), missed=(), end=False)
    with refused("study-taken"):
        actions.say_used(activity_id=clash.id, thing_ids=[place.id], **own)
    assert actions.say_used(activity_id=clash.id, thing_ids=[film.id], **own) == 1, "a film may run twice"
    assert counted("study.places") == 0, "booked is not used"
    ended(row.id, CAME, row.starts)
    used = Event.objects.filter(kind="study.used")
    assert {
        (each.attributes["used_kind"], each.measures["people"], each.measures["person_minutes"]) for each in used
    } == {("place", 3, 360), ("medium", 3, 360)}
    lines = {line.thing.id: line for line in uses_of_year(desk, 2026)}
    assert (lines[place.id].times, lines[place.id].people, lines[place.id].months[8], lines[idle.id].times) == (
        1,
        3,
        1,
        0,
    )
    assert [line.thing.id for line in uses_of_year(desk, 2026)][-1] == idle.id, "what is never used stands last"
    # Said wrongly: taken back, and what was really used is added afterwards.
    actions.say_used(activity_id=row.id, thing_ids=[place.id, idle.id], by=desk, at=LATER)
    assert [counted(f"study.{kind}") for kind in ("places", "lecturers", "mediums")] == [1, 0, 1]
    assert used.all().count() == 3, "a plain count would say three"
    actions.retire_thing(thing_id=place.id, by=desk, at=LATER)
    with refused("thing-retired"):
        actions.retire_thing(thing_id=place.id, by=desk, at=LATER)
    assert Use.objects.filter(thing=place).count() == 1


def test_two_activities_that_want_a_place_at_once_get_it_once(committed_world: None) -> None:
    place = thing()
    rows = [session(end=False, came=("desk.north",), missed=()), session(end=False, came=("chief.north",), missed=())]
    both = [
        lambda row=row: actions.say_used(activity_id=row.id, thing_ids=[place.id], by=viewer("desk.north"), at=NOW)
        for row in rows
    ]
    assert codes(at_once(*both)) == ["done", "study-taken"]
    assert Thing.objects.get().uses.count() == 1
