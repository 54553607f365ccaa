"""A list exported, changed in Excel and handed back: differences by cell, conflicts, what may not be changed."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import SheetLimits, read_sheet
from fengqiao.ledger.queries import kinds_of
from fengqiao.matters import actions
from fengqiao.matters.models import Entry, Matter, SheetImport
from fengqiao.matters.terms import Door
from tests.desk.conftest import LogIn
from tests.world import NOW, make_matter, viewer

LIMITS = SheetLimits(10**7, 100, 10**5, 10**8, 200)
Table = list[list[str]]


@pytest.fixture(autouse=True)
def _own_shelf(settings: Any, tmp_path: Path) -> None:
    settings.SHELF_DIR = tmp_path


def table_of(content: bytes) -> Table:
    sheet = read_sheet(content, "a.xlsx", limits=LIMITS)
    return [list(sheet.header), *([row.text(i) for i in range(len(sheet.header))] for row in sheet.rows())]


def exported(client: Client, query: str = "tab=all") -> Table:
    answer = client.post(f"{reverse('queue-export')}?{query}")
    assert answer.status_code == 200
    return table_of(answer.content)


def put(table: Table, column: str, value: str, row: int = 1) -> None:
    table[row][table[0].index(column)] = value


def back(client: Client, table: Sequence[Sequence[str]]) -> UUID:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(table):
            for index, text in enumerate(row):
                sheet.write_string(number, index, text)
    answer = client.post(reverse("imports"), {"file": SimpleUploadedFile("改.xlsx", out.getvalue())})
    found = SheetImport.objects.latest("uploaded_at", "id")
    assert answer.headers["Location"] == reverse("import-changes", args=[found.id])
    return found.id


def page(client: Client, import_id: UUID) -> str:
    answer = client.get(reverse("import-changes", args=[import_id]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def take(client: Client, import_id: UUID, matter: Matter, *fields: str, seen: int = 1) -> str:
    form = {"take": [f"{matter.id}:{field}" for field in fields], f"seen.{matter.id}": str(seen)}
    return str(client.post(reverse("import-changes", args=[import_id]), form, follow=True).content.decode())


def test_changed_cells_are_shown_and_taken_over_with_a_line_and_an_event(log_in: LogIn) -> None:
    client, matter = log_in("dispatcher"), make_matter(place="菜场门口")
    table = exported(client)
    put(table, "事项", "菜场流动摊贩")
    put(table, "辖区", "北二村")
    put(table, "主题", "城乡建设")
    put(table, "状态", "已办结")  # locked: nobody asks what stands in it
    import_id = back(client, table)
    seen = page(client, import_id)
    assert "<del>反映占道经营</del>" in seen
    assert "<ins>菜场流动摊贩</ins>" in seen
    assert "<ins>北二村</ins>" in seen
    assert "已办结</ins>" not in seen
    assert "已更正 1 件。" in take(client, import_id, matter, "title", "area", "topic")
    matter.refresh_from_db()
    assert (matter.title, matter.area.code, matter.topic) == ("菜场流动摊贩", "TC0102", "construction")  # type: ignore[union-attr]
    assert (matter.place, matter.state, matter.version) == ("菜场门口", "offered", 2)
    assert kinds_of(matter.id) == ["matter.received", "matter.amended"]
    entry = Entry.objects.get(matter=matter, move="amend")
    assert ["title", "反映占道经营", "菜场流动摊贩"] in entry.codes["changes"]
    shown = client.get(reverse("matter", args=[matter.id])).content.decode()
    assert "反映占道经营 → 菜场流动摊贩" in shown
    assert "北一村 → 北二村" in shown
    assert "没有要更正的" in page(client, import_id)


def test_only_what_is_ticked_is_taken_over(log_in: LogIn) -> None:
    client, matter = log_in("dispatcher"), make_matter()
    table = exported(client)
    put(table, "事项", "新标题")
    put(table, "地点", "新地点")
    import_id = back(client, table)
    take(client, import_id, matter, "place")
    matter.refresh_from_db()
    assert (matter.title, matter.place) == ("反映占道经营", "新地点")
    assert "没有勾选任何一格。" in take(client, import_id, matter)


def test_a_list_as_it_was_exported_differs_in_nothing(log_in: LogIn) -> None:
    client = log_in("dispatcher")
    make_matter(place="  两个  空格 ", text="=1+1 这一条像公式，请看一看。", title="=1+1")
    assert "没有要更正的" in page(client, back(client, exported(client)))


def test_another_correction_takes_it_back(log_in: LogIn) -> None:
    matter, by = make_matter(), viewer("dispatcher")
    actions.amend(matter_id=matter.id, values={"title": "新标题"}, by=by, at=NOW)
    actions.amend(matter_id=matter.id, values={"title": "反映占道经营"}, by=by, at=NOW)
    matter.refresh_from_db()
    assert (matter.title, matter.version) == ("反映占道经营", 3)
    assert kinds_of(matter.id)[1:] == ["matter.amended"] * 2


def test_a_matters_page_puts_right_and_takes_back(log_in: LogIn) -> None:
    client, matter = log_in("dispatcher"), make_matter()
    url = reverse("matter-move", args=[matter.id, "amend"])
    for version, title in ((1, "新标题"), (2, "反映占道经营")):
        assert 'id="move-amend"' in client.get(reverse("matter", args=[matter.id])).content.decode()
        form = {"title": title, "topic": "", "version": str(version)}
        assert "已更正。" in client.post(url, form, follow=True).content.decode()
        assert Matter.objects.get(id=matter.id).title == title
    nothing = client.post(url, {"title": "反映占道经营", "topic": "", "version": "3"})
    assert (nothing.status_code, "没有改动。" in nothing.content.decode()) == (422, True)


def test_what_others_did_since_is_shown_and_not_overrun(log_in: LogIn) -> None:
    client, matter = log_in("dispatcher"), make_matter()
    table = exported(client)
    put(table, "事项", "新标题")
    import_id = back(client, table)
    actions.accept(matter_id=matter.id, by=viewer("handler.urban"), at=NOW + timedelta(minutes=3))
    seen = page(client, import_id)
    assert "1 件在导出以后又有人办过" in seen
    assert "员06 签收" in seen
    assert f'value="{matter.id}:title">' in seen  # not ticked by itself
    # A page from before the other's action is refused; one that has seen it is not.
    assert "刚被别人处理过" in take(client, import_id, matter, "title", seen=1)
    assert Matter.objects.get(id=matter.id).title == "反映占道经营"
    take(client, import_id, matter, "title", seen=2)
    assert Matter.objects.get(id=matter.id).title == "新标题"


def test_a_cell_that_only_others_changed_is_no_change_of_mine(log_in: LogIn) -> None:
    client, matter = log_in("dispatcher"), make_matter()
    table = exported(client)
    put(table, "地点", "新地点")
    actions.amend(matter_id=matter.id, values={"title": "别人改的"}, by=viewer("handler.urban"), at=NOW)
    seen = page(client, back(client, table))
    assert ":place" in seen
    assert ":title" not in seen


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("辖区", "火星村", "没有“火星村”这个辖区"),
        ("主题", "天气", "没有“天气”这个主题"),
        ("事项", "", "标题不能为空"),
        ("事项", "长" * 161, "标题超过 160 个字"),
        ("地点", "长" * 121, "地点超过 120 个字"),
    ],
)
def test_a_cell_that_means_nothing_says_why(column: str, value: str, words: str, log_in: LogIn) -> None:
    client, matter = log_in("dispatcher"), make_matter()
    table = exported(client)
    put(table, column, value)
    import_id = back(client, table)
    assert words in page(client, import_id)
    assert Matter.objects.get(id=matter.id).version == 1


def strange(table: Table) -> None:
    put(table, "fengqiao.id", str(uuid4()))


def no_id(table: Table) -> None:
    put(table, "fengqiao.id", "1 OR 1=1")


@pytest.mark.parametrize("spoil", [strange, no_id])
def test_rows_without_a_matter_are_unknown(spoil: Callable[[Table], None], log_in: LogIn) -> None:
    client = log_in("dispatcher")
    make_matter()
    table = exported(client)
    put(table, "事项", "新标题")
    spoil(table)
    assert "没有这件事项，或者您无权查看。" in page(client, back(client, table))


@pytest.mark.parametrize("login", ["handler.housing", "desk.south", "supervisor"])
def test_somebody_elses_list_changes_nothing(login: str, log_in: LogIn) -> None:
    matter = make_matter(by="dispatcher")
    table = exported(log_in("dispatcher"))
    put(table, "事项", "新标题")
    client = log_in(login)
    import_id = back(client, table)
    may = login == "supervisor"  # watches the whole county and routes
    assert ("没有这件事项，或者您无权查看。" in page(client, import_id)) is not may
    take(client, import_id, matter, "title")
    assert (Matter.objects.get(id=matter.id).title == "新标题") is may


def test_a_closed_matter_is_not_put_right(log_in: LogIn) -> None:
    matter, handler = make_matter(), viewer("handler.urban")
    actions.accept(matter_id=matter.id, by=handler, at=NOW)
    Matter.objects.filter(id=matter.id).update(state="closed", closed_at=NOW)
    with pytest.raises(Problem) as refusal:
        actions.amend(matter_id=matter.id, values={"title": "新标题"}, by=handler, at=NOW)
    assert refusal.value.code == "matter-closed"


def test_who_only_sees_a_matter_may_not_put_it_right(log_in: LogIn) -> None:
    matter = make_matter(by="desk.north", door=Door.COUNTER)
    officer = viewer("assistant")
    with pytest.raises(Problem) as refusal:
        actions.amend(matter_id=matter.id, values={"title": "新标题"}, by=officer, at=NOW)
    assert refusal.value.code == "no-task"


def test_with_one_kind_its_fields_stand_in_the_list_and_can_be_put_right(log_in: LogIn) -> None:
    client = log_in("dispatcher")
    matter = make_matter(kind="dispute", text="邻居为宅基地边界争吵，请帮忙调解。", title="邻里纠纷")
    table = exported(client, "tab=all&kind=dispute")
    with translation.override("zh-hans"):
        column = next(name for name in table[0] if name in {"涉及金额（元）", "金额", "涉及金额", "纠纷类型"})
    index = table[0].index(column)
    assert index < table[0].index("来源")
    table[1][index] = "1200" if "金额" in column else "邻里"
    import_id = back(client, table)
    seen = page(client, import_id)
    assert f"{matter.id}:field." in seen


def test_the_english_list_comes_back_in_chinese_too(log_in: LogIn) -> None:
    client, matter = log_in("dispatcher"), make_matter()
    client.cookies["fq_language"] = "en"
    table = exported(client)
    title = table[0].index("Matters") if "Matters" in table[0] else table[0].index("Matter")
    table[1][title] = "New title"
    client.cookies["fq_language"] = "zh-hans"
    assert "<ins>New title</ins>" in page(client, back(client, table))
    assert matter.version == 1


def test_the_columns_for_the_machine_are_hidden_and_the_rest_locked(log_in: LogIn) -> None:
    import zipfile

    make_matter(title="@SUM(A1)", text="=cmd|' /C calc'!A0")
    answer = log_in("dispatcher").post(f"{reverse('queue-export')}?tab=all")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
        sheet, styles = book.read("xl/worksheets/sheet1.xml").decode(), book.read("xl/styles.xml").decode()
    assert "<sheetProtection" in sheet
    assert sheet.count('hidden="1"') == 3
    assert "<f>" not in sheet
    assert 'quotePrefix="1"' in styles
    assert '<protection locked="0"/>' in styles


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_asks_as_much_for_one_row_as_for_three(
    many: int, log_in: LogIn, django_assert_num_queries: Any
) -> None:
    client = log_in("dispatcher")
    for number in range(many):
        make_matter(outside_ref=f"R{number}")
    table = exported(client)
    for number in range(many):
        put(table, "事项", f"新标题{number}", row=number + 1)
    import_id = back(client, table)
    page(client, import_id)
    with django_assert_num_queries(QUERIES):
        page(client, import_id)


QUERIES = 18
