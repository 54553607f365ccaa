"""Pages of figures: each opens to its events and to the matters that the viewer may see, and says how many that is."""

from __future__ import annotations

import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from python_calamine import CalamineWorkbook

from fengqiao.catalogue.reading import compiled_files, parse_pack
from fengqiao.desk.measures.asking import asked
from fengqiao.desk.measures.words import definition
from fengqiao.matters import actions
from fengqiao.matters.queries import visible
from fengqiao.measure.queries import figure, subjects_behind
from fengqiao.measure.rules import Period, Question, Scope
from fengqiao.orgs.queries import directory, system_viewer
from fengqiao.orgs.terms import AreaLevel
from fengqiao.rulebook.actions import publish_pack
from fengqiao.rulebook.queries import pack_on
from tests.desk.conftest import LogIn
from tests.desk.scene import Scene
from tests.inspections.helping import finding
from tests.world import NOW, PACKS, make_matter, unit, viewer

YEAR = Period(NOW.date().replace(month=1, day=1), NOW.date())
QUERY = "?since=2026-01-01&until=2026-09-01"


def text(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def seen(login: str) -> Scope:
    who = viewer(login)
    return Scope(who.seen_units, who.seen_areas)


def value(code: str, scope: Scope) -> object:
    pack = pack_on(NOW).pack
    return figure(Question(pack.measures[code], YEAR, scope), pack.measures).value


def test_the_list_shows_every_figure_of_the_pack_within_the_viewers_reach(scene: Scene, log_in: LogIn) -> None:
    for login in ("dispatcher", "chief.north"):
        page = text(log_in(login).get(f"/measures/{QUERY}").content.decode())
        for measure in pack_on(NOW).pack.measures.values():
            assert measure.name in page
        assert f"受理事项 {value('received', seen(login))} 件" in page
    assert value("received", seen("dispatcher")) == len(scene)
    assert 0 < int(str(value("received", seen("chief.north")))) < len(scene)


def test_a_figure_opens_to_its_events_and_says_how_many_matters_may_be_seen(scene: Scene, log_in: LogIn) -> None:
    who = viewer("dispatcher")
    pack = pack_on(NOW).pack
    subjects = subjects_behind(Question(pack.measures["received"], YEAR, seen("dispatcher")), pack.measures)
    may_see = visible(who).filter(id__in=subjects).count()
    assert may_see < len(subjects)  # a sealed clue is counted and not shown
    page = log_in("dispatcher").get(f"/measures/received/{QUERY}").content.decode()
    assert f"{len(scene)} 条事件，涉及 {len(subjects)} 件事项，其中您有权查看 {may_see} 件" in text(page)
    assert page.count("无权查看") == len(subjects) - may_see
    assert scene["clue"].title not in page
    assert reverse("matter", args=[scene["offered"].id]) in page


def test_a_figure_over_findings_opens_to_the_findings_that_may_be_seen(world: None, log_in: LogIn) -> None:
    row = finding()
    page = log_in("supervisor").get(f"/measures/findings/{QUERY}").content.decode()
    assert reverse("finding", args=[row.id]) in page
    assert row.title in page


def test_units_without_any_are_listed_and_a_unit_can_be_chosen(scene: Scene, log_in: LogIn) -> None:
    client = log_in("dispatcher")
    page = text(client.get(f"/measures/closed/{QUERY}").content.decode())
    assert re.search(r"ecology局 0 件", page)
    urban = text(client.get(f"/measures/closed/{QUERY}&unit=dept.urban").content.decode())
    assert f"办结事项 {value('closed', Scope(frozenset({unit('dept.urban')})))} 件" in urban


def test_nobody_reaches_further_by_naming_a_unit(scene: Scene, log_in: LogIn) -> None:
    mine = text(log_in("chief.north").get(f"/measures/{QUERY}").content.decode())
    other = text(log_in("chief.north").get(f"/measures/{QUERY}&unit=station.south").content.decode())
    assert other == mine


@pytest.mark.parametrize("query", ["?since=x", "?since=2026-09-01&until=2026-01-01", "?until=9999-12-31&since=0001-01-01",
                                   "?unit=none", "?page=99", "?page=x"])  # fmt: skip
def test_what_cannot_be_read_is_this_year(query: str, scene: Scene, log_in: LogIn) -> None:
    client = log_in("dispatcher")
    assert "2026-01-01" in client.get(f"/measures/{query}").content.decode()
    assert client.get(f"/measures/received/{query}").status_code == 200


def test_an_unknown_figure_is_not_found(log_in: LogIn) -> None:
    assert log_in("dispatcher").get("/measures/receved/").status_code == 404
    assert log_in("dispatcher").post("/measures/receved/export/").status_code == 404


def test_figures_go_out_as_excel_and_hidden_matters_stay_hidden(scene: Scene, log_in: LogIn) -> None:
    client = log_in("dispatcher")
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.post(f"/measures/export/{QUERY}").content))
    assert book.sheet_names == ["指标", "各单位"]
    rows = book.get_sheet_by_name("指标").to_python()
    assert rows[0] == ["指标", "数", "分子", "分母", "单位词", "口径"]
    assert rows[1][:2] == ["受理事项", float(len(scene))]
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.post(f"/measures/received/export/{QUERY}").content))
    (sheet,) = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    assert len(sheet) == len(scene) + 1
    titles = {row[5] for row in sheet}
    assert scene["offered"].title in titles
    assert scene["clue"].title not in titles


