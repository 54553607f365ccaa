"""What a sheet reads to: header, row numbers, texts, encodings, delimiters."""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
import time
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import Sheet, SheetLimits, SheetRow, open_sheet

LIMITS = SheetLimits(
    max_bytes=20_000_000, max_columns=100, max_rows=20_000, max_unpacked_bytes=100_000_000, max_ratio=200
)
HEAD = ("留言编号", "留言时间", "留言详情")


def xlsx(path: Path, cells: dict[tuple[int, int], object], *, date1904: bool = False) -> Path:
    """Write a workbook of the given cells (row and column from 0)."""
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd hh:mm:ss"}) as book:
        if date1904:
            book.date_1904 = True
        sheet = book.add_worksheet("留言")
        for (row, column), value in cells.items():
            sheet.write(row, column, value)
    return path


def row_cells(row: int, *values: object) -> dict[tuple[int, int], object]:
    return {(row, column): value for column, value in enumerate(values)}


def read_csv(path: Path, data: bytes) -> Sheet:
    path.write_bytes(data)
    return open_sheet(path, limits=LIMITS)


def texts(sheet: Sheet) -> list[list[str]]:
    return [[row.text(index) for index in range(len(sheet.header))] for row in sheet.rows()]


def test_values_keep_their_type_and_texts_read_as_a_person_reads_them(tmp_path: Path) -> None:
    moment = dt.datetime(2019, 4, 25, 9, 32, 9)
    path = xlsx(tmp_path / "a.xlsx", row_cells(0, *HEAD) | row_cells(1, 2549, moment, "\n\t\t\n路灯不亮　\r\n请修\t"))
    sheet = open_sheet(path, limits=LIMITS)
    assert (sheet.name, sheet.header, sheet.header_number, sheet.row_count) == ("留言", HEAD, 1, 1)
    row = next(sheet.rows())
    assert row.values[:2] == (2549.0, moment)
    assert [row.text(index) for index in range(4)] == ["2549", "2019-04-25 09:32:09", "路灯不亮　\n请修", ""]


def test_a_workbook_counting_from_1904_gives_the_same_dates(tmp_path: Path) -> None:
    moment = dt.datetime(2019, 4, 25, 9, 32, 9)
    path = xlsx(tmp_path / "a.xlsx", row_cells(0, *HEAD) | row_cells(1, 1, moment, "x"), date1904=True)
    assert next(open_sheet(path, limits=LIMITS).rows()).values[1] == moment


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (2549.0, "2549"),
        (0.1 + 0.2, "0.3"),
        (-3.5, "-3.5"),
        (float("nan"), ""),
        (True, "TRUE"),
        (12, "12"),
        (dt.date(2019, 4, 25), "2019-04-25"),
        (dt.time(9, 3), "09:03:00"),
        (dt.timedelta(hours=30, seconds=5), "30:00:05"),
        ("\ufeff a\x00b\x01 \u200b", "ab"),
        ("一\r二\r\n三", "一\n二\n三"),
    ],
)
def test_text_of_a_cell(value: object, text: str) -> None:
    assert SheetRow(2, (value,)).text(0) == text


def test_a_long_number_is_known_to_have_lost_digits() -> None:
    row = SheetRow(2, (430102199001011232.0, 13900001111.0, "430102199001011232", True, None))
    assert [row.loses_digits(index) for index in range(6)] == [True, False, False, False, False, False]


def test_row_numbers_are_those_of_excel_with_blank_rows_between(tmp_path: Path) -> None:
    cells = row_cells(0, *HEAD) | row_cells(1, 1, "x", "甲") | row_cells(4, 2, "x", "乙") | row_cells(6, "  ", "\t")
    sheet = open_sheet(xlsx(tmp_path / "a.xlsx", cells | row_cells(9, 3, "x", "丙")), limits=LIMITS)
    assert [(row.number, row.text(2)) for row in sheet.rows()] == [(2, "甲"), (5, "乙"), (10, "丙")]


def test_row_numbers_of_csv_count_records_not_lines(tmp_path: Path) -> None:
    sheet = read_csv(tmp_path / "a.csv", '编号,详情\n1,"甲\n甲\n甲"\n\n,\n2,乙\n'.encode())
    assert [(row.number, row.text(1)) for row in sheet.rows()] == [(2, "甲\n甲\n甲"), (5, "乙")]


