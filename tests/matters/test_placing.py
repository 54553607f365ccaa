"""Places in texts: what is found, which of two is meant, what an import does with it, and a person setting it."""

from __future__ import annotations

from dataclasses import replace
from uuid import NAMESPACE_DNS, UUID, uuid5

import pytest

from fengqiao.kit.problems import Problem
from fengqiao.ledger.models import Event
from fengqiao.matters import actions
from fengqiao.matters.actions import desk_at, known_in
from fengqiao.matters.models import Entry
from fengqiao.matters.rules.placing import Known, known_places, place_in, short_form
from fengqiao.matters.terms import Door
from fengqiao.orgs.queries import Place, directory
from fengqiao.orgs.terms import AreaLevel, Right
from tests.matters.helping import again
from tests.world import NOW, area, make_matter, viewer


def ident(code: str) -> UUID:
    return uuid5(NAMESPACE_DNS, code)


def county() -> dict[UUID, Place]:
    """Two towns that both have a 石门村; 上桐 has an alias, 新桥 is an everyday word."""
    rows = [
        ("A", "安溪县", "county", "", ()),
        ("A1", "东坪镇", "town", "A", ("东坪街上",)),
        ("A2", "西坪镇", "town", "A", ()),
        ("A11", "石门村", "village", "A1", ()),
        ("A21", "石门村", "village", "A2", ()),
        ("A12", "上桐村", "village", "A1", ("桐家坞",)),
        ("A22", "新桥社区", "village", "A2", ()),
        ("A23", "西坪村", "village", "A2", ()),
    ]
    found: dict[UUID, Place] = {}
    for code, name, level, parent, aliases in rows:
        above = (ident(code), *(found[ident(parent)].above if parent else ()))
        found[ident(code)] = Place(ident(code), code, name, "", AreaLevel(level), above, [], [], aliases)
    return found


class Market:
    id = ident("market")
    name = "东坪农贸市场"
    area_id = ident("A12")
    point = [10.0, 20.0]


@pytest.fixture(scope="module")
def known() -> Known:
    return known_places(county(), [Market()], [])  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("上桐村桥头的路灯不亮", "A12", "桥头"),
        ("桐家坞有人烧秸秆", "A12", ""),
        ("上桐那边路塌了", "A12", ""),
        ("東坪鎮石門村 有人电鱼", "A11", ""),
        ("西坪镇石门村有人电鱼", "A21", ""),
        ("东坪农贸市场门口乱停车", "A12", "东坪农贸市场"),
        ("我家在新桥社区建设路１２号，楼下漏水", "A22", "建设路１２号"),
        ("新桥路口堵车", "A22", "路口"),
        ("西坪那边停水", "A2", ""),
        ("东坪镇广场舞太吵", "A1", ""),
        ("住在新桥社区阳光小区3栋2单元501室", "A22", "阳光小区3栋"),
    ],
)
def test_the_place_a_text_speaks_of(known: Known, text: str, code: str, place: str) -> None:
    found = place_in(text, known)
    assert found.area_id == ident(code)
    assert found.place == place
    assert found.confidence >= 0.6


@pytest.mark.parametrize("text", ["石门有点松了，来修修", "安溪县的政策好", "", "新桥梁设计方案公示"])
def test_an_everyday_word_or_the_county_alone_is_no_place(known: Known, text: str) -> None:
    assert place_in(text, known).area_id is None


def test_a_name_that_two_towns_share_is_offered_twice_or_settled_by_who_asks(known: Known) -> None:
    torn = place_in("石门村的水管爆了", known)
    assert (torn.area_id, set(torn.choices), torn.words) == (None, {ident("A11"), ident("A21")}, ("石门村",))
    near = place_in("石门村的水管爆了", known, near=frozenset({ident("A2")}))
    assert near.area_id == ident("A21")


