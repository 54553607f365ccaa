"""Counts open down to the records: every number is the length of a list, and the numbers of one period add up."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from fengqiao.matters.queries import Cell, QueueFilter, counts, counts_by_day, counts_by_unit, queue, total, visible
from fengqiao.matters.terms import Lamp, MatterState, Tab
from tests.matters.many import Many, ago
from tests.world import LOGINS, NOW, unit, viewer

FIRST, LAST = date(2026, 8, 1), date(2026, 9, 1)
SINCE = datetime(2026, 7, 31, 16, 0, tzinfo=UTC)  # the first of August begins in China
UNTIL = datetime(2026, 9, 1, 16, 0, tzinfo=UTC)
WATCHERS = ("supervisor", "dispatcher", "dispatcher.north", "handler.urban", "chief.north", "desk.south", "volunteer")


def listed(login: str, **over: object) -> int:
    """Return the length of the list behind a number of the period."""
    asked = QueueFilter(tab=Tab.ALL, since=FIRST, until=LAST, **over)  # type: ignore[arg-type]
    return queue(viewer(login), asked, now=NOW).count()


def cells(login: str) -> list[Cell]:
    return counts(viewer(login), since=SINCE, until=UNTIL, now=NOW)


@pytest.mark.parametrize("login", WATCHERS)
def test_every_cell_is_the_length_of_its_list(world: None, many: Many, login: str) -> None:
    for cell in cells(login):
        place = {"no_area": True} if cell.area_id is None else {"areas": (cell.area_id,)}
        narrow = {**place, "kinds": (cell.kind,), "states": (cell.state,)}
        assert cell.count == listed(login, **narrow)
        assert cell.late == listed(login, **narrow, lamp=Lamp.LATE.value)


@pytest.mark.parametrize("login", WATCHERS)
def test_areas_kinds_and_states_each_add_up_to_the_whole(world: None, many: Many, login: str) -> None:
    found = cells(login)
    assert sum(cell.count for cell in found) == listed(login)
    assert len({(cell.area_id, cell.kind, cell.state) for cell in found}) == len(found)
    by_state, by_kind = Counter[str](), Counter[str]()
    for cell in found:
        by_state[cell.state] += cell.count
        by_kind[cell.kind] += cell.count
    assert by_state == {state: n for state in MatterState if (n := listed(login, states=(state.value,)))}
    assert by_kind == {kind: listed(login, kinds=(kind,)) for kind in by_kind}
    assert sum(cell.late for cell in found) == listed(login, lamp=Lamp.LATE.value)


@pytest.mark.parametrize("login", WATCHERS)
def test_units_add_up_too_and_each_opens_to_its_lists(world: None, many: Many, login: str) -> None:
    rows = counts_by_unit(viewer(login), since=SINCE, until=UNTIL, now=NOW)
    assert sum(number for _, number, _, _ in rows) == listed(login)
    assert [number for _, number, _, _ in rows] == sorted((number for _, number, _, _ in rows), reverse=True)
    for unit_id, number, done, late in rows:
        assert (number, done, late) == (
            listed(login, units=(unit_id,)),
            listed(login, units=(unit_id,), states=("closed",)),
            listed(login, units=(unit_id,), lamp=Lamp.LATE.value),
        )


def test_the_figures_of_the_supervisor(world: None, many: Many) -> None:
    by_state, late = Counter[str](), 0
    for cell in cells("supervisor"):
        by_state[cell.state] += cell.count
        late += cell.late
    # "late", "closed_old" came before August; "nowhere" has no place and lies with a department; "clue" is sealed.
    assert (dict(by_state), late) == ({"offered": 4, "triage": 3, "working": 4, "closed": 1}, 3)
    units = {unit_id: (number, done, late) for unit_id, number, done, late in counts_by_unit(
        viewer("supervisor"), since=SINCE, until=UNTIL, now=NOW
    )}  # fmt: skip
    assert units[unit("dept.urban")] == (7, 1, 1)
    assert units[unit("centre.north")] == (2, 0, 2)


@pytest.mark.parametrize("login", LOGINS)
def test_nobody_counts_what_they_do_not_see(world: None, many: Many, login: str) -> None:
    everything = counts(viewer(login), since=ago(days=99), until=NOW + timedelta(days=1), now=NOW)
    assert sum(cell.count for cell in everything) == visible(viewer(login)).count()
    assert total() == len(many)


def test_the_days_add_up_to_what_came_in_the_period(world: None, many: Many) -> None:
    days = counts_by_day(viewer("supervisor"), since=SINCE, until=UNTIL)
    assert sum(received for _, received, _ in days) == listed("supervisor")
    assert [day for day, _, _ in days] == sorted({day for day, _, _ in days})