def test_header_is_the_first_row_with_two_words_so_titles_and_dates_above_are_passed(tmp_path: Path) -> None:
    cells = {(0, 0): "信访事项汇总表", (2, 0): "制表日期", (2, 1): dt.datetime(2026, 1, 5)}
    cells |= row_cells(3, *HEAD) | row_cells(4, 1, "x", "甲")
    sheet = open_sheet(xlsx(tmp_path / "a.xlsx", cells), limits=LIMITS)
    assert (sheet.header, sheet.header_number) == (HEAD, 4)
    assert [row.number for row in sheet.rows()] == [5]


def test_repeated_names_get_a_number_and_missing_ones_their_letter(tmp_path: Path) -> None:
    cells = row_cells(0, " 电话 ", "电话", "电话_2", "", "联系\n地址") | row_cells(1, 1, 2, 3, 4, 5, 6)
    sheet = open_sheet(xlsx(tmp_path / "a.xlsx", cells), limits=LIMITS)
    assert sheet.header == ("电话", "电话_3", "电话_2", "D列", "联系 地址", "F列")
    assert texts(sheet) == [["1", "2", "3", "4", "5", "6"]]


def test_a_table_that_begins_in_column_c_names_columns_by_their_letter(tmp_path: Path) -> None:
    cells = {(2, 2): "编号", (2, 4): "详情", (3, 2): 1, (3, 3): 7, (3, 4): "甲"}
    sheet = open_sheet(xlsx(tmp_path / "a.xlsx", cells), limits=LIMITS)
    assert sheet.header == ("编号", "D列", "详情")
    assert [row.number for row in sheet.rows()] == [4]


def test_every_row_of_a_merged_block_has_its_value(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 2, "汇总表")
        sheet.write_row(1, 0, HEAD)
        sheet.merge_range(2, 0, 3, 0, "甲")
        sheet.write_row(2, 1, ["a", "b"])
        sheet.write_row(3, 1, ["c", "d"])
    assert texts(open_sheet(tmp_path / "a.xlsx", limits=LIMITS)) == [["甲", "a", "b"], ["甲", "c", "d"]]


def test_the_first_visible_sheet_is_read_unless_one_is_named(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet("码表").hide()
        for name in ("一月", "二&月"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, HEAD)
            sheet.write(1, 0, name)
        book.get_worksheet_by_name("一月").activate()
        book.get_worksheet_by_name("一月").set_first_sheet()
    assert open_sheet(tmp_path / "a.xlsx", limits=LIMITS).name == "一月"
    named = open_sheet(tmp_path / "a.xlsx", limits=LIMITS, sheet=" 二&月 ")
    assert (named.name, texts(named)) == ("二&月", [["二&月", "", ""]])
    with pytest.raises(Problem, match="一月、二&月") as refused:
        open_sheet(tmp_path / "a.xlsx", limits=LIMITS, sheet="三月")
    assert refused.value.code == "sheet-unknown"


def test_a_chart_sheet_before_the_table_is_passed(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=数据!$A$2:$A$3"})
        book.add_chartsheet("图").set_chart(chart)
        sheet = book.add_worksheet("数据")
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, [1, 2, 3])
    assert open_sheet(tmp_path / "a.xlsx", limits=LIMITS).name == "数据"


def test_the_name_of_the_file_does_not_matter(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.csv", row_cells(0, *HEAD) | row_cells(1, 1, "x", "甲"))
    assert open_sheet(path, limits=LIMITS).row_count == 1
    assert read_csv(tmp_path / "b.xlsx", "编号,详情\n1,甲\n".encode()).header == ("编号", "详情")


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode(),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("gb18030"),
        lambda text: "\ufeff".encode("gb18030") + text.encode("gb18030"),
        lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
        lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    ],
    ids=["utf-8", "utf-8-sig", "gb18030", "gb18030-sig", "utf-16-le", "utf-16-be"],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_csv_in_every_encoding_and_delimiter(tmp_path: Path, encode, delimiter: str, end: str) -> None:
    lines = ['"编号"|详情|时间', '1|"路灯，坏了；㐀𠮷, ok; yes"|2019/4/25 9:32:09', "2|乙|"]
    data = encode(end.join(lines).replace("|", delimiter) + end)
    sheet = read_csv(tmp_path / "a.csv", data)
    assert sheet.header == ("编号", "详情", "时间")
    assert texts(sheet) == [["1", "路灯，坏了；㐀𠮷, ok; yes", "2019/4/25 9:32:09"], ["2", "乙", ""]]


CELLS = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\n，\",;\t'=中文"), max_size=20)


