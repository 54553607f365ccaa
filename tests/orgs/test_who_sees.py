"""Who sees a matter: by unit, by area, by a share in it, by name where it is sealed; and only while a post lasts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fengqiao.matters.actions import route
from fengqiao.matters.queries import matter_for
from fengqiao.orgs.actions import end_post
from fengqiao.orgs.queries import directory, viewer_named
from tests.world import LOGINS, NOW, area, make_matter, unit, viewer


def who_sees(matter_id: object) -> set[str]:
    return {login for login in LOGINS if matter_for(viewer(login), matter_id)}  # type: ignore[arg-type]


def test_a_matter_of_a_department_is_seen_there_and_by_those_who_watch_the_area(world: None) -> None:
    matter = make_matter(by="dispatcher")
    assert matter.unit.code == "dept.urban"
    assert who_sees(matter.id) == {"handler.urban", "dispatcher", "dispatcher.north", "supervisor"}


def test_a_matter_of_the_south_is_not_seen_by_the_north(world: None) -> None:
    matter = make_matter(by="dispatcher", area_id=area("TC0201"))
    assert "dispatcher.north" not in who_sees(matter.id)


def test_a_matter_of_a_station_is_seen_in_its_subtree_upwards_not_by_its_neighbour(world: None) -> None:
    matter = make_matter(
        by="dispatcher", kind="police_report", title="电动车被盗", text="昨晚停在楼下的电动车被偷了，要报警。"
    )
    assert matter.unit.code == "station.north"
    assert who_sees(matter.id) == {
        "desk.north",
        "chief.north",
        "assistant",
        "dispatcher",
        "dispatcher.north",
        "supervisor",
    }


def test_the_desk_that_took_it_in_keeps_seeing_it(world: None) -> None:
    from fengqiao.matters.terms import Door

    matter = make_matter(by="desk.south", door=Door.COUNTER, area_id=area("TC0101"), fields={"target": "摊贩"})
    assert "desk.south" in who_sees(matter.id)
    assert "desk.north" not in who_sees(matter.id)


def test_the_party_before_a_rerouting_keeps_its_record(world: None) -> None:
    matter = make_matter(by="dispatcher")
    route(matter_id=matter.id, unit_id=unit("dept.housing"), reason="属物业管理", by=viewer("dispatcher"), at=NOW)
    assert {"handler.housing", "handler.urban"} <= who_sees(matter.id)


def test_a_sealed_clue_is_seen_by_those_named_alone(world: None) -> None:
    matter = make_matter(
        by="desk.north", kind="clue", title="线索", text="夜里常有陌生货车往废弃厂房送东西，看起来不对劲。"
    )
    assert matter.sealed
    assert who_sees(matter.id) <= {"desk.north", "chief.north"}
    assert "desk.north" in who_sees(matter.id)
    assert not {"supervisor", "dispatcher", "admin"} & who_sees(matter.id)


def test_the_administrator_sees_no_matter(world: None) -> None:
    make_matter(by="dispatcher")
    assert "admin" not in who_sees(make_matter(by="dispatcher", outside_ref="2").id)


def test_a_post_ended_at_noon_sees_nothing_a_minute_later(world: None) -> None:
    matter = make_matter(by="dispatcher")
    handler = viewer("handler.urban")
    end_post(post_id=handler.post.id, by=viewer("admin").staff_id, at=NOW)
    assert viewer_named("handler.urban", at=NOW - timedelta(minutes=1)) is not None
    assert viewer_named("handler.urban", at=NOW + timedelta(minutes=1)) is None
    assert matter_for(viewer("handler.urban", NOW - timedelta(minutes=1)), matter.id)


@pytest.mark.parametrize(
    ("function", "place", "expected"),
    [
        ("police", "TC0101", "station.north"),
        ("police", "TC0202", "station.south"),
        ("police", "TC", "bureau.command"),
        ("police", None, "bureau.command"),
        ("centre", "TC0102", "centre.north"),
        ("centre", "TC0201", "centre"),
        ("urban", "TC0201", "dept.urban"),
        ("fire", None, None),
    ],
)
def test_a_function_is_found_where_the_place_is(
    world: None, function: str, place: str | None, expected: str | None
) -> None:
    found = directory(at=NOW).unit_for(function, area(place) if place else None)
    assert (found.code if found else None) == expected
