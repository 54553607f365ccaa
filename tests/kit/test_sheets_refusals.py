"""What is not a sheet is refused in words that say what to do, never with a traceback."""

from __future__ import annotations

import contextlib
import io
import struct
import tempfile
import zipfile
import zlib
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import ERROR_COLUMNS, SheetLimits, open_sheet

LIMITS = SheetLimits(max_bytes=1_000_000, max_columns=100, max_rows=500, max_unpacked_bytes=20_000_000, max_ratio=200)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def refusal(tmp_path: Path, data: bytes, *, limits: SheetLimits = LIMITS, name: str = "表.xlsx") -> Problem:
    """Return the Problem with which the file is refused; its words are complete and end as a sentence."""
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(Problem) as refused:
        open_sheet(path, limits=limits)
    assert str(refused.value).endswith("。")
    assert "{" not in str(refused.value)
    return refused.value


def zipped(members: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def members_of(data: bytes) -> dict[str, str | bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def book(rows: int = 2, columns: int = 3) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as workbook:
        sheet = workbook.add_worksheet("留言")
        sheet.write_row(0, 0, [f"列{column}" for column in range(columns)])
        for row in range(1, rows + 1):
            sheet.write_row(row, 0, [row] * columns)
    return target.getvalue()


def book_with_sheet(xml: str) -> bytes:
    body = f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}">{xml}</worksheet>'
    return zipped(members_of(book()) | {"xl/worksheets/sheet1.xml": body})


def text_cell(address: str, text: str = "甲") -> str:
    where = f' r="{address}"' if address else ""
    return f'<c{where} t="inlineStr"><is><t>{text}</t></is></c>'


def test_a_word_document_renamed_is_called_one(tmp_path: Path) -> None:
    docx = zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w:document/>"})
    problem = refusal(tmp_path, docx)
    assert problem.code == "sheet-word"
    assert str(problem).startswith("这是 Word 文档")


@pytest.mark.parametrize(
    ("members", "code", "word"),
    [
        ({"ppt/presentation.xml": "<p/>"}, "sheet-slides", "PPT"),
        (
            {"content.xml": "<o/>", "mimetype": "application/vnd.oasis.opendocument.spreadsheet"},
            "sheet-other-format",
            "ods",
        ),
        ({"xl/workbook.bin": b"\x83"}, "sheet-other-format", "xlsb"),
        ({"照片/1.jpg": b"x"}, "sheet-archive", "压缩包"),
        ({}, "sheet-archive", "压缩包"),
    ],
)
def test_other_zips_are_named(tmp_path: Path, members: dict[str, str | bytes], code: str, word: str) -> None:
    problem = refusal(tmp_path, zipped(members))
    assert (problem.code, word in str(problem)) == (code, True)


@pytest.mark.parametrize(
    ("stream", "code"),
    [
        ("EncryptedPackage", "sheet-locked"),
        ("WordDocument", "sheet-word"),
        ("PowerPoint Document", "sheet-slides"),
        ("Workbook", "sheet-other-format"),
    ],
)
def test_compound_files_are_named_by_their_streams(tmp_path: Path, stream: str, code: str) -> None:
    assert refusal(tmp_path, OLE + stream.encode("utf-16-le") + bytes(64)).code == code


def test_a_workbook_with_a_password_is_told_so(tmp_path: Path) -> None:
    assert "密码" in str(refusal(tmp_path, OLE + "EncryptedPackage".encode("utf-16-le")))


def test_a_zip_with_a_password_is_told_so(tmp_path: Path) -> None:
    data = bytearray(book())
    entry = data.index(b"PK\x01\x02")
    data[entry + 8] |= 1
    assert refusal(tmp_path, bytes(data)).code == "sheet-locked"


@pytest.mark.parametrize("data", [b"", b"  \r\n\t\n"])
def test_an_empty_file(tmp_path: Path, data: bytes) -> None:
    assert refusal(tmp_path, data).code == "sheet-empty-file"


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "没有.xlsx", tmp_path):
        with pytest.raises(Problem, match="找不到或打不开") as refused:
            open_sheet(path, limits=LIMITS)
        assert refused.value.code == "sheet-missing"


def test_a_file_over_the_limit_of_bytes(tmp_path: Path) -> None:
    problem = refusal(tmp_path, b"a,b\n" * 300_000)
    assert (problem.code, "0.953674 MB" in str(problem)) == ("sheet-too-big", True)


