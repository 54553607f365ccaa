"""A sheet goes in by mouse: upload, columns, preview, the bar, the list; then the list out, changed, and in again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django_tasks_db.models import DBTaskResult
from playwright.sync_api import Page, expect

from fengqiao.jobs import jobs
from fengqiao.kit.sheets import SheetLimits, read_sheet
from fengqiao.matters.models import Matter
from tests.browser.conftest import Open
from tests.browser.test_every_page import AXE, faults
from tests.matters.sheets import HEADER, row

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
LIMITS = SheetLimits(10**7, 100, 10**5, 10**8, 200)


@pytest.fixture(autouse=True)
def _own_shelf(settings: Any, tmp_path: Path) -> None:
    settings.SHELF_DIR = tmp_path / "shelf"
    jobs.ending.clear()


def write(path: Path, lines: list[list[str]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("热线")
        for number, line in enumerate(lines):
            sheet.write_row(number, 0, line)
    return path


def sound(page: Page) -> None:
    """Nothing grave on the page, wide and on a phone."""
    page.evaluate(AXE)
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert faults(page, width, []) == [], (page.url, width)


def test_a_sheet_in_and_the_list_out_and_in_again(open_as: Open, tmp_path: Path) -> None:
    page = open_as("dispatcher", "/imports/")
    sound(page)
    file = write(tmp_path / "热线.xlsx", [list(HEADER), row(1), row(2), row(3, 来电时间="去年夏天")])
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="上传").click()
    expect(page.locator("h1")).to_have_text("对应列")
    expect(page.get_by_label("诉求内容")).to_have_value("text")
    sound(page)
    page.get_by_role("button", name="预览").click()
    expect(page.locator(".fq-import-preview")).to_contain_text("反映流动摊贩占道")
    expect(page.locator(".fq-fault")).to_contain_text("去年夏天")
    sound(page)
    page.get_by_role("button", name="导入全部 3 行").click()
    expect(page.locator("#import-progress")).to_contain_text("排队中")
    jobs.work.call(*DBTaskResult.objects.get().args_kwargs["args"])  # the worker
    expect(page.locator("#import-progress")).to_contain_text("已完成")  # the page asks by itself
    expect(page.locator(".fq-stat-number")).to_have_text(["2", "0", "1"])
    sound(page)
    with page.expect_download() as errors:
        page.get_by_role("link", name="下载更正表").click()
    assert errors.value.suggested_filename == "热线-待更正.xlsx"
    page.get_by_role("link", name="看新登记的事项").click()
    expect(page.locator("a.fq-open")).to_have_count(2)

    with page.expect_download() as list_out:
        page.get_by_role("button", name="导出 Excel").click()
    found = read_sheet(Path(list_out.value.path()).read_bytes(), "a.xlsx", limits=LIMITS)
    lines = [list(found.header), *([each.text(i) for i in range(len(found.header))] for each in found.rows())]
    lines[1][lines[0].index("事项")] = "改过的标题"
    page.goto("/imports/")
    page.set_input_files("input[type=file]", write(tmp_path / "改过.xlsx", lines))
    page.get_by_role("button", name="上传").click()
    expect(page.locator(".fq-change ins")).to_have_text("改过的标题")
    sound(page)
    page.get_by_role("button", name="更正勾选的").click()
    expect(page.locator("main")).to_contain_text("没有要更正的")
    assert Matter.objects.filter(title="改过的标题").count() == 1
    page.goto("/imports/")
    expect(page.locator("tbody tr")).to_have_count(2)
    sound(page)
