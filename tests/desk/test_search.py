"""One box: matters that may be seen, places, units, people of one's own; sealed ones for those named alone."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fengqiao.matters import actions
from fengqiao.matters.queries import found
from fengqiao.vault.queries import data_keys
from tests.desk.conftest import LogIn
from tests.desk.listing import MATTER, take_in
from tests.desk.scene import Scene
from tests.world import NOW, viewer


def searched(log_in: LogIn, login: str, typed: str) -> set[str]:
    response = log_in(login).post("/search/", {"q": typed})
    assert response.status_code == 200
    return set(MATTER.findall(response.content.decode()))


@pytest.mark.parametrize("typed", ["反映占道经营", "zdjy", "占道 working", "zhandaojingying"])
def test_a_matter_is_found_by_those_who_may_see_it(scene: Scene, log_in: LogIn, typed: str) -> None:
    working = str(scene["working"].id)
    assert working in searched(log_in, "handler.urban", typed)
    assert working not in searched(log_in, "handler.housing", typed)
    assert working in searched(log_in, "handler.urban", scene["working"].number[-4:])


def test_a_sealed_clue_is_found_by_those_named_alone(scene: Scene, log_in: LogIn) -> None:
    clue = str(scene["clue"].id)
    for typed in ("废弃厂房", "xs", scene["clue"].number):
        assert clue in searched(log_in, "chief.north", typed)
        for login in ("supervisor", "dispatcher", "officer.north"):
            assert clue not in searched(log_in, login, typed)
            quick = log_in(login).post("/search/quick/", {"q": typed}).content.decode()
            assert clue not in quick
            assert scene["clue"].number not in quick


def test_places_units_and_people_are_found(scene: Scene, log_in: LogIn) -> None:
    client = log_in("desk.north")
    html = client.post("/search/", {"q": "北一村"}).content.decode()
    assert "/matters/?tab=all&amp;area=TC0101" in html
    assert "/matters/?tab=all&amp;unit=station.north" in client.post("/search/quick/", {"q": "bzpcs"}).content.decode()
    assert "<mark>员00</mark>" not in html
    assert (
        "<mark>员</mark><mark>01</mark>"
        in client.post("/search/", {"q": "员01"}).content.decode().split("fq-found-head")[1]
    )
    assert "fq-found-head" not in log_in("handler.urban").post("/search/", {"q": "员01"}).content.decode()


def test_what_was_typed_and_found_is_shown_escaped(scene: Scene, log_in: LogIn) -> None:
    take_in(1, title="<b>占道</b>噪音", text="有<script>alert(1)</script>占道的")
    html = log_in("dispatcher").post("/search/", {"q": "占道 <i>"}).content.decode()
    assert "<script>alert" not in html
    html = log_in("dispatcher").post("/search/", {"q": "噪音"}).content.decode()
    assert "&lt;b&gt;占道&lt;/b&gt;<mark>噪音</mark>" in html


def test_an_amended_place_is_found_and_the_old_one_no_more(scene: Scene, log_in: LogIn) -> None:
    matter = scene["working"]
    by = viewer("handler.urban")
    actions.set_place(matter_id=matter.id, area_code="TC0102", place="槐荫巷口", by=by, at=NOW)
    assert [row.id for row in found(by, "槐荫巷", 5)] == [matter.id]
    actions.set_place(matter_id=matter.id, area_code="TC0102", place="石桥头", by=by, at=NOW)
    assert found(by, "槐荫巷", 5) == []


def test_destroyed_words_are_in_the_index_no_more_and_it_can_be_made_anew(scene: Scene) -> None:
    by, matter = viewer("dispatcher"), scene["offered"]
    before = {row.id for row in found(by, "占道", 50)}
    assert matter.id in before
    actions.forget([matter.id])
    assert {row.id for row in found(by, "占道", 50)} == before - {matter.id}
    assert list(actions.rebuild())[-1] == len(scene)
    assert {row.id for row in found(by, "占道", 50)} == before
    assert data_keys([matter.id])


def test_the_search_asks_a_constant_number_of_queries(log_in: LogIn) -> None:
    client, needed = log_in("dispatcher"), []
    client.post("/search/", {"q": "占道"})
    for more in (1, 2, 22):
        take_in(more, title=f"反映占道经营{more}")
        with CaptureQueriesContext(connection) as queries:
            client.post("/search/", {"q": "占道"})
        needed.append(len(queries))
    assert len(set(needed)) == 1, needed