@pytest.mark.parametrize("data", [book(rows=0), "编号,详情\n".encode(), "编号,详情\n,\n\n".encode()])
def test_a_sheet_without_rows(tmp_path: Path, data: bytes) -> None:
    assert refusal(tmp_path, data).code == "sheet-no-rows"


def test_a_sheet_without_content_or_header(tmp_path: Path) -> None:
    assert refusal(tmp_path, book(rows=0, columns=0)).code == "sheet-empty"
    assert refusal(tmp_path, book_with_sheet("")).code == "sheet-empty"
    assert refusal(tmp_path, b"1,2,3\n4,5,6\n").code == "sheet-no-header"
    assert refusal(tmp_path, "12\n今天天气很好\n".encode()).code == "sheet-no-header"


def test_two_hundred_columns_are_refused_in_words(tmp_path: Path) -> None:
    wide = ",".join(f"列{column}" for column in range(200)) + "\n" + ",".join(["1"] * 200)
    for data in (book(columns=200), wide.encode()):
        problem = refusal(tmp_path, data)
        assert problem.code == "sheet-too-many-columns"
        assert str(problem) == "这张表有 200 列，最多可以有 100 列。请只保留需要的列（把多余的列整列删除）后再上传。"


def test_the_limit_of_columns_is_exact_and_the_added_ones_do_not_count(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(book(columns=100))
    assert len(open_sheet(tmp_path / "a.xlsx", limits=LIMITS).header) == 100
    assert refusal(tmp_path, book(columns=101)).params["count"] == 101
    head = [*(f"列{column}" for column in range(100)), *ERROR_COLUMNS]
    (tmp_path / "b.csv").write_text(",".join(head) + "\n" + ",".join("1" * 103), "utf-8")
    assert len(open_sheet(tmp_path / "b.csv", limits=LIMITS).header) == 100


def test_the_limit_of_rows_is_exact(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(book(rows=500))
    assert open_sheet(tmp_path / "a.xlsx", limits=LIMITS).row_count == 500
    problem = refusal(tmp_path, book(rows=501))
    assert (problem.code, problem.params) == ("sheet-too-many-rows", {"count": 501, "limit": 500})


def test_two_cells_far_apart_are_refused_before_the_cells_between_are_allotted(tmp_path: Path) -> None:
    far = f'<row r="1">{text_cell("A1")}{text_cell("B1")}</row><row r="1048576">{text_cell("C1048576")}</row>'
    assert refusal(tmp_path, book_with_sheet(f"<sheetData>{far}</sheetData>")).code == "sheet-too-many-rows"
    wide = f'<row r="1">{text_cell("A1")}</row><row r="2">{text_cell("XFD2")}</row>'
    assert refusal(tmp_path, book_with_sheet(f"<sheetData>{wide}</sheetData>")).params["count"] == 16_384


def test_cells_without_addresses_are_followed_as_the_reader_does(tmp_path: Path) -> None:
    row = f'<row r="1048576">{text_cell("A1")}{text_cell("")}</row>'
    problem = refusal(tmp_path, book_with_sheet(f"<sheetData>{row}</sheetData>"))
    assert (problem.code, problem.params["count"]) == ("sheet-too-many-rows", 1_048_576)
    outside = "<c/>" * 20_000 + f"<row>{text_cell('')}</row>"
    assert refusal(tmp_path, book_with_sheet(f"<sheetData>{outside}</sheetData>")).params["count"] == 20_001


def test_cells_that_are_only_coloured_do_not_count(tmp_path: Path) -> None:
    rows = f'<row r="1">{text_cell("A1")}{text_cell("B1")}</row><row r="2">{text_cell("A2")}<c r="XFD2" s="1"/></row>'
    (tmp_path / "a.xlsx").write_bytes(book_with_sheet(f"<sheetData>{rows}</sheetData>"))
    assert open_sheet(tmp_path / "a.xlsx", limits=LIMITS).header == ("甲", "甲_2")


def test_a_zip_bomb_is_refused_by_what_it_announces(tmp_path: Path) -> None:
    bomb = zipped(members_of(book()) | {"xl/worksheets/sheet1.xml": b" " * 30_000_000})
    assert len(bomb) < 100_000
    problem = refusal(tmp_path, bomb)
    assert (problem.code, "压缩炸弹" in str(problem)) == ("sheet-bomb", True)


def test_a_zip_bomb_is_refused_by_its_ratio_too(tmp_path: Path) -> None:
    bomb = zipped(members_of(book()) | {"xl/worksheets/sheet1.xml": b" " * 5_000_000})
    assert LIMITS.max_unpacked_bytes > 5_000_000
    assert refusal(tmp_path, bomb).code == "sheet-bomb"


def announcing(data: bytes, member: bytes, size: int) -> bytes:
    """Let the central directory say that the member unpacks to `size` bytes."""
    lying = bytearray(data)
    at = lying.index(b"PK\x01\x02")
    while lying[at + 46 : at + 46 + struct.unpack_from("<H", lying, at + 28)[0]] != member:
        at = lying.index(b"PK\x01\x02", at + 4)
    struct.pack_into("<I", lying, at + 24, size)
    return bytes(lying)


def test_a_zip_that_announces_less_than_it_unpacks_to_is_stopped_early(tmp_path: Path) -> None:
    bomb = zipped(members_of(book()) | {"xl/worksheets/sheet1.xml": b" " * 90_000_000})
    problem = refusal(tmp_path, announcing(bomb, b"xl/worksheets/sheet1.xml", 1000))
    assert problem.code == "sheet-size-lies"


def test_a_zip_that_announces_more_than_it_unpacks_to_is_broken(tmp_path: Path) -> None:
    assert refusal(tmp_path, announcing(book(), b"xl/worksheets/sheet1.xml", 100_000)).code == "sheet-broken"


def test_a_stored_member_cannot_lie_either(tmp_path: Path) -> None:
    stored = zipped(members_of(book()), zipfile.ZIP_STORED)
    assert refusal(tmp_path, announcing(stored, b"xl/worksheets/sheet1.xml", 10)).code == "sheet-size-lies"


def test_shared_strings_are_counted_as_well(tmp_path: Path) -> None:
    bomb = zipped(members_of(book()) | {"xl/sharedStrings.xml": b" " * 30_000_000})
    assert refusal(tmp_path, announcing(bomb, b"xl/sharedStrings.xml", 1000)).code == "sheet-size-lies"


def test_pictures_in_the_workbook_are_neither_unpacked_nor_harmful(tmp_path: Path) -> None:
    with_picture = zipped(members_of(book()) | {"xl/media/image1.png": zlib.compress(b"x" * 10_000)})
    (tmp_path / "a.xlsx").write_bytes(announcing(with_picture, b"xl/media/image1.png", 7))
    assert open_sheet(tmp_path / "a.xlsx", limits=LIMITS).row_count == 2


@pytest.mark.parametrize("kept", [30, 200, 0.5, 0.9])
def test_a_zip_that_is_cut_off_is_broken(tmp_path: Path, kept: float) -> None:
    data = book()
    assert refusal(tmp_path, data[: int(kept if kept > 1 else kept * len(data))]).code == "sheet-broken"


@pytest.mark.parametrize(
    "change",
    [
        {"xl/worksheets/sheet1.xml": "<worksheet><sheetData><row>"},
        {"xl/workbook.xml": "不是 XML"},
        {"xl/_rels/workbook.xml.rels": "<Relationships/>"},
        {"xl/worksheets/sheet1.xml": '<worksheet><sheetData><row r="x"/></sheetData></worksheet>'},
        {"xl/worksheets/sheet1.xml": f'<worksheet><sheetData><row r="{"9" * 5000}"/></sheetData></worksheet>'},
        {"xl/worksheets/sheet1.xml": '<worksheet><sheetData><c r="11"><v>1</v></c></sheetData></worksheet>'},
        {"xl/sharedStrings.xml": "<sst><si>"},
    ],
)
def test_a_workbook_with_damaged_parts_is_broken(tmp_path: Path, change: dict[str, str]) -> None:
    assert refusal(tmp_path, zipped(members_of(book()) | change)).code == "sheet-broken"


def test_a_missing_part_is_broken(tmp_path: Path) -> None:
    members = members_of(book())
    del members["xl/worksheets/sheet1.xml"]
    assert refusal(tmp_path, zipped(members)).code == "sheet-broken"


def test_entities_are_never_expanded(tmp_path: Path) -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    sheet = (
        f'<?xml version="1.0"?>{laughs}<worksheet xmlns="{MAIN}"><sheetData>{text_cell("A1")}</sheetData></worksheet>'
    )
    assert refusal(tmp_path, zipped(members_of(book()) | {"xl/worksheets/sheet1.xml": sheet})).code == "sheet-broken"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "图片"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "图片"),
        (b"BM\x36\x00" + bytes(50), "图片"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF 文档"),
        (b"{\\rtf1\\ansi}", "写字板文档"),
        (b"Rar!\x1a\x07\x01\x00", "压缩包"),
        (b"\x1f\x8b\x08\x00", "压缩包"),
        (b"SQLite format 3\x00", "数据库"),
        (b"MZ\x90\x00" + bytes(50), "程序"),
    ],
)
def test_what_is_no_table_is_named(tmp_path: Path, data: bytes, kind: str) -> None:
    problem = refusal(tmp_path, data)
    assert (problem.code, problem.params["kind"]) == ("sheet-not-a-table", kind)


