"""Loading areas, units and venues; who covers what, and on which day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fengqiao.orgs.actions import NewArea, NewUnit, NewVenue, load_structure
from fengqiao.orgs.models import Area, Unit, Venue
from fengqiao.orgs.queries import directory, is_set_up, places, venues
from fengqiao.orgs.terms import AreaLevel, Line
from tests.matters.helping import refused
from tests.world import BEGAN, NOW, PARTNERS, area, unit


def new_area(code: str, parent: str) -> NewArea:
    return NewArea(code=code, name=code, name_en=code, level=AreaLevel.VILLAGE, parent=parent)


def new_unit(code: str, parent: str = "", areas: tuple[str, ...] = (), function: str = "") -> NewUnit:
    return NewUnit(
        code=code, name=code, name_en=code, short="", line=Line.PARTNER, function=function, parent=parent, areas=areas
    )


def load(**over: object) -> None:
    values: dict[str, object] = {"areas": [], "units": [], "venues": [], "active_from": BEGAN}
    load_structure(**{**values, **over})  # type: ignore[arg-type]


def test_areas_and_units_are_trees(world: None) -> None:
    load(areas=[new_area("TC0103", "TC01")], units=[new_unit("dept.urban.north", "dept.urban", ("TC0103",))])
    place = places(at=NOW)[area("TC0103")]
    assert place.above == (area("TC0103"), area("TC01"), area("TC"))
    parent, child = (Unit.objects.get(code=code) for code in ("dept.urban", "dept.urban.north"))
    assert (child.path.startswith(parent.path), child.depth, parent.numchild) == (True, 2, 1)
    assert directory(at=NOW).units[unit("dept.urban.north")].covers == {area("TC0103")}


@pytest.mark.parametrize(
    "over",
    [
        {"areas": [new_area("X1", "TC"), new_area("X2", "TC99")]},
        {"units": [new_unit("x1"), new_unit("x2", "dept.nowhere")]},
        {"units": [new_unit("x1", areas=("TC99",))]},
        {"venues": [NewVenue(code="v2", name="馆", name_en="Hall", kind="hall", area="TC99")]},
        {"venues": [NewVenue(code="v2", name="馆", name_en="Hall", kind="hall", area="TC01", unit="dept.nowhere")]},
    ],
)
def test_a_code_that_is_not_there_takes_the_whole_load_back(world: None, over: dict[str, object]) -> None:
    with refused("code-unknown"):
        load(**over)


@pytest.mark.parametrize(
    "over",
    [
        {"areas": [new_area("TC01", "TC")]},
        {"areas": [new_area("X1", "TC"), new_area("X1", "TC")]},
        {"units": [new_unit("party")]},
        {"venues": [NewVenue(code="v1", name="馆", name_en="Hall", kind="hall", area="TC01")]},
    ],
)
def test_a_code_that_is_there_already_is_refused(world: None, over: dict[str, object]) -> None:
    with refused("code-taken"):
        load(**over)


def test_places_are_in_tree_order_with_what_pages_need(world: None) -> None:
    found = list(places(at=NOW).values())
    assert [place.code for place in found] == ["TC", "TC01", "TC0101", "TC0102", "TC02", "TC0201", "TC0202"]
    assert [place.level.value for place in found[:3]] == ["county", "town", "village"]
    assert found[1].shape[0][0] == [0, 0]


def test_what_begins_later_or_has_ended_is_not_in_force(world: None) -> None:
    today = date(2026, 9, 1)
    Area.objects.filter(code="TC0102").update(active_to=today)
    Unit.objects.filter(code="dept.urban").update(active_to=today)
    load(areas=[new_area("TC0103", "TC01")], active_from=today + timedelta(days=1))
    assert {"TC0102", "TC0103"} & {place.code for place in places(at=NOW).values()} == set()
    before = directory(at=NOW - timedelta(days=1))
    assert unit("dept.urban") not in directory(at=NOW).units
    assert unit("dept.urban") in before.units
    assert area("TC0102") in before.places
    assert area("TC0103") in places(at=NOW + timedelta(days=1))


def test_the_directory_takes_three_queries_and_then_none(world: None) -> None:
    with CaptureQueriesContext(connection) as asked:
        units = directory(at=NOW)
    assert len(asked) == 3
    village = area("TC0101")
    with CaptureQueriesContext(connection) as asked:
        assert units.unit_for("police", village) is not None
        assert units.unit_for("nothing", village) is None
    assert len(asked) == 0


def test_the_nearest_unit_is_the_one_whose_area_is_smallest(world: None) -> None:
    load(units=[new_unit("station.village", "station.north", ("TC0102",), "police")])
    units = directory(at=NOW)
    found = {code: units.unit_for("police", area(code)) for code in ("TC0101", "TC0102", "TC01", "TC02")}
    assert {code: card and card.code for code, card in found.items()} == {
        "TC0101": "station.north", "TC0102": "station.village", "TC01": "station.north", "TC02": "station.south",
    }  # fmt: skip


def test_an_area_that_is_unknown_or_over_is_as_no_area(world: None) -> None:
    closed = area("TC0101")
    Area.objects.filter(code="TC0101").update(active_to=date(2026, 8, 31))
    found = directory(at=NOW).unit_for("police", closed)
    assert found is not None
    assert found.code == "bureau.command"


def test_matters_can_be_sent_to_units_with_a_function(world: None) -> None:
    codes = {card.code for card in directory(at=NOW).receivers()}
    assert codes == {
        *(f"dept.{function}" for function in PARTNERS),
        "bureau.command", "station.north", "station.south", "centre", "centre.north",
    }  # fmt: skip


def test_a_venue_stands_in_an_area_and_belongs_to_a_unit(world: None) -> None:
    load(venues=[NewVenue(code="a0", name="馆", name_en="Hall", kind="hall", area="TC0201", point=(120, 30))])
    assert [(venue.code, venue.area.code, venue.unit_id) for venue in venues()] == [
        ("a0", "TC0201", None), ("v1", "TC01", unit("station.north")),
    ]  # fmt: skip
    assert list(Venue.objects.get(code="a0").point) == [120, 30]


def test_a_county_is_set_up_once_it_has_its_own_post(world: None) -> None:
    assert is_set_up()