@settings(max_examples=150, deadline=None)
@given(
    rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=8),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
)
def test_any_csv_reads_to_the_texts_that_were_written(rows: list[list[str]], encoding: str) -> None:
    buffer = io.StringIO(newline="")
    # The first data row holds words only, so that no other delimiter agrees with more lines.
    csv.writer(buffer, quoting=csv.QUOTE_ALL).writerows([HEAD, ["甲", "乙", "丙"], *rows])
    with tempfile.TemporaryDirectory() as folder:
        sheet = read_csv(Path(folder, "a.csv"), buffer.getvalue().encode(encoding))
    kept = [(number, row) for number, row in enumerate(rows, start=3) if any(SheetRow(0, (c,)).text(0) for c in row)]
    unescaped = [
        (number, [SheetRow(0, (undone(cell),)).text(0) for cell in row])
        for number, row in kept
        if any(SheetRow(0, (undone(cell),)).text(0) for cell in row)
    ]
    found = [(row.number, [row.text(index) for index in range(3)]) for row in sheet.rows()]
    assert found[1:] == unescaped


def undone(cell: str) -> str:
    """Say what `="…"` and `'=` mean, apart from the reader."""
    if cell.startswith('="') and cell.endswith('"') and len(cell) > 2 and '"' not in cell[2:-1]:
        return cell[2:-1]
    return cell[1:] if cell.startswith("'") and cell.lstrip("'")[:1] in set("=+-@\t\r\n＝＋－＠") else cell


def test_excel_ways_to_keep_text_in_csv_are_undone(tmp_path: Path) -> None:
    sheet = read_csv(tmp_path / "a.csv", "sep=;\r\n编号;电话\r\n=\"00123\";'+8613900001111\r\n'甲;'\r\n".encode())
    assert sheet.header == ("编号", "电话")
    assert [(row.number, row.values) for row in sheet.rows()] == [(3, ("00123", "+8613900001111")), (4, ("'甲", "'"))]


def test_a_csv_row_longer_than_the_header_says_so(tmp_path: Path) -> None:
    sheet = read_csv(tmp_path / "a.csv", "编号,详情\n1,甲,,\n2,路灯,坏了\n".encode())
    assert [row.surplus for row in sheet.rows()] == [(), ("坏了",)]


def test_title_above_a_csv_header_is_passed(tmp_path: Path) -> None:
    sheet = read_csv(tmp_path / "a.csv", "汇总表,,\n编号,详情,时间\n1,甲,\n".encode("gb18030"))
    assert (sheet.header, sheet.header_number) == (("编号", "详情", "时间"), 2)


def test_rows_may_be_walked_twice_and_sampled(tmp_path: Path) -> None:
    sheet = read_csv(tmp_path / "a.csv", "编号,详情\n1,甲\n2,乙\n".encode())
    assert list(sheet.rows()) == list(sheet.rows())
    assert [row.number for row in sheet.sample(1)] == [2]


def test_ten_thousand_rows_of_seven_columns_are_read_in_two_seconds(tmp_path: Path) -> None:
    cells = row_cells(0, *(f"列{column}" for column in range(7)))
    for row in range(1, 10_001):
        cells |= row_cells(
            row, row, f"A{row:08}", f"主题{row}", "2019/4/25 9:32:09", f"第{row}盏路灯不亮" * 20, "", "x"
        )
    path = xlsx(tmp_path / "a.xlsx", cells)
    begun = time.process_time()
    sheet = open_sheet(path, limits=LIMITS)
    characters = sum(len(row.text(index)) for row in sheet.rows() for index in range(7))
    assert time.process_time() - begun < 2
    assert (sheet.row_count, characters > 1_000_000) == (10_000, True)


def test_a_sheet_of_one_column_begins_with_its_header(tmp_path: Path) -> None:
    sheet = read_csv(tmp_path / "a.csv", "诉求内容\n路灯不亮\n\n12\n".encode())
    assert (sheet.header, texts(sheet)) == (("诉求内容",), [["路灯不亮"], ["12"]])
    book = open_sheet(xlsx(tmp_path / "a.xlsx", {(1, 2): "诉求内容", (3, 2): "路灯不亮"}), limits=LIMITS)
    assert (book.header, [row.number for row in book.rows()]) == (("诉求内容",), [4])
    assert texts(book) == [["路灯不亮"]]
