"""The queue: tabs, filters, lamps and order agree row by row with the rules, whoever looks and whenever."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import groupby

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fengqiao.matters.models import Matter, Task
from fengqiao.matters.queries import SORTS, QueueFilter, queue, tab_counts, visible
from fengqiao.matters.rules.lamps import lamp
from fengqiao.matters.terms import OPEN_TASKS, Lamp, MatterState, Tab
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right
from tests.matters.many import Many, ago
from tests.world import LOGINS, NOW, area, unit, viewer


def names(rows: object, found: Many) -> list[str]:
    known = {matter.id: name for name, matter in found.items()}
    return [known[row.id] for row in rows]  # type: ignore[attr-defined]


def in_tab(by: Viewer, matter: Matter, tab: Tab, now: datetime) -> bool:
    """The meaning of the tabs, asked of one matter in Python."""
    shares = [
        t for t in Task.objects.filter(matter=matter) if t.unit_id in by.seen_units or t.assignee_id == by.staff_id
    ]
    is_closed = matter.state == "closed"
    if tab is Tab.TODO:
        open_share = any(t.state in OPEN_TASKS for t in shares)
        to_route = by.may(Right.ROUTE) and matter.state == "triage" and matter.unit_id in by.seen_units
        return not is_closed and (open_share or to_route)
    if tab is Tab.DONE:
        return is_closed and bool(shares)
    if tab is Tab.WATCH:
        late = matter.due_at is not None and matter.due_at < now
        return not is_closed and (late or matter.urged or matter.returned >= 2)
    return True


@pytest.mark.parametrize("login", LOGINS)
def test_the_tabs_hold_what_their_meaning_says_row_by_row(world: None, many: Many, login: str) -> None:
    by = viewer(login)
    seen = list(visible(by))
    for tab in Tab:
        expected = {matter.id for matter in seen if in_tab(by, matter, tab, NOW)}
        assert {row.id for row in queue(by, QueueFilter(tab=tab), now=NOW)} == expected, tab
        assert tab_counts(by, now=NOW)[tab] == len(expected), tab


def test_the_tabs_of_those_who_work_with_them(world: None, many: Many) -> None:
    found = many

    def rows(login: str, tab: Tab) -> set[str]:
        return set(names(queue(viewer(login), QueueFilter(tab=tab), now=NOW), found))

    assert rows("handler.urban", Tab.TODO) == {
        "fresh", "old", "nowhere", "working", "late", "urged", "helped", "reopened",
    }  # fmt: skip
    assert rows("handler.urban", Tab.DONE) == {"closed", "closed_old"}
    assert rows("handler.housing", Tab.TODO) == {"helped"}
    assert rows("dispatcher.north", Tab.TODO) == {"vague", "returned"}
    assert rows("officer.north", Tab.TODO) == {"theft"}
    assert rows("desk.north", Tab.TODO) == {"theft", "fight", "clue"}
    assert rows("supervisor", Tab.WATCH) == {"old", "late", "urged", "returned", "vague"}
    assert rows("volunteer", Tab.ALL) == rows("admin", Tab.ALL) == set()


def boundaries(found: Many) -> list[datetime]:
    moments = {each for matter in found.values() for each in (matter.due_at, matter.soon_at) if each}
    return sorted({moment + timedelta(microseconds=tick) for moment in moments for tick in (-1, 0, 1)} | {NOW})


def assert_lamps_agree(by: Viewer, now: datetime) -> None:
    shown = {row.id: lamp(MatterState(row.state), row.due_at, row.soon_at, now) for row in visible(by)}
    for each in Lamp:
        asked = QueueFilter(tab=Tab.ALL, lamp=each.value)
        assert {row.id for row in queue(by, asked, now=now)} == {key for key, is_ in shown.items() if is_ is each}, each


def test_a_lamp_asked_for_is_the_lamp_shown_at_every_moment_at_which_one_turns(world: None, many: Many) -> None:
    found = many
    by = viewer("supervisor")
    for now in boundaries(found):
        assert_lamps_agree(by, now)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_lamp_asked_for_is_the_lamp_shown_whenever_one_looks(world: None, many: Many, data: st.DataObject) -> None:
    now = NOW + data.draw(st.timedeltas(min_value=timedelta(days=-60), max_value=timedelta(days=60)))
    assert_lamps_agree(viewer("dispatcher"), now)


def test_every_row_has_exactly_one_lamp(world: None, many: Many) -> None:
    by = viewer("supervisor")
    numbers = [queue(by, QueueFilter(tab=Tab.ALL, lamp=each.value), now=NOW).count() for each in Lamp]
    assert sum(numbers) == queue(by, QueueFilter(tab=Tab.ALL), now=NOW).count() == visible(by).count()
    assert queue(by, QueueFilter(tab=Tab.ALL, lamp="mauve"), now=NOW).count() == visible(by).count()


FILTERS: dict[str, tuple[dict[str, object], Callable[[Matter], bool]]] = {
    "state": ({"states": ("triage", "closed")}, lambda m: m.state in ("triage", "closed")),
    "kind": ({"kinds": ("inquiry", "police_report")}, lambda m: m.kind in ("inquiry", "police_report")),
    "door": ({"doors": ("counter",)}, lambda m: m.door == "counter"),
    "urgent": ({"urgent": True}, lambda m: m.urgent),
    "no area": ({"no_area": True}, lambda m: m.area_id is None),
    "since": ({"since": date(2026, 8, 29)}, lambda m: m.received_at >= ago(days=3, hours=10)),
    "until": ({"until": date(2026, 8, 29)}, lambda m: m.received_at < ago(days=2, hours=10)),
    "one day": (
        {"since": date(2026, 8, 30), "until": date(2026, 8, 30)},
        lambda m: ago(days=2, hours=10) <= m.received_at < ago(days=1, hours=10),
    ),
}


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_keeps_the_rows_that_it_names(world: None, many: Many, name: str) -> None:
    by = viewer("supervisor")
    over, holds = FILTERS[name]
    expected = {matter.id for matter in visible(by) if holds(matter)}
    asked = QueueFilter(tab=Tab.ALL, **over)  # type: ignore[arg-type]
    assert {row.id for row in queue(by, asked, now=NOW)} == expected
    assert 0 < len(expected) < visible(by).count() or name == "no area"


def test_filters_of_unit_and_area_and_both(world: None, many: Many) -> None:
    found, by = many, viewer("supervisor")
    north = tuple(area(code) for code in ("TC01", "TC0101", "TC0102"))

    def rows(**over: object) -> set[str]:
        return set(names(queue(by, QueueFilter(tab=Tab.ALL, **over), now=NOW), found))  # type: ignore[arg-type]

    assert rows(units=(unit("centre.north"),)) == {"vague", "returned"}
    assert rows(areas=(area("TC0102"),)) == {"late"}
    assert rows(areas=north) & {"old", "vague_south", "closed_old"} == set()
    assert rows(areas=north, units=(unit("dept.urban"),), states=("offered",)) == {"fresh", "reopened"}


def test_matters_without_a_place_can_be_asked_for_besides_an_area(world: None, many: Many) -> None:
    asked = QueueFilter(tab=Tab.ALL, areas=(area("TC0102"),), no_area=True)
    assert set(names(queue(viewer("handler.urban"), asked, now=NOW), many)) == {"late", "nowhere"}


def test_what_is_mine_is_what_was_given_to_me(world: None, many: Many) -> None:
    found = many
    asked = QueueFilter(tab=Tab.ALL, mine=True)
    assert names(queue(viewer("officer.north"), asked, now=NOW), found) == ["theft"]
    assert names(queue(viewer("desk.north"), asked, now=NOW), found) == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("东门", {"working"}),
        ("电动车 被盗", {"theft"}),
        ("电动车 摊贩", set()),
        ("塘边", {"fight"}),
        ("TC20260901-00001", {"fresh"}),
        ("tc20260901-00001", {"fresh"}),
        ("\x00塘\x00边", {"fight"}),
        ("100%", set()),
        ("_", set()),
    ],
)
def test_a_search_finds_number_subject_place_and_text(world: None, many: Many, words: str, expected: set[str]) -> None:
    found = many
    rows = queue(viewer("desk.north"), QueueFilter(tab=Tab.ALL, q=words), now=NOW)
    urban = queue(viewer("handler.urban"), QueueFilter(tab=Tab.ALL, q=words), now=NOW)
    assert set(names(rows, found)) | set(names(urban, found)) == expected


def test_a_sealed_clue_is_not_found_by_searching_for_its_words(world: None, many: Many) -> None:
    asked = QueueFilter(tab=Tab.ALL, q="废弃厂房")
    assert [queue(viewer(login), asked, now=NOW).count() for login in ("chief.north", "supervisor", "dispatcher")] == [
        1, 0, 0,
    ]  # fmt: skip


def test_the_order_is_urgent_first_then_by_date_with_those_without_one_last(world: None, many: Many) -> None:
    found, by = many, viewer("supervisor")
    rows = list(queue(by, QueueFilter(tab=Tab.ALL), now=NOW))
    assert names(rows[:1], found) == ["fight"]
    later = [row.due_at for row in rows[1:]]
    dated = [moment for moment in later if moment]
    assert later == sorted(dated) + [None] * (len(later) - len(dated))
    assert len(dated) < len(later)


@pytest.mark.parametrize("sort", SORTS)
def test_every_order_is_the_same_whenever_it_is_asked_for(world: None, many: Many, sort: str) -> None:
    by, asked = viewer("supervisor"), QueueFilter(tab=Tab.ALL, sort=sort)
    rows = list(queue(by, asked, now=NOW).values_list("id", flat=True))
    assert [*queue(by, asked, now=NOW)[:5].values_list("id", flat=True),
            *queue(by, asked, now=NOW)[5:].values_list("id", flat=True)] == rows  # fmt: skip


def test_orders_by_age_and_number(world: None, many: Many) -> None:
    by = viewer("supervisor")

    def column(sort: str, name: str) -> list[object]:
        return list(queue(by, QueueFilter(tab=Tab.ALL, sort=sort), now=NOW).values_list(name, flat=True))

    assert column("oldest", "received_at") == sorted(column("newest", "received_at"))  # type: ignore[type-var]
    assert column("newest", "received_at") == column("oldest", "received_at")[::-1]
    assert column("number", "number") == sorted(column("number", "number"))  # type: ignore[type-var]
    assert column("strange", "id") == column("due", "id")


@pytest.mark.parametrize("column", ["kind", "unit_id", "area_id"])
def test_rows_of_a_kind_a_unit_an_area_stand_together_the_newest_first(world: None, many: Many, column: str) -> None:
    by, name = viewer("supervisor"), column.removesuffix("_id")
    asked = QueueFilter(tab=Tab.ALL, sort=name)
    rows = list(queue(by, asked, now=NOW))
    groups = [key for key, _ in groupby(rows, lambda row: getattr(row, column))]
    known = [key for key in groups if key is not None]
    assert known == sorted(set(known))
    assert groups == known or groups[-1] is None  # without an area: last
    for _, some in groupby(rows, lambda row: getattr(row, column)):
        told = [row.received_at for row in some]
        assert told == sorted(told, reverse=True)
    assert list(queue(by, QueueFilter(tab=Tab.ALL, sort=f"-{name}"), now=NOW)) == rows[::-1]


def test_the_closed_are_put_in_the_order_in_which_they_were_closed_and_the_due_the_other_way(
    world: None, many: Many
) -> None:
    by = viewer("supervisor")
    rows = list(queue(viewer("handler.urban"), QueueFilter(tab=Tab.DONE, sort="-closed"), now=NOW))
    moments = [row.closed_at for row in rows]
    assert len(moments) > 1
    assert moments == sorted(moments, reverse=True)  # type: ignore[type-var]
    last = [row.due_at for row in queue(by, QueueFilter(tab=Tab.ALL, sort="-due"), now=NOW)]
    dated = [moment for moment in last if moment]
    assert last == sorted(dated, reverse=True) + [None] * (len(last) - len(dated))
    usual = [row.id for row in queue(by, QueueFilter(tab=Tab.ALL), now=NOW)]
    assert [row.id for row in queue(by, QueueFilter(tab=Tab.ALL, sort="closed"), now=NOW)] == usual
