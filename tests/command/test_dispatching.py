"""Dispatch within a station: the table suggests, the room decides, a part offers and another takes; refusals change nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from fengqiao.command import actions
from fengqiao.command.models import Dispatch
from fengqiao.command.queries import Room, dispatches_of, station_for, stations_seen
from fengqiao.ledger.models import Event
from fengqiao.matters import actions as matters
from fengqiao.matters.models import Entry
from fengqiao.matters.queries import visible
from fengqiao.notices.models import Notice
from fengqiao.orgs.actions import set_part
from fengqiao.orgs.models import Unit
from fengqiao.orgs.queries import at_desks, directory
from fengqiao.rulebook.queries import pack_on
from tests.command.helping import NORTH, SAID, again, came, dispatched, later, part, staff, two_teams
from tests.matters.helping import STOLEN, events_of, refused
from tests.world import NOW, unit, viewer

AT = later(minutes=3)


@pytest.fixture
def station(world: None) -> None:
    two_teams()


def suggestion(task: Any, at: Any = NOW, on_duty: tuple[UUID, ...] = ()) -> tuple[Any, UUID | None]:
    units = directory(at=at)
    room = Room(units.units[unit(NORTH)], units, pack_on(at).pack, at=at, on_duty=on_duty)
    return room.suggest(task.matter, task.role)


def test_a_post_in_a_part_reaches_the_station_and_its_desk_is_the_station_s(station: None) -> None:
    task = came()
    for login in ("room.north", "case.north", "officer.north"):
        assert visible(viewer(login)).filter(id=task.matter_id).exists(), login
        found = station_for(viewer(login), directory(at=NOW))
        assert found is not None
        assert found.code == NORTH
    desks = at_desks({unit(NORTH), part("command"), part("case")}, at=NOW)
    assert staff("room.north") in desks[unit(NORTH)]
    assert desks[part("command")] == [staff("room.north")]
    assert desks[part("case")] == [staff("case.north")]
    codes = [card.code for card in stations_seen(viewer("supervisor"), directory(at=NOW))]
    assert codes == [NORTH, "station.south"]  # neither the command centre of the county nor a part is a station


def test_the_table_suggests_a_part_and_who_there_has_least(station: None) -> None:
    found, who = suggestion(came())
    assert (found.part, found.decision.row.id, who) == ("community", "dispute", staff("officer.north"))
    night = NOW.replace(hour=14)  # 22:00 in China
    stolen = came(**STOLEN)
    assert suggestion(stolen)[0].decision.row.id == "report"
    found, who = suggestion(stolen, night, (staff("case.north"),))
    assert (found.part, found.decision.row.id, who) == ("case", "night-report", staff("case.north"))
    assert suggestion(stolen, night)[1] is None  # nobody is known to be on duty
    Unit.objects.filter(id=part("community")).update(part="joined")
    Unit.objects.filter(id=part("case")).update(part="")
    assert suggestion(stolen)[0].part == "joined"  # the only team does what either would
    Unit.objects.filter(id=part("case")).update(part="else")
    assert suggestion(stolen) == (None, None)  # two teams, of which the table names neither


def test_dispatching_signs_gives_and_keeps_why(station: None) -> None:
    task = came()
    who = staff("officer.north")
    told = events_of(lambda: dispatched(task, at=AT, staff_id=who))
    kinds = [(event.kind, event.unit_id) for event in told]
    assert kinds == [("task.accepted", unit(NORTH)), ("command.dispatched", unit(NORTH))]
    assert told[1].attributes == {
        "kind": "dispute", "part": "community", "followed": "yes", "again": "no", "role": "lead", "urgent": "no",
        "row": "dispute",
    }  # fmt: skip
    assert told[1].measures == {"seconds": 180}
    row = dispatches_of(task.id).held
    assert row is not None
    assert (row.row, row.table_version, row.followed, row.staff_id) == ("dispute", "2026.1", True, who)
    assert row.decision["outputs"] == {"part": "community", "who": "least"}
    assert again(task).state == "working"
    assert again(task).assignee_id == who
    assert Entry.objects.filter(matter=task.matter_id, move="assign").count() == 1
    assert Notice.objects.filter(kind="assigned", staff_id=who).exists()
    assert SAID not in str(list(Event.objects.values_list("attributes", flat=True)))


@pytest.mark.parametrize(
    ("login", "over", "code"),
    [
        ("case.north", {}, "denied"),  # officers do not decide
        ("desk.south", {}, "matter-unknown"),
        ("dispatcher", {}, "no-task"),
        ("room.north", {"to": "case"}, "dispatch-reason"),
        ("room.north", {"seen": UUID(int=9)}, "dispatch-changed"),
        ("room.north", {"part_id": UUID(int=9)}, "dispatch-part"),
        ("room.north", {"reason": "长" * 201}, "text-long"),
        ("room.north", {"staff": "case.north"}, "dispatch-person"),
    ],
)
def test_what_is_not_dispatched_changes_nothing(station: None, login: str, over: dict[str, Any], code: str) -> None:
    task, given = came(), {"part_id": part(over.pop("to", "community")), **over}
    given["staff_id"] = staff(given.pop("staff")) if "staff" in given else None
    with refused(code):
        actions.dispatch(task_id=task.id, by=viewer(login, AT), at=AT, **{"reason": "", **given})


def test_sealed_ended_and_foreign_shares_are_not_dispatched(station: None) -> None:
    task = came()
    matters.give_back(
        matter_id=task.matter_id, reason="not_our_duty", text="不在本辖区", by=viewer("room.north", AT), at=AT
    )
    with refused("own-over"):
        dispatched(task, at=AT)
    other = came()
    other.matter.sealed = True
    other.matter.save()
    with refused("matter-unknown"):
        dispatched(other, at=AT)


def test_to_another_part_with_a_reason_and_anew(station: None) -> None:
    task = came()
    first = dispatched(task, "case", at=AT, reason="已有伤情，直接按案件办")
    assert (first.followed, first.row) == (False, "dispute")
    assert Notice.objects.filter(kind="dispatched", staff_id=staff("case.north")).exists()
    with refused("dispatch-changed"):
        dispatched(task, at=later(minutes=5))
    with refused("dispatch-again"):
        dispatched(task, at=later(minutes=5), seen=first.id)
    with refused("dispatch-same"):
        dispatched(task, "case", at=later(minutes=5), seen=first.id, reason="再派")
    told = events_of(lambda: dispatched(task, at=later(minutes=5), seen=first.id, reason="伤情轻微，先调解"))
    assert [(e.kind, e.attributes["again"], e.measures) for e in told] == [("command.dispatched", "yes", {})]
    assert (again(first).state, again(first).ended_at) == ("withdrawn", later(minutes=5))


def test_a_part_offers_and_the_other_takes(station: None) -> None:
    task = came()
    first = dispatched(task, at=AT, staff_id=staff("officer.north"))
    by = viewer("officer.north", AT)
    with refused("offer-reason"):
        actions.offer(dispatch_id=first.id, part_id=part("case"), reason=" ", by=by, at=AT)
    with refused("denied"):
        actions.offer(dispatch_id=first.id, part_id=part("case"), reason=SAID, by=viewer("case.north", AT), at=AT)
    told = events_of(lambda: actions.offer(dispatch_id=first.id, part_id=part("case"), reason=SAID, by=by, at=AT))
    assert [(e.kind, e.attributes) for e in told] == [
        ("command.offered", {"kind": "dispute", "part": "community", "to": "case"})
    ]
    offered = dispatches_of(task.id).offered
    assert offered is not None
    assert again(first).state == "held"  # until it is taken
    with refused("offer-waits"):
        actions.offer(dispatch_id=first.id, part_id=part("case"), reason=SAID, by=by, at=AT)
    with refused("take-other"):
        actions.take(dispatch_id=offered.id, by=by, at=AT)
    taker, at = viewer("case.north", later(minutes=9)), later(minutes=9)
    told = events_of(lambda: actions.take(dispatch_id=offered.id, by=taker, at=at))
    assert [(e.kind, e.measures) for e in told] == [("command.taken", {"seconds": 360})]
    assert (again(first).state, again(offered).state) == ("passed", "held")
    assert again(task).assignee_id == staff("case.north")
    with refused("offer-answered"):
        actions.take(dispatch_id=offered.id, by=taker, at=at)


def test_what_is_turned_down_stays_where_it_is(station: None) -> None:
    task = came()
    first = dispatched(task, at=AT)
    made = actions.offer(dispatch_id=first.id, part_id=part("case"), reason=SAID, by=viewer("room.north", AT), at=AT)
    with refused("refuse-reason"):
        actions.refuse(dispatch_id=made, reason="", by=viewer("case.north", AT), at=AT)
    told = events_of(lambda: actions.refuse(dispatch_id=made, reason="够不上案件", by=viewer("chief.north", AT), at=AT))
    assert [e.kind for e in told] == ["command.refused"]
    course = dispatches_of(task.id)
    assert (course.held, course.offered, course.all[1].state) == (again(first), None, "refused")
    actions.forget([task.matter_id])
    assert set(Dispatch.objects.values_list("reason", flat=True)) == {""}


def test_an_administrator_says_what_is_a_part(station: None) -> None:
    by, at = viewer("admin"), NOW
    known = {"command", "community", "case"}
    for code, wanted, refusal in (
        (f"{NORTH}.case", "community", "part-taken"), (f"{NORTH}.case", "room", "part-unknown"),
        ("station.south", "case", "part-unfit"), ("bureau", "case", "part-unfit"),
    ):  # fmt: skip
        with refused(refusal):
            set_part(unit_id=unit(code), part=wanted, known=known, by=by, at=at)
    with refused("unit-beyond-part"):
        set_part(unit_id=unit("dept.urban"), part="case", known=known, by=by, at=at)
    with refused("denied"):
        set_part(unit_id=part("case"), part="", known=known, by=viewer("chief.north"), at=at)
    told = events_of(lambda: set_part(unit_id=part("case"), part="", known=known, by=by, at=at))
    assert [(e.kind, e.attributes) for e in told] == [("unit.part", {"was": "case"})]
    assert viewer("case.north", NOW + timedelta(minutes=1)).seen_units == {part("case")}