def test_a_csv_header_that_begins_like_a_picture_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("BM,MC\n1,甲\n", "gb18030")
    assert open_sheet(tmp_path / "a.csv", limits=LIMITS).header == ("BM", "MC")


@pytest.mark.parametrize(
    "data", [b"<html><table>", b"\xef\xbb\xbf<!DOCTYPE html>", b'<?xml version="1.0"?><Workbook/>']
)
def test_a_web_page_called_xls_is_told_so(tmp_path: Path, data: bytes) -> None:
    assert refusal(tmp_path, data, name="导出.xls").code == "sheet-web-page"


def test_nul_bytes(tmp_path: Path) -> None:
    assert refusal(tmp_path, "编号,详情\n1,甲\0乙\n".encode()).code == "sheet-nul"
    assert refusal(tmp_path, "编号,详情\n1,甲\n".encode("utf-16-le")).code == "sheet-nul"


def test_text_in_no_known_encoding_names_the_line(tmp_path: Path) -> None:
    problem = refusal(tmp_path, "编号,详情\n1,甲\n2,乙".encode() + b"\xff\xff\n3,x\n")
    assert (problem.code, problem.params["line"]) == ("sheet-encoding", 3)
    assert refusal(tmp_path, b"\xff\xfea\x00\x00").code == "sheet-encoding"
    assert refusal(tmp_path, b"\xef\xbb\xbfa,b\n\xff,1\n").params["line"] == 2


