"""Help at a station: recorded in three taps, counted without names, passed on to a matter that keeps where it came from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from fengqiao.helps import actions
from fengqiao.helps.actions import NewSession
from fengqiao.helps.models import HelpSession
from fengqiao.helps.queries import by_station, visible_sessions
from fengqiao.kit.identifiers import new_id
from fengqiao.ledger.models import Event
from fengqiao.matters.actions import desk_at
from fengqiao.matters.models import Matter, Report
from fengqiao.orgs.models import Venue
from tests.matters.helping import at_once, codes, refused
from tests.world import NOW, viewer

BY = "desk.north"


def told(**over: object) -> NewSession:
    given = {
        "press": new_id(),
        "venue_id": Venue.objects.order_by("code")[0].id,
        "kind": "medical",
        "helped": "senior",
        "minutes": 10,
    }
    return NewSession(**{**given, **over})  # type: ignore[arg-type]


def helped(*, by: str = BY, at: datetime = NOW, **over: object) -> HelpSession:
    return actions.record_help(told=told(**over), desk=desk_at(NOW), by=viewer(by), at=at)


def test_a_session_is_counted_without_a_name_and_pressed_twice_is_one(world: None) -> None:
    press = new_id()
    assert helped(press=press).id == helped(press=press).id
    event = Event.objects.get(kind="help.given")
    assert (event.attributes, event.measures) == (
        {"help": "medical", "helped": "senior", "outcome": "solved"},
        {"minutes": 10},
    )
    for code, over in (
        ("help-kind", {"kind": "massage"}), ("help-minutes", {"minutes": 0}), ("help-minutes", {"minutes": 999}),
        ("help-whom", {"helped": "father"}), ("help-venue", {"venue_id": new_id()}), ("help-text", {"passed": True, "text": " "}),
        ("text-long", {"text": "长" * 1001}), ("denied", {"by": "handler.urban"}),
    ):  # fmt: skip
        with refused(code):
            helped(**over)  # type: ignore[arg-type]


def test_what_cannot_be_done_there_becomes_a_matter_that_keeps_its_origin(world: None) -> None:
    row = helped(passed=True, text="老人的社保卡坏了，请帮补办")
    matter = Matter.objects.get(id=row.matter_id)
    report = Report.objects.get(matter=matter)
    assert (report.source, report.outside_ref, report.door, matter.place) == (
        "help",
        str(row.id),
        "post",
        row.venue.name,
    )
    assert Event.objects.get(kind="help.given").attributes["outcome"] == "passed"
    assert "社保卡" not in str(list(Event.objects.values_list("attributes", flat=True)))
    helped(at=NOW + timedelta(days=31), helped="other")
    lines = by_station(viewer(BY), datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    assert [(each.month, each.sessions, each.minutes, each.seniors, each.passed) for each in lines] == [
        (9, 1, 10, 1, 1),
        (10, 1, 10, 0, 0),
    ]
    assert visible_sessions(viewer("desk.south")).count() == 0
    assert visible_sessions(viewer("admin")).count() == 0


def test_two_presses_at_once_are_one(committed_world: None) -> None:
    press = new_id()
    press_it = lambda: helped(press=press) and None  # noqa: E731
    results = codes(at_once(press_it, press_it))
    assert set(results) <= {"done", "help-known"}
    assert (HelpSession.objects.count(), Event.objects.filter(kind="help.given").count()) == (1, 1)


def test_only_venues_where_people_are_served_are_stations(world: None) -> None:
    Venue.objects.filter(code="v1").update(kind="drone")
    with refused("help-venue"):
        helped(venue_id=Venue.objects.get(code="v1").id)
    Venue.objects.filter(code="v1").update(kind="police_post")
    assert helped(venue_id=Venue.objects.get(code="v1").id).kind == "medical"
