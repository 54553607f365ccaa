"""Sheets as offices keep them: merged blocks, headers of two rows, totals, formulas, several and hidden sheets."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter

from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import ListedSheet, Sheet, parse_moment, read_sheet, sheets_in
from fengqiao.kit.sheets.table import Merged, build_sheet
from tests.kit.test_sheets_reading import LIMITS, texts


def book(*fills: Callable[[Any], object], hidden: int = -1) -> bytes:
    """A workbook with a sheet for each function that fills one."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        for number, fill in enumerate(fills):
            sheet = made.add_worksheet(f"表{number + 1}")
            fill(sheet)
            if number == hidden:
                sheet.hide()
        if hidden == 0:
            made.worksheets()[1].activate()
    return out.getvalue()


def rows(*values: list[object], at: int = 0) -> Callable[[Any], None]:
    def fill(sheet: Any) -> None:
        for number, row in enumerate(values):
            sheet.write_row(at + number, 0, row)

    return fill


def read(data: bytes, **over: Any) -> Sheet:
    return read_sheet(data, "a.xlsx", limits=LIMITS, **over)


def test_a_header_of_two_rows_calls_each_column_by_its_lowest_word() -> None:
    def fill(sheet: Any) -> None:
        sheet.merge_range(0, 0, 0, 3, "留言汇总")
        sheet.merge_range(1, 0, 2, 0, "编号")
        sheet.merge_range(1, 1, 1, 2, "联系信息")
        sheet.merge_range(1, 3, 2, 3, "内容")
        sheet.write_row(2, 1, ["姓名", "电话"])
        sheet.write_row(3, 0, ["A1", "甲", "1", "路灯不亮"])

    sheet = read(book(fill))
    assert (sheet.header, sheet.header_number) == (("编号", "姓名", "电话", "内容"), 2)
    assert texts(sheet) == [["A1", "甲", "1", "路灯不亮"]]


def test_the_header_is_where_somebody_says_it_is() -> None:
    data = book(rows(["说明", "请如实填写"], ["编号", "内容"], ["A1", "路灯不亮"]))
    assert read(data).header == ("说明", "请如实填写")
    found = read(data, header_row=2)
    assert (found.header, texts(found)) == (("编号", "内容"), [["A1", "路灯不亮"]])
    csv = read_sheet("说明,请如实填写\n编号,内容\nA1,路灯不亮\n".encode(), "a.csv", limits=LIMITS, header_row=2)
    assert csv.header == ("编号", "内容")


def test_a_header_row_that_is_empty_is_refused() -> None:
    with pytest.raises(Problem) as refusal:
        read(book(rows(["编号", "内容"], ["A1", "路灯不亮"])), header_row=9)
    assert refusal.value.code == "sheet-no-header"


@pytest.mark.parametrize("word", ["合计", "总 计：", "小计", "Total"])
def test_lines_of_totals_at_the_end_are_no_rows(word: str) -> None:
    sheet = read(book(rows(["编号", "内容", "件数"], ["A1", "路灯不亮", 1], [word, "", 1], ["", word, 1])))
    assert texts(sheet) == [["A1", "路灯不亮", "1"]]


def test_a_row_with_words_is_a_row_whatever_it_begins_with() -> None:
    sheet = read(book(rows(["编号", "内容"], ["A1", "路灯不亮"], ["合计", "费用算错了"])))
    assert texts(sheet)[-1] == ["合计", "费用算错了"]


def test_formulas_count_by_their_result_and_those_without_are_told() -> None:
    def fill(sheet: Any) -> None:
        sheet.write_row(0, 0, ["编号", "内容"])
        sheet.write_formula(1, 0, '="A"&"1"', None, "A1")
        sheet.write_string(1, 1, "路灯不亮")
        sheet.write_formula(2, 0, '="A"&"2"', None, "")
        sheet.write_string(2, 1, "井盖坏了")

    data = book(fill)
    assert texts(read(data)) == [["A1", "路灯不亮"], ["", "井盖坏了"]]
    assert read(data).unsolved in {0, 1}  # writers differ: an empty result may be written as one
    assert read(_without_results(data)).unsolved == 2


def _without_results(data: bytes) -> bytes:
    """The workbook as a program leaves it that calculates nothing: formulas without results."""
    import re
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", content) if "worksheets" in name else content)
    return out.getvalue()


def test_the_sheets_of_a_workbook_are_listed_and_one_is_chosen() -> None:
    first, second = rows(["编号", "内容"], ["A1", "甲"]), rows(["编号", "内容"], ["B1", "乙"])
    data = book(first, second, hidden=0)
    assert sheets_in(data, limits=LIMITS) == (ListedSheet("表1", visible=False), ListedSheet("表2", visible=True))
    assert texts(read(data)) == [["B1", "乙"]]
    assert texts(read(data, sheet="表1")) == [["A1", "甲"]]
    assert sheets_in("编号,内容\n".encode(), limits=LIMITS) == ()


def test_a_telephone_number_kept_as_a_number_is_read_whole() -> None:
    sheet = read(book(rows(["电话", "内容"], [13912345678, "甲"], [1.3912345678e10, "乙"])))
    assert [row[0] for row in texts(sheet)] == ["13912345678", "13912345678"]


@pytest.mark.parametrize("value", [43580.397326, "43580.397326", "2019-04-25 09:32:09", "2019年4月25日 9时32分9秒"])
def test_a_moment_is_the_same_as_serial_number_and_as_text(value: object) -> None:
    assert parse_moment(value, dt.UTC) == dt.datetime(2019, 4, 25, 9, 32, 9, tzinfo=dt.UTC)


def test_blocks_without_end_are_followed_only_where_rows_are() -> None:
    endless = [Merged(2, 10**9, 2, 3)] * 1000
    numbered = enumerate([["编号", "内容", ""], ["A1", "甲", "长"], ["A2", "乙", ""]], start=1)
    assert texts(build_sheet("a", numbered, LIMITS, merged=endless)) == [["A1", "甲", "长"], ["A2", "乙", "长"]]