@pytest.mark.parametrize("tail", ['2,"乙\n3,丙\n', '2,"乙"丙\n3,丁\n', "2," + "长" * 200_000 + "\n"])
def test_quotes_that_do_not_match_name_the_row(tmp_path: Path, tail: str) -> None:
    problem = refusal(tmp_path, f"编号,详情\n1,甲\n{tail}".encode())
    assert (problem.code, problem.params["row"]) == ("sheet-quotes", 3)


def test_a_csv_has_no_named_sheets(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("编号,详情\n1,甲\n", "utf-8")
    with pytest.raises(Problem, match="只有一张表") as refused:
        open_sheet(tmp_path / "a.csv", limits=LIMITS, sheet="留言")
    assert refused.value.code == "sheet-csv-has-one"


BOOK = book(rows=5)
PARTS = members_of(BOOK)
CHANGES = st.lists(st.tuples(st.integers(0, 10_000), st.binary(max_size=6)), min_size=1, max_size=4)


def changed(data: bytes, changes: list[tuple[int, bytes]]) -> bytes:
    mixed = bytearray(data)
    for place, piece in changes:
        at = place % len(mixed)
        mixed[at : at + len(piece)] = piece
    return bytes(mixed)


def reads_or_refuses(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.xlsx")
        path.write_bytes(data)
        with contextlib.suppress(Problem):
            sheet = open_sheet(path, limits=LIMITS)
            assert {len(row.values) for row in sheet.rows()} == {len(sheet.header)}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(changes=CHANGES)
def test_a_damaged_file_is_read_or_refused_but_never_raises_anything_else(changes: list[tuple[int, bytes]]) -> None:
    reads_or_refuses(changed(BOOK, changes))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(part=st.sampled_from(sorted(PARTS)), changes=CHANGES)
def test_a_damaged_part_is_read_or_refused_but_never_raises_anything_else(
    part: str, changes: list[tuple[int, bytes]]
) -> None:
    reads_or_refuses(zipped(PARTS | {part: changed(bytes(PARTS[part]), changes)}, zipfile.ZIP_STORED))


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    reads_or_refuses(data)
