"""Sheets that are written: nothing comes alive in them, and what was refused can be corrected and sent again."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
import zipfile
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st

from fengqiao.kit.sheets import (
    ERROR_COLUMNS,
    Column,
    ColumnKind,
    Marked,
    RowError,
    SheetLimits,
    SheetRow,
    SheetSpec,
    open_sheet,
    write_csv,
    write_errors,
    write_xlsx,
)

LIMITS = SheetLimits(
    max_bytes=50_000_000, max_columns=100, max_rows=20_000, max_unpacked_bytes=200_000_000, max_ratio=200
)
CHINA = ZoneInfo("Asia/Shanghai")
MOMENT = dt.datetime(2019, 4, 25, 9, 32, 9)


def written(*sheets: SheetSpec, zone: ZoneInfo | None = None) -> io.BytesIO:
    target = io.BytesIO()
    write_xlsx(target, sheets, zone=zone)
    target.seek(0)
    return target


def cells(book: io.BytesIO, sheet: int = 0) -> list[list[object]]:
    return [
        list(row) for row in python_calamine.CalamineWorkbook.from_filelike(book).get_sheet_by_index(sheet).iter_rows()
    ]


def xml(book: io.BytesIO, member: str = "xl/worksheets/sheet1.xml") -> str:
    with zipfile.ZipFile(book) as archive:
        return archive.read(member).decode()


def test_values_are_stored_by_their_type() -> None:
    head = ("文", "数", "真", "日", "时", "长", "空")
    row = ("甲", Decimal("1.5"), True, dt.date(2019, 4, 25), MOMENT, dt.timedelta(hours=30), None)
    book = written(SheetSpec("表", tuple(map(Column, head)), [row]))
    assert cells(book) == [list(head), ["甲", 1.5, True, dt.date(2019, 4, 25), MOMENT, dt.timedelta(hours=30), ""]]


def test_text_columns_hold_text_and_long_numbers_are_never_numbers() -> None:
    columns = (Column("电话", ColumnKind.TEXT), Column("证件"), Column("日", ColumnKind.DATE))
    book = written(SheetSpec("表", columns, [(13900001111, 430102199001011232, MOMENT)]))
    assert cells(book)[1] == ["13900001111", "430102199001011232", MOMENT]
    assert 'formatCode="yyyy\\-mm\\-dd"' in xml(book, "xl/styles.xml") or "yyyy-mm-dd" in xml(book, "xl/styles.xml")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "http://a.cn", "mailto:a@b.cn", "{=1}", "007", "_x0041_"])
def test_nothing_in_text_comes_alive(text: str) -> None:
    book = written(SheetSpec("表", (Column(text),), [(text,)]))
    assert cells(book) == [[text], [text]]
    assert "<f>" not in xml(book)
    assert "hyperlink" not in xml(book)


def test_aware_moments_are_shown_in_the_zone() -> None:
    utc = MOMENT.replace(tzinfo=dt.UTC)
    spec = SheetSpec("表", (Column("时"),), [(utc,)])
    assert cells(written(spec, zone=CHINA))[1] == [dt.datetime(2019, 4, 25, 17, 32, 9)]
    assert cells(written(spec))[1] == [MOMENT]


def test_head_is_frozen_filtered_and_columns_fit_their_content() -> None:
    spec = SheetSpec("表", (Column("编号"), Column("详情"), Column("注", width=33)), [("1", "路灯不亮" * 50, "")])
    sheet = xml(written(spec))
    assert 'state="frozen"' in sheet
    assert '<autoFilter ref="A1:C2"/>' in sheet
    assert [f'width="{width}.7109375"' in sheet for width in (8, 60, 33)] == [True, True, True]


def test_text_longer_than_a_cell_is_cut_visibly() -> None:
    cell = str(cells(written(SheetSpec("表", (Column("文"),), [("长" * 40_000,)])))[1][0])
    assert (len(cell), cell[-12:]) == (32_767, "（超出单元格长度，未完）")


def test_values_that_excel_cannot_hold_become_text_or_nothing() -> None:
    row = (float("nan"), float("inf"), dt.date(1899, 1, 1), dt.timedelta(hours=-1), dt.time(9, tzinfo=dt.UTC))
    assert cells(written(SheetSpec("表", tuple(map(Column, "abcde")), [row])))[1] == [
        "",
        "",
        "1899-01-01",
        "-1:00:00",
        "09:00:00+00:00",
    ]


def test_sheet_names_are_made_to_fit() -> None:
    names = ["一/二:三", "很" * 40, "很" * 40, "", "'表'", "History"]
    book = written(*(SheetSpec(name, (Column("a"),), []) for name in names))
    found = python_calamine.CalamineWorkbook.from_filelike(book).sheet_names
    assert found == ["一 二 三", "很" * 31, "很" * 29 + "_2", "Sheet4", "表", "History_2"]


def test_ten_thousand_rows_are_written_as_they_come(tmp_path: Path) -> None:
    columns = tuple(Column(f"列{index}") for index in range(7))
    lines = ((number, MOMENT, f"第{number}盏", "路灯不亮" * 40, "=x", "", True) for number in range(10_000))
    write_xlsx(tmp_path / "a.xlsx", [SheetSpec("表", columns, lines)])
    assert open_sheet(tmp_path / "a.xlsx", limits=LIMITS).row_count == 10_000


def test_csv_has_a_bom_and_formulas_are_neutralised(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    line = ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "＝x", "'=x", "甲", -5, 1.0, None, dt.date(2019, 4, 25)]
    write_csv(path, [f"列{number}" for number in range(13)], [line])
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig").split("\r\n")[1].split(",")[:4] == ["'=1+1", "'+1", "'-1", "'@x"]
    row = next(open_sheet(path, limits=LIMITS).rows())
    assert row.values == (*line[:9], "-5", "1", "", "2019-04-25")


def test_csv_goes_to_a_stream_that_stays_open() -> None:
    target = io.BytesIO()
    write_csv(target, ["编号", "详情"], [["1", '路灯,"坏"了']])
    assert target.getvalue().decode("utf-8-sig") == '编号,详情\r\n1,"路灯,""坏""了"\r\n'


TEXTS = st.text(st.characters(exclude_categories=("Cs",)) | st.sampled_from("=+-@'\t\r\n\"＝"), max_size=12)


@settings(max_examples=150, deadline=None)
@given(lines=st.lists(st.lists(TEXTS, min_size=2, max_size=2), min_size=1, max_size=5))
def test_any_text_written_to_csv_is_harmless_and_reads_back(lines: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.csv")
        write_csv(path, ["编号", "详情", "尾"], [["甲", "乙", "丙"], *([*line, "丁"] for line in lines)])
        assert b"\r\n=" not in path.read_bytes()
        if any("\0" in text for line in lines for text in line):
            return
        found = [row.values for row in open_sheet(path, limits=LIMITS).rows()][1:]
    assert found == [(*line, "丁") for line in lines]


HEADER = ("编号", "留言时间", "留言详情", "电话")


def bad_row(
    number: int, *values: object, problems: tuple[tuple[str, str], ...], surplus: tuple[object, ...] = ()
) -> RowError:
    return RowError(SheetRow(number, values, surplus), problems)


def test_refused_rows_keep_their_columns_and_say_row_field_and_reason(tmp_path: Path) -> None:
    errors = [
        bad_row(3, 2.0, "昨天", "甲", "=x", problems=(("told_at", "读不出日期"),)),
        bad_row(9, 5.0, MOMENT, "", "007", problems=(("text", "没有内容"), ("电话", "位数不对"), ("整行", "重复"))),
    ]
    write_errors(tmp_path / "a.xlsx", HEADER, errors, columns={"told_at": 1, "text": 2})
    book = io.BytesIO((tmp_path / "a.xlsx").read_bytes())
    assert cells(book) == [
        [*HEADER, *ERROR_COLUMNS],
        [2.0, "昨天", "甲", "=x", "3", "留言时间", "读不出日期"],
        [5.0, MOMENT, "", "007", "9", "留言详情；电话；整行", "留言详情：没有内容；电话：位数不对；整行：重复"],
    ]


def test_only_the_cells_at_fault_are_coloured(tmp_path: Path) -> None:
    write_errors(
        tmp_path / "a.xlsx", HEADER, [bad_row(3, 2.0, "昨天", "", "1", problems=(("留言时间", "x"), ("留言详情", "y")))]
    )
    book = io.BytesIO((tmp_path / "a.xlsx").read_bytes())
    styles = xml(book, "xl/styles.xml")
    fills = [place for place, fill in enumerate(styles.split("<fill>")[1:]) if "FFC7CE" in fill]
    formats = styles.split("<cellXfs")[1].split("<xf ")[1:]
    coloured = {str(place) for place, look in enumerate(formats) if f'fillId="{fills[0]}"' in look}
    looks = {
        cell.split('"')[1]: cell.split('s="')[1].split('"')[0] for cell in xml(book).split("<c ")[1:] if "2" in cell[:6]
    }
    assert {address for address, look in looks.items() if look in coloured} == {"B2", "C2"}


def test_a_corrected_sheet_is_read_as_the_first_one_was(tmp_path: Path) -> None:
    first = tmp_path / "first.csv"
    first.write_text("编号,电话,电话,详情\n1,07,昨天,甲\n2,08,2019-4-25,\n", "gb18030")
    sheet = open_sheet(first, limits=LIMITS)
    errors = [RowError(row, (("told_at", "x"),)) for row in sheet.rows()]
    write_errors(tmp_path / "errors.xlsx", sheet.header, errors, columns={"told_at": 2})
    again = open_sheet(tmp_path / "errors.xlsx", limits=LIMITS)
    assert again.header == sheet.header == ("编号", "电话", "电话_2", "详情")
    assert [row.values for row in again.rows()] == [row.values for row in sheet.rows()]
    assert [row.number for row in again.rows()] == [2, 3]


def test_a_row_emptied_by_its_sender_is_left_out_and_the_added_columns_may_be_overwritten(tmp_path: Path) -> None:
    lines = [("1", "甲", "3", "详情", "x"), ("", "", "9", "详情", "y"), ("2", "乙", "", "", "")]
    columns = tuple(Column(name) for name in ("编号", "详情", *ERROR_COLUMNS))
    write_xlsx(tmp_path / "a.xlsx", [SheetSpec("需更正", columns, lines)])
    again = open_sheet(tmp_path / "a.xlsx", limits=LIMITS)
    assert [(row.number, row.values) for row in again.rows()] == [(2, ("1", "甲")), (4, ("2", "乙"))]


def test_a_column_of_the_sender_called_reason_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("编号,字段,原因\n1,甲,乙\n", "utf-8")
    assert open_sheet(tmp_path / "a.csv", limits=LIMITS).header == ("编号", "字段", "原因")


def test_what_a_row_has_beyond_the_header_is_kept_for_the_sender(tmp_path: Path) -> None:
    error = bad_row(3, "2", "路灯", surplus=("坏了",), problems=(("整行", "多出一格"),))
    write_errors(tmp_path / "a.xlsx", ("编号", "详情"), [error])
    again = open_sheet(tmp_path / "a.xlsx", limits=LIMITS)
    assert (again.header, next(again.rows()).values) == (("编号", "详情", "C列"), ("2", "路灯", "坏了"))


def test_a_marked_value_may_stand_in_any_sheet() -> None:
    assert cells(written(SheetSpec("表", (Column("a"), Column("b")), [(Marked(1), Marked(""))])))[1] == [1.0, ""]