def test_the_number_of_queries_does_not_grow_with_events(scene: Scene, log_in: LogIn) -> None:
    client = log_in("dispatcher")
    client.get("/measures/")  # the first page of a log-in notes since when it is
    asked = []
    for query in ("?since=2026-09-01&until=2026-09-01", QUERY):
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/measures/received/{query}")
        asked.append(len(captured))
    assert asked[0] == asked[1]


def test_without_a_story_the_page_says_how_to_play_one(log_in: LogIn) -> None:
    assert "这里没有演过故事" in log_in("dispatcher").get("/stories/").content.decode()


def test_two_editions_are_compared_and_unknown_ones_are_not_found(world: None, log_in: LogIn) -> None:
    client = log_in("dispatcher")
    assert "两版没有不同" in client.get("/rules/compare/").content.decode()
    assert client.get("/rules/compare/?old=none").status_code == 404
    assert client.get("/rules/compare/?new=00000000-0000-0000-0000-000000000001").status_code == 404


def test_every_definition_of_every_pack_is_said_in_words_in_both_languages(world: None) -> None:
    """No attribute or kind of event that a measure asks about is left as its code."""
    for folder in sorted(each.parent for each in PACKS.glob("*/story.toml")):
        pack = parse_pack(compiled_files(folder))
        for measure in pack.measures.values():
            for language in ("zh-hans", "en"):
                with override(language):
                    for label, words in definition(measure, pack):
                        assert label
                        assert not re.search(r"\b[a-z]+_[a-z_]+\b", words), (measure.code, words)


def test_the_page_of_a_counted_figure_says_which_number_is_summed_and_opens_to_the_tally(
    world: None, log_in: LogIn
) -> None:
    by = system_viewer(at=NOW)
    assert by is not None
    publish_pack(texts=compiled_files(PACKS / "hailing"), valid_from=NOW, by=by, at=NOW)
    tally = make_matter(title="清点", text="一班的合计。", kind="shift_tally")
    desk = viewer("desk.north")
    actions.accept(matter_id=tally.id, by=desk, at=NOW)
    numbers = {each.code: "0" for each in pack_on(NOW).pack.kinds["shift_tally"].fields if each.counted}
    actions.close(
        matter_id=tally.id, result="tallied", text="", fields={**numbers, "people_checked": "1204"}, uploads=[],
        by=desk, at=NOW,
    )  # fmt: skip
    page = log_in("desk.north").get(f"/measures/hl.people/?since={NOW:%Y-%m-%d}&until={NOW:%Y-%m-%d}").content.decode()
    assert "求和：核查人次" in text(page)
    assert "204 人次" in text(page)
    assert reverse("matter", args=[tally.id]) in page


def test_villages_where_nothing_happened_are_those_of_the_ground_that_is_asked_about(
    world: None, log_in: LogIn
) -> None:
    """A village that nobody told anything of has no event: it is counted because it lies on that ground."""
    by, units = system_viewer(at=NOW), directory(at=NOW)
    assert by is not None
    publish_pack(texts=compiled_files(PACKS / "shanmen"), valid_from=NOW, by=by, at=NOW)
    told = make_matter(title="家中被盗", text="抽屉被翻，少了现金。", kind="police_report")
    desk, fields = viewer("desk.north"), {"found_class": "public_order"}
    actions.accept(matter_id=told.id, by=desk, at=NOW)
    actions.close(matter_id=told.id, result="case_opened", text="受案。", fields=fields, uploads=[], by=desk, at=NOW)
    ground = asked(viewer("desk.north"), units, {}, NOW.date()).villages
    there = {place.id for place in units.places.values() if place.level is AreaLevel.VILLAGE}
    assert 1 < len(ground) < len(there)
    page = text(
        log_in("desk.north").get(f"/measures/sm.zero/?since={NOW:%Y-%m-%d}&until={NOW:%Y-%m-%d}").content.decode()
    )
    assert f" {len(ground) - 1} 个村居 " in page