def test_two_places_leave_it_open_which_and_the_first_comes_first(known: Known) -> None:
    found = place_in("从上桐村到新桥社区的路塌了", known)
    assert found.choices == (ident("A12"), ident("A22"))
    assert found.confidence == 0.55


def test_a_venue_brings_its_coordinates_and_its_own_words(known: Known) -> None:
    found = place_in("請到東坪農貿市場看看", known)
    assert (found.point, found.words) == ((10.0, 20.0), ("東坪農貿市場",))


@pytest.mark.parametrize(
    ("name", "short"), [("上桐村", "上桐"), ("新桥社区居委会", "新桥"), ("东坪镇", "东坪"), ("李村", ""), ("枫林", "")]
)
def test_short_forms_of_names(name: str, short: str) -> None:
    assert short_form(name) == short


TOLD = {"title": "路灯", "text": "在北一村塘边，路灯坏了一周。", "kind": "complaint"}


def test_a_row_without_an_area_gets_that_of_its_text_and_goes_to_the_unit_there(world: None) -> None:
    matter = make_matter(by="dispatcher", door=Door.IMPORT, area_id=None, **TOLD)
    assert matter.area_id == area("TC0101")
    assert Entry.objects.get(matter=matter).codes["area_by"] == "text"
    event = Event.objects.get(subject_id=matter.id)
    assert (event.attributes["area_by"], event.measures) == ("text", {"area_sure": 90})


def test_the_area_of_a_row_is_never_overruled_by_its_text(world: None) -> None:
    matter = make_matter(by="dispatcher", door=Door.IMPORT, area_id=area("TC0201"), **TOLD)
    assert matter.area_id == area("TC0201")


def test_at_the_counter_the_text_only_proposes(world: None) -> None:
    assert make_matter(by="dispatcher", door=Door.COUNTER, area_id=None, **TOLD).area_id is None


def test_a_place_is_set_with_one_event_and_the_unit_stays(world: None) -> None:
    matter = make_matter(by="dispatcher", door=Door.COUNTER, area_id=None, **TOLD)
    actions.set_place(
        matter_id=matter.id, area_code="TC0101", place="塘边", by=viewer("dispatcher"), at=NOW, proposed=True
    )
    after = again(matter)
    assert (after.area_id, after.place, after.unit_id) == (area("TC0101"), "塘边", matter.unit_id)
    event = Event.objects.get(subject_id=matter.id, kind="matter.placed")
    assert (event.attributes["by"], event.area_id) == ("text", area("TC0101"))


@pytest.mark.parametrize(
    ("code", "place", "refusal"), [("nowhere", "", "area-unknown"), ("TC0101", "长" * 121, "place-long")]
)
def test_a_place_that_is_none_is_refused(world: None, code: str, place: str, refusal: str) -> None:
    matter = make_matter(by="dispatcher")
    with pytest.raises(Problem) as caught:
        actions.set_place(matter_id=matter.id, area_code=code, place=place, by=viewer("dispatcher"), at=NOW)
    assert caught.value.code == refusal


def test_who_neither_handles_nor_routes_nor_takes_in_sets_no_place(world: None) -> None:
    matter = make_matter(by="dispatcher")
    with pytest.raises(Problem) as caught:
        actions.set_place(
            matter_id=matter.id,
            area_code="TC0101",
            place="塘边",
            by=replace(viewer("dispatcher"), rights=frozenset({Right.SUPERVISE})),
            at=NOW,
        )
    assert caught.value.code == "denied"


def test_the_same_place_again_is_refused(world: None) -> None:
    matter = make_matter(by="dispatcher", place="塘边")
    with pytest.raises(Problem, match="地点没有变化"):
        actions.set_place(matter_id=matter.id, area_code="TC0101", place="塘边", by=viewer("dispatcher"), at=NOW)


def test_the_counter_knows_the_places_of_the_installation(world: None) -> None:
    assert len(desk_at(NOW).known.gazetteer) == len(known_in(directory(at=NOW)).gazetteer) > 5
