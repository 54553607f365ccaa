"""A matter done together by an officer and a grid worker: either side asks, both see one state, who leads closes; once only."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from fengqiao.command import actions
from fengqiao.command.models import Shared
from fengqiao.command.queries import shared
from fengqiao.matters import actions as matters
from fengqiao.matters.models import Matter, Task
from fengqiao.matters.queries import visible
from fengqiao.orgs import actions as orgs
from fengqiao.orgs.terms import Line, Role, UnitLevel
from tests.command.helping import SAID, came, dispatched, later, staff, two_teams
from tests.matters.helping import at_once, codes, events_of, refused
from tests.world import BEGAN, NOW, PASSWORD, unit, viewer

AT = later(hours=1)


def grid() -> None:
    """The centre of the first village of the north, with a grid worker."""
    orgs.load_structure(
        areas=[], venues=[], active_from=BEGAN,
        units=[orgs.NewUnit(code="centre.first", name="北一村工作站", name_en="First Village", short="北一村站", line=Line.GOVERNANCE, function="", parent="", areas=("TC0101",), level=UnitLevel.VILLAGE)],
    )  # fmt: skip
    post = orgs.NewPost(unit="centre.first", role=Role.GRID_WORKER, starts=NOW - timedelta(days=90))
    orgs.engage(
        staff=[orgs.NewStaff(number="G001", name="格格", login="grid.first", posts=[post])], recorded_by=None, at=NOW
    )
    orgs.set_password(username="grid.first", password=PASSWORD)


def led(**over: object) -> Matter:
    """A dispute in the first village that an officer of the north station has in hand."""
    task = came(**over)
    dispatched(task, at=later(minutes=3), staff_id=staff("officer.north"))
    return Matter.objects.get(id=task.matter_id)


def ask(matter: Matter, login: str = "officer.north", **over: Any) -> None:
    values = {"staff_id": staff("grid.first"), "wanted": "先去看看双方情绪", **over}
    actions.share(matter_id=matter.id, by=viewer(login), at=AT, **values)


def numbers(login: str, *, mine: bool) -> set[UUID]:
    return set(shared(viewer(login), mine=mine).values_list("matter_id", flat=True))


def test_an_officer_asks_the_grid_and_both_see_one_state(world: None) -> None:
    two_teams()
    grid()
    matter = led()
    assert not visible(viewer("grid.first")).filter(id=matter.id).exists()
    for login, over, code in (
        ("desk.south", {}, "share-none"), ("officer.north", {"staff_id": staff("case.north")}, "share-person"),
        ("officer.north", {"wanted": " "}, "wanted-empty"),
    ):  # fmt: skip
        with refused(code):
            ask(matter, login, **over)
    told = events_of(lambda: ask(matter, wanted=SAID))
    assert [(e.kind, e.unit_id) for e in told] == [("task.added", unit("centre.first")), ("matter.shared", unit("station.north"))]  # fmt: skip
    assert told[1].attributes == {"kind": "dispute", "asked": "grid"}
    row = Shared.objects.get()
    assert (row.officer_id, row.worker_id, row.lead_id) == (staff("officer.north"), staff("grid.first"), unit("station.north"))  # fmt: skip
    for login in ("officer.north", "grid.first"):
        assert (numbers(login, mine=True), numbers(login, mine=False)) == ({matter.id}, {matter.id}), login
    assert (numbers("case.north", mine=True), numbers("case.north", mine=False)) == (set(), {matter.id})
    assert numbers("desk.south", mine=False) == set()
    with refused("share-none"):
        ask(matter)
    # The grid worker does a share; only then the side that leads closes, and both see it closed.
    worker, ending = viewer("grid.first"), {"result": "reconciled", "text": "双方和解", "uploads": [], "fields": {"dispute_type": "neighbours", "parties_count": "2"}}  # fmt: skip
    with refused("close-open-tasks"):
        matters.close(matter_id=matter.id, by=viewer("officer.north"), at=AT, **ending)
    matters.accept(matter_id=matter.id, by=worker, at=AT)
    with refused("no-task"):
        matters.close(matter_id=matter.id, by=worker, at=AT, **ending)
    matters.finish_task(matter_id=matter.id, text="已看过，双方愿意谈", uploads=[], by=worker, at=AT)
    matters.close(matter_id=matter.id, by=viewer("officer.north"), at=AT, **ending)
    assert {shared(viewer(login), mine=True).get().matter.state for login in ("officer.north", "grid.first")} == {"closed"}  # fmt: skip


def test_a_grid_worker_asks_the_station(world: None) -> None:
    two_teams()
    grid()
    matter = led()
    Task.objects.filter(matter=matter).update(unit=unit("centre.first"), assignee=None)
    Matter.objects.filter(id=matter.id).update(unit=unit("centre.first"))
    told = events_of(lambda: ask(matter, "grid.first", staff_id=None))
    assert told[-1].attributes == {"kind": "dispute", "asked": "police"}
    row = Shared.objects.get()
    assert (row.officer_id, row.worker_id, row.lead_id) == (None, staff("grid.first"), unit("centre.first"))
    assert numbers("desk.north", mine=True) == {matter.id}, "where nobody is named it is the desk's of the station"


def test_a_place_without_a_grid_has_nobody_to_ask(world: None) -> None:
    two_teams()
    grid()
    matter = led()
    Matter.objects.filter(id=matter.id).update(area=None)
    with refused("share-none"):
        ask(matter)


def test_two_ask_at_once_one_is_told(committed_world: None) -> None:
    two_teams()
    grid()
    matter = led()
    do = lambda login: lambda: ask(matter, login)  # noqa: E731
    found = codes(at_once(do("officer.north"), do("desk.north")))
    assert found in (["done", "party-there"], ["done", "share-none"])
    assert Shared.objects.count() == 1
