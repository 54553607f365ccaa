"""Joint incidents: opening, calling out, the steps of each party, standing down, the lead, reports, the end."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from fengqiao.incidents import actions
from fengqiao.incidents.actions import Called
from fengqiao.incidents.models import Incident, JointLine, JointParty
from fengqiao.incidents.queries import incident_for, parties_of, sheet, sums, version_for, with_parties
from fengqiao.ledger.models import Event
from fengqiao.ledger.queries import kinds_of
from fengqiao.matters import actions as matters
from fengqiao.matters.models import Entry, Matter, Task
from fengqiao.orgs.models import Unit
from tests.incidents.helping import OPENED, SAID, again, end, incident, later, party, report, stand_down, step
from tests.matters.helping import FIGHT, VAGUE, events_of, refused
from tests.world import make_matter, unit, viewer

pytestmark = pytest.mark.usefixtures("world")


def test_one_press_makes_a_matter_joint_and_calls_everybody_out() -> None:
    row = incident()
    assert (row.unit.code, row.setting, row.limit_minutes, row.told_at) == (
        "station.north",
        "urban",
        5,
        later(minutes=-1),
    )
    assert [p.unit.code for p in JointParty.objects.filter(incident=row).order_by("told_at", "id")] == [
        "station.north", "dept.urban", "volunteers",
    ]  # fmt: skip
    matter = Matter.objects.get(id=row.matter_id)
    assert (matter.state, matter.accepted_at) == ("working", OPENED), "calling out signs for the matter as well"
    task = Task.objects.get(matter=matter, unit__code="dept.urban")
    assert (task.role, task.state, task.wanted, party(row, "dept.urban").task_id) == (
        "helper", "offered", "带绳索到北一村塘边", task.id,
    )  # fmt: skip
    assert kinds_of(matter.id)[-5:] == ["task.added", "task.added", "joint.opened", "joint.called", "joint.called"]
    called = Event.objects.filter(kind="joint.called").order_by("seq")
    assert [(e.unit_id, e.attributes["line"], e.attributes["again"], e.attributes["drill"]) for e in called] == [
        (unit("dept.urban"), "partner", "no", "no"), (unit("volunteers"), "volunteers", "no", "no"),
    ]  # fmt: skip


def test_each_party_takes_its_steps_and_arrival_is_measured_from_its_telling() -> None:
    row = incident()
    step(row, "dept.urban", "signed", "handler.urban", OPENED + timedelta(seconds=20))
    step(row, "dept.urban", "left", "handler.urban", OPENED + timedelta(minutes=1))
    (event,) = events_of(lambda: step(row, "dept.urban", "arrived", "handler.urban", OPENED + timedelta(minutes=4)))
    assert event.attributes | {"kind": ""} == {
        "kind": "", "plan": "water", "drill": "no", "setting": "urban", "step": "arrived", "line": "partner",
        "by_desk": "no", "first": "yes", "in_limit": "yes",
    }  # fmt: skip
    assert (event.measures, event.unit_id) == ({"seconds": 240, "told_seconds": 360}, unit("dept.urban"))
    step(row, "volunteers", "arrived", "volunteer", OPENED + timedelta(minutes=6))
    late = Event.objects.filter(kind="joint.stepped").latest("seq")
    assert (late.attributes["first"], late.attributes["in_limit"]) == ("no", "no")
    assert party(row, "volunteers").task.state == "working", "arriving signs for the task"
    found = {each.party.unit.code: (each.seconds, each.kept) for each in parties_of(row)}
    assert found == {"station.north": (None, None), "dept.urban": (240, True), "volunteers": (360, False)}
    step(row, "dept.urban", "done", "handler.urban", OPENED + timedelta(minutes=30))
    assert party(row, "dept.urban").task.state == "done"


@pytest.mark.parametrize(("setting", "limit"), [("urban", 5), ("suburb", 10), ("rural", None), ("", None)])
def test_the_limit_hangs_on_what_kind_of_country_it_is(setting: str, limit: int | None) -> None:
    assert incident(setting=setting).limit_minutes == limit


def test_the_lead_writes_down_for_a_party_what_it_was_told_and_says_so() -> None:
    row, at = incident(), OPENED + timedelta(minutes=8)
    step(row, "dept.urban", "arrived", "desk.north", at, happened=OPENED + timedelta(minutes=3))
    line = JointLine.objects.filter(incident=row).latest("at", "id")
    assert (line.by_desk, line.happened_at, line.at) == (True, OPENED + timedelta(minutes=3), at)
    assert (party(row, "dept.urban").by_desk, parties_of(row)[1].seconds) == (["arrived"], 180)


def test_the_same_press_twice_is_once() -> None:
    row, press = incident(), uuid4()
    assert step(row, "dept.urban", "signed", "handler.urban", later(minutes=2), press=press)
    assert not step(row, "dept.urban", "signed", "handler.urban", later(minutes=3), press=press)
    assert party(row, "dept.urban").signed_at == later(minutes=2)
    assert report(row, "handler.urban", later(minutes=4), press=(again_id := uuid4()))
    assert not report(row, "handler.urban", later(minutes=5), press=again_id)
    assert Event.objects.filter(kind="joint.reported").count() == 1


def test_steps_that_cannot_be() -> None:
    row, at = incident(), later(minutes=5)
    with refused("joint-not-arrived"):
        step(row, "dept.urban", "done", "handler.urban", at)
    step(row, "dept.urban", "left", "handler.urban", at)
    with refused("joint-step-there"):
        step(row, "dept.urban", "left", "desk.north", at)
    step(row, "volunteers", "arrived", "volunteer", at)
    with refused("joint-step-passed"):
        step(row, "volunteers", "left", "volunteer", at)


@pytest.mark.parametrize("minutes", [-30, 30])
def test_a_step_is_neither_before_the_one_before_nor_to_come(minutes: int) -> None:
    row, at = incident(), later(minutes=5)
    with refused("joint-step-when"):
        step(row, "dept.urban", "left", "handler.urban", at, happened=at + timedelta(minutes=minutes))


def test_nobody_takes_steps_for_another_party() -> None:
    row, at = incident(), later(minutes=5)
    with refused("joint-party-other"):
        step(row, "volunteers", "left", "handler.urban", at)
    for login in ("handler.housing", "secretary", "desk.south", "admin"):
        with refused("joint-unknown"):
            step(row, "dept.urban", "left", login, at)
    with refused("joint-lead"):
        stand_down(row, None, at, "handler.urban")
    with refused("joint-lead"):
        end(row, at, "handler.urban")


def test_a_party_sees_it_while_it_holds_a_task_and_nobody_else_does() -> None:
    row = incident()
    sees = lambda login: incident_for(viewer(login), row.id) is not None  # noqa: E731
    assert {login for login in ("desk.north", "chief.north", "supervisor", "dispatcher", "handler.urban", "volunteer") if sees(login)} == {
        "desk.north", "chief.north", "supervisor", "dispatcher", "handler.urban", "volunteer",
    }  # fmt: skip
    assert not any(sees(login) for login in ("desk.south", "handler.housing", "officer.north", "secretary", "admin"))
    stand_down(row, ("dept.urban",), later(minutes=5))
    step(row, "volunteers", "arrived", "volunteer", later(minutes=6))
    step(row, "volunteers", "done", "volunteer", later(minutes=7))
    assert not sees("handler.urban")
    assert not sees("volunteer")


def test_standing_down_one_and_all_ends_their_tasks_with_a_reason() -> None:
    row = incident()
    step(row, "dept.urban", "arrived", "handler.urban", later(minutes=4))
    (event,) = events_of(lambda: stand_down(row, ("dept.urban",), later(minutes=5)))
    assert (event.attributes["reason"], event.attributes["arrived"], event.unit_id) == (
        "settled",
        "yes",
        unit("dept.urban"),
    )
    assert (party(row, "dept.urban").task.state, party(row, "dept.urban").arrived_at) == ("withdrawn", later(minutes=4))
    with refused("joint-stood-down"):
        stand_down(row, ("dept.urban",), later(minutes=6))
    with refused("joint-unknown"):
        step(row, "dept.urban", "done", "handler.urban", later(minutes=6))
    with refused("joint-stood-down"):
        step(row, "dept.urban", "done", "desk.north", later(minutes=6))
    assert stand_down(row, None, later(minutes=7)) == 1
    assert party(row, "station.north").stood_down_at is None


def test_more_are_called_later_and_a_unit_may_be_called_again() -> None:
    row = incident()
    call = lambda code, at, by="desk.north": actions.call_out(  # noqa: E731
        incident_id=row.id, calls=[Called(unit(code), "rescue")], by=viewer(by, at), at=at
    )
    call("dept.housing", later(minutes=3))
    with refused("party-there"):
        call("dept.housing", later(minutes=4))
    with refused("joint-lead"):
        call("dept.labour", later(minutes=4), "handler.urban")
    stand_down(row, ("dept.housing",), later(minutes=5))
    call("dept.housing", later(minutes=6))
    assert Event.objects.filter(kind="joint.called").latest("seq").attributes["again"] == "yes"
    assert JointParty.objects.filter(incident=row, unit__code="dept.housing").count() == 2


def test_it_does_not_end_over_open_parties_nor_does_its_matter() -> None:
    row = incident(parties=("dept.urban",))
    with refused("joint-open") as told:
        end(row, later(minutes=5))
    assert "urban局" in str(told.value)
    with refused("close-open-tasks"):
        matters.close(
            matter_id=row.matter_id, result="rescued", text="好", fields={"found_class": "help"}, uploads=[],
            by=viewer("desk.north"), at=later(minutes=5),
        )  # fmt: skip
    step(row, "dept.urban", "arrived", "handler.urban", later(minutes=4))
    step(row, "dept.urban", "done", "handler.urban", later(minutes=9))
    (event,) = events_of(lambda: end(row, later(minutes=10)))
    assert (event.attributes["outcome"], event.attributes["found_any"]) == ("found_safe", "yes")
    assert event.measures == {
        "parties": 2, "arrived": 1, "first_seconds": 300, "found": 1, "helped": 1, "hospital": 0, "hectares": 0,
    }  # fmt: skip
    after = again(row)
    assert (after.state, after.outcome, after.numbers) == ("ended", "found_safe", {"found": 1, "helped": 1})
    with refused("joint-over"):
        end(row, later(minutes=11))
    assert incident_for(viewer("handler.urban"), row.id) is None


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"outcome": "nonsense"}, "joint-outcome"),
        ({"numbers": {"found": -1}}, "joint-numbers"),
        ({"numbers": {"hares": 1}}, "joint-numbers"),
        ({"numbers": {"found": 10**6}}, "joint-numbers"),
    ],
)
def test_an_end_that_cannot_be(over: dict[str, object], code: str) -> None:
    row = incident(parties=())
    with refused(code):
        end(row, later(minutes=5), **over)


def test_the_lead_passes_to_a_party_with_the_matter() -> None:
    row = incident()
    pass_on = lambda code, text="他们更近": actions.pass_on(  # noqa: E731
        incident_id=row.id, party_id=party(row, code).id, text=text, by=viewer("desk.north"), at=later(minutes=6)
    )
    with refused("joint-lead-text"):
        pass_on("dept.urban", " ")
    with refused("unit-unknown"):
        pass_on("volunteers")  # no matter can be routed to them
    with refused("joint-party"):
        pass_on("station.north")
    pass_on("dept.urban")
    assert again(row).unit.code == "dept.urban"
    matter = Matter.objects.get(id=row.matter_id)
    roles = dict(Task.objects.filter(matter=matter, state="working").values_list("unit__code", "role"))
    assert (matter.unit.code, roles) == ("dept.urban", {"dept.urban": "lead", "station.north": "helper"})
    assert incident_for(viewer("desk.north"), row.id), "who led goes on as a party"
    stand_down(row, None, later(minutes=7), "handler.urban")
    end(row, later(minutes=8), "handler.urban")


@pytest.mark.parametrize(
    ("over", "code"),
    [
        ({"code": "", "text": "  "}, "joint-report"),
        ({"code": "nonsense"}, "joint-report"),
        ({"area_id": uuid4()}, "joint-place"),
        ({"text": "很" * 1001}, "text-long"),
    ],
)
def test_reports_that_cannot_be(over: dict[str, object], code: str) -> None:
    row = incident()
    with refused(code):
        report(row, "handler.urban", later(minutes=3), **over)


def test_no_words_reach_the_ledger_and_they_go_with_the_matter() -> None:
    row = incident()
    report(row, "handler.urban", later(minutes=3))
    report(row, "desk.north", later(minutes=3))
    stand_down(row, None, later(minutes=4))
    end(row, later(minutes=5))
    assert JointLine.objects.filter(incident=row, text=SAID).count() == 5
    written = repr(list(Event.objects.values_list("attributes", "measures")))
    assert "王五" not in written
    assert "绳索" not in written
    actions.forget([row.matter_id])
    assert not JointLine.objects.filter(incident=row).exclude(text="").exists()


@pytest.mark.parametrize(
    ("plan", "login", "code"),
    [
        ("nonsense", "desk.north", "joint-plan"),
        ("water", "desk.south", "matter-unknown"),
        ("water", "assistant", "task-signed"),
        ("water", "volunteer", "denied"),
    ],
)
def test_an_opening_that_cannot_be(plan: str, login: str, code: str) -> None:
    matter = make_matter(by="desk.north", **FIGHT | {"kind": "emergency"})
    if login == "assistant":  # of the station, yet the lead is the urban department's
        matter = make_matter(by="dispatcher", kind="complaint")
        code = "matter-unknown"
    with refused(code):
        actions.open_incident(matter_id=matter.id, plan=plan, calls=[], drill=False, by=viewer(login), at=OPENED)


def test_not_twice_at_a_time_not_before_it_is_routed_and_never_sealed() -> None:
    row = incident()
    opening = lambda matter_id, by="desk.north": actions.open_incident(  # noqa: E731
        matter_id=matter_id, plan="water", calls=[], drill=False, by=viewer(by), at=later(minutes=9)
    )
    with refused("joint-running"):
        opening(row.matter_id)
    stand_down(row, None, later(minutes=5))
    end(row, later(minutes=6))
    opening(row.matter_id)
    assert Incident.objects.filter(matter_id=row.matter_id).count() == 2
    waiting = make_matter(by="dispatcher", **VAGUE)
    if waiting.state == "triage":
        with refused("matter-triage"):
            opening(waiting.id, "dispatcher")


def test_who_helps_already_is_a_party_and_what_is_done_on_the_matter_page_counts() -> None:
    row = incident(parties=("dept.urban",))
    matters.accept(matter_id=row.matter_id, by=viewer("handler.urban"), at=later(minutes=2))
    matters.finish_task(
        matter_id=row.matter_id, text="好了", uploads=[], by=viewer("handler.urban"), at=later(minutes=9)
    )
    standing = parties_of(row)[1]
    assert (standing.moments.at["signed"], standing.moments.over) == (later(minutes=2), True)
    end(row, later(minutes=10))


def test_drills_are_marked_and_left_out_of_sums() -> None:
    drill = incident(drill=True)
    step(drill, "dept.urban", "arrived", "handler.urban", OPENED + timedelta(minutes=2))
    assert set(Event.objects.filter(kind__startswith="joint.").values_list("attributes__drill", flat=True)) == {"yes"}
    found = sums(with_parties([drill]))
    assert (found.incidents, found.drills, found.arrivals, found.first_median) == (0, 1, 0, None)


def test_sums_of_incidents() -> None:
    first, second = incident(), incident(outside_ref="b", text="有人落水了，在北二村塘边，快来人。", area_id=None)
    step(first, "dept.urban", "arrived", "handler.urban", OPENED + timedelta(minutes=2))
    step(first, "volunteers", "arrived", "volunteer", OPENED + timedelta(minutes=8))
    found = sums(with_parties([first, second]))
    assert (found.incidents, found.running, found.parties, found.arrivals) == (2, 2, 6, 2)
    assert (found.measured, found.kept, found.first_median) == (2, 1, 240)


def test_whatever_changes_is_seen_by_the_version() -> None:
    row = incident()
    seen = {version_for(viewer("desk.north"), row.id)}
    step(row, "dept.urban", "signed", "handler.urban", later(minutes=2))
    seen.add(version_for(viewer("desk.north"), row.id))
    report(row, "handler.urban", later(minutes=3))
    seen.add(version_for(viewer("desk.north"), row.id))
    matters.progress(
        matter_id=row.matter_id, text="在路上", uploads=[], step="", by=viewer("desk.north"), at=later(minutes=4)
    )
    seen.add(version_for(viewer("desk.north"), row.id))
    assert len(seen) == 4
    assert version_for(viewer("desk.south"), row.id) is None


def test_the_matter_tells_of_it_too_and_units_that_ended_can_be_shown() -> None:
    row = incident()
    step(row, "dept.urban", "arrived", "handler.urban", later(minutes=4))
    assert list(Entry.objects.filter(matter_id=row.matter_id).order_by("at", "id").values_list("move", flat=True)) == [
        "receive", "accept", "add_party", "add_party", "accept",
    ]  # fmt: skip
    Unit.objects.filter(code="dept.urban").update(active_to=later(days=1).date())
    assert [each.party.unit.code for each in sheet(row).parties][1] == "dept.urban"
