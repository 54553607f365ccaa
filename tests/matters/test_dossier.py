"""Reading a matter and a list takes the same number of queries, whatever their length; and only those who may read."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from fengqiao.desk.matters.rows import lines
from fengqiao.kit.identifiers import new_id
from fengqiao.matters import actions
from fengqiao.matters.models import Entry, Matter, Report, Task
from fengqiao.matters.queries import QueueFilter, doers, dossier, matter_for, queue, shown
from fengqiao.matters.terms import Tab, TaskRole
from fengqiao.orgs.models import Area, Unit
from fengqiao.orgs.queries import Viewer, directory
from tests.matters.helping import CLUE, add_housing, end, helped, later, offered, working
from tests.world import NOW, make_matter, unit, viewer


def queries_of_dossier(by: Viewer, matter_id: UUID) -> int:
    dossier(by, matter_id)  # the pack of the edition is read once for the process
    with CaptureQueriesContext(connection) as asked:
        case = dossier(by, matter_id)
        assert case is not None
        for task in case.tasks:
            assert task.unit.name
            assert task.assignee is None or task.assignee.name
        assert all(entry.unit.name for entry in case.entries)
        assert all(report.taken_unit.name for report in case.reports)
        assert all(routing.unit.name for routing in case.routings)
        assert case.lead is not None
        assert case.task_of(by) is not None
    return len(asked)


def with_shares(number: int) -> Matter:
    """A matter with so many shares, entries, reports and clocks."""
    matter = working()
    row = Report.objects.get(matter=matter)
    for count in range(number):
        parent = Unit.objects.get(code="party")
        added = Unit.objects.add_child(
            parent,
            instance=Unit(
                code=f"extra.{matter.number}.{count}", name=f"单位{count}", line="party", active_from="2020-01-01"
            ),
        )
        actions.add_party(
            matter_id=matter.id, unit_id=added.id, role=TaskRole.HELPER, wanted="请协办", by=viewer("handler.urban"),
            at=later(minutes=count),
        )  # fmt: skip
        Report.objects.create(
            matter=matter, door=row.door, title=row.title, text=row.text, told_at=row.told_at, received_at=NOW,
            source="more", outside_ref=added.code, digest=row.digest, taken_by=row.taken_by, taken_unit=row.taken_unit,
        )  # fmt: skip
    return matter


def test_a_dossier_takes_the_same_queries_for_one_three_and_thirty_shares(world: None) -> None:
    by = viewer("handler.urban")
    found = {}
    for number in (1, 3, 30):
        matter = with_shares(number)
        assert Task.objects.filter(matter=matter).count() == number + 1
        assert Entry.objects.filter(matter=matter).count() == number + 2
        found[number] = queries_of_dossier(by, matter.id)
    assert set(found.values()) == {6}, found


def test_a_list_takes_the_same_queries_for_one_three_and_fifty_rows(world: None) -> None:
    by, found, made = viewer("handler.urban"), {}, 0
    with translation.override("zh-hans"):
        for number in (1, 3, 50):
            for _ in range(number - made):
                (helped if made < 3 else working)()
                made += 1
            with CaptureQueriesContext(connection) as asked:
                rows = lines(queue(by, QueueFilter(), now=NOW)[:50], now=NOW)
            assert [len(rows), *{row.unit for row in rows}] == [number, "urba"]
            found[number] = len(asked)
    assert set(found.values()) == {2}, found


def test_who_does_what_in_a_list_is_one_query_the_lead_first_and_only_open_shares(world: None) -> None:
    matters = [helped(), working(), offered()]
    lead, helper = viewer("handler.urban"), viewer("handler.housing")
    actions.assign(matter_id=matters[0].id, staff_id=helper.staff_id, by=helper, at=later(hours=2))
    actions.assign(matter_id=matters[0].id, staff_id=lead.staff_id, by=lead, at=later(hours=3))
    actions.assign(matter_id=matters[1].id, staff_id=lead.staff_id, by=lead, at=later(hours=3))
    with CaptureQueriesContext(connection) as asked:
        assert doers(matters) == {matters[0].id: [lead.name, helper.name], matters[1].id: [lead.name]}
    assert len(asked) == 1
    end(matters[1], later(hours=4))
    matters[1].refresh_from_db()
    assert matters[1].id not in doers(matters)


def test_a_dossier_holds_everything_in_the_order_in_which_it_happened(world: None) -> None:
    matter = helped()
    actions.progress(
        matter_id=matter.id, text="去看了", uploads=[], step="", by=viewer("handler.urban"), at=later(hours=1)
    )
    case = dossier(viewer("handler.urban"), matter.id)
    assert case is not None
    assert (case.matter, case.kind.code, case.published.edition_id) == (matter, "complaint", matter.edition_id)
    assert [entry.move for entry in case.entries] == ["receive", "accept", "add_party", "accept", "progress"]
    assert [(task.role, task.unit.code) for task in case.tasks] == [("lead", "dept.urban"), ("helper", "dept.housing")]
    assert [(row.code, found.state.value) for row, found in case.clocks] == [
        ("accept", "stopped"), ("finish", "running"), ("contact", "running"),
        ("accept", "stopped"), ("help", "running"),
    ]  # fmt: skip
    assert case.lead == case.tasks[0]


@pytest.mark.parametrize(
    ("login", "role"),
    [("handler.urban", "lead"), ("handler.housing", "helper"), ("dispatcher", None), ("supervisor", None)],
)
def test_the_task_of_a_viewer_is_the_share_on_which_they_can_act(world: None, login: str, role: str | None) -> None:
    case = dossier(viewer(login), helped().id)
    assert case is not None
    task = case.task_of(viewer(login))
    assert (task.role if task else None) == role


def test_the_task_that_was_given_to_somebody_is_theirs_wherever_they_sit(world: None) -> None:
    stolen = {"kind": "police_report", "title": "电动车被盗", "text": "电动车被偷了，要报警。"}
    matter = offered(**stolen)
    desk, officer = viewer("desk.north"), viewer("officer.north")
    actions.accept(matter_id=matter.id, by=desk, at=NOW)
    actions.assign(matter_id=matter.id, staff_id=officer.staff_id, by=desk, at=NOW)
    case = dossier(officer, matter.id)
    assert case is not None
    assert case.task_of(officer) == case.lead


def test_whoever_may_not_see_a_matter_gets_no_dossier_of_it(world: None) -> None:
    open_one, sealed = working(), make_matter(by="desk.north", **CLUE)
    for login in ("desk.north", "volunteer", "admin", "secretary", "handler.housing"):
        assert dossier(viewer(login), open_one.id) is None
        assert matter_for(viewer(login), open_one.id) is None
    for login in ("supervisor", "dispatcher", "officer.north", "desk.command"):
        assert dossier(viewer(login), sealed.id) is None
    assert dossier(viewer("handler.urban"), new_id()) is None


def test_the_clocks_of_a_dossier_are_those_of_each_share(world: None) -> None:
    matter = working()
    add_housing(matter, later(hours=1))
    case = dossier(viewer("handler.urban"), matter.id)
    assert case is not None
    by_task = {row.task_id: found for row, found in case.clocks if row.code == "accept"}
    lead, helper = case.tasks
    assert by_task[lead.id].stopped_at == NOW + timedelta(minutes=10)
    assert by_task[helper.id].started_at == later(hours=1)
    assert queue(viewer("handler.housing"), QueueFilter(tab=Tab.TODO), now=NOW).get() == matter
    assert unit("dept.housing") == helper.unit_id


def test_a_unit_and_an_area_that_have_ended_since_are_still_named_in_a_list(world: None) -> None:
    matter, by = working(), viewer("handler.urban")
    Unit.objects.filter(id=matter.unit_id).update(active_to=NOW)
    Area.objects.filter(id=matter.area_id).update(active_to=NOW)
    assert matter.area is not None
    at = later(days=1)
    found = lines(shown(queue(by, QueueFilter(tab=Tab.ALL), now=at)), now=at, units=directory(at=at))
    assert [(row.unit, row.area) for row in found] == [(matter.unit.short, matter.area.name)]
