"""Xlsx workbooks: choosing the sheet, measuring it before it is held in memory, reading its cells."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from xml.parsers import expat

import python_calamine

from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets.archive import Archive, broken
from fengqiao.kit.sheets.table import (
    ERROR_COLUMNS,
    Merged,
    Sheet,
    SheetLimits,
    build_sheet,
    too_many_columns,
    too_many_rows,
)

_WORKBOOK = "xl/workbook.xml"
_ROOT_RELATIONS = "_rels/.rels"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_STRINGS = "xl/sharedStrings.xml"
_STYLES = "xl/styles.xml"
_SHEET = "xl/worksheets/sheet1.xml"
_CELL = re.compile(r"([A-Za-z]{1,4})([0-9]{1,9})")
# Rows above the header for which the guard on memory leaves room.
_TITLE_ROWS = 100
_MOST_MERGED = 100_000

# The smallest workbook that leads to one sheet (ECMA-376 part 1, 18.2.27 and part 2, 9.3).
_OWN_WORKBOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<workbookPr date1904="{date1904}"/><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_OWN_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"'
    ' Target="{target}"/></Relationships>'
)

_Start = Callable[[str, dict[str, str]], None]


@dataclass(frozen=True, slots=True)
class ListedSheet:
    """A sheet that a workbook lists."""

    name: str
    visible: bool


def list_sheets(data: bytes, limits: SheetLimits) -> tuple[ListedSheet, ...]:
    """Return the sheets of a workbook in their order."""
    archive = Archive(data, limits)
    _refuse_other_kinds(archive)
    return tuple(ListedSheet(each.name, each.visible) for each in _Book(archive).sheets)


def read_workbook(data: bytes, *, limits: SheetLimits, sheet: str | None, header_row: int | None = None) -> Sheet:
    """Return the sheet of that name, else the first visible one.

    Only that sheet is unpacked, counted and measured, then handed on in a small workbook of our own: the
    cell reader never sees the sender's zip, and a sheet whose outermost cells span more than the limits
    is refused before the reader allots memory for every cell between them.
    """
    archive = Archive(data, limits)
    _refuse_other_kinds(archive)
    book = _Book(archive)
    chosen = book.choose(sheet)
    content = archive.read(chosen.path)
    extent = _Extent()
    _walk(content, extent.start, extent.end)
    _refuse_span(extent, limits)
    own = _own_workbook(book, content, archive)
    start_column, rows = _cells(own)
    return build_sheet(
        chosen.name,
        enumerate(rows, start=1),
        limits,
        first_column=start_column,
        header_row=header_row,
        merged=extent.merged,
        unsolved=extent.unsolved,
    )


def _refuse_other_kinds(archive: Archive) -> None:
    if _WORKBOOK in archive:
        return
    if archive.has_folder("word"):
        raise Problem(
            "sheet-word", "这是 Word 文档，不是 Excel 表格（改扩展名不能转换格式）。请上传 .xlsx 或 .csv 表格。"
        )
    if archive.has_folder("ppt"):
        raise Problem(
            "sheet-slides", "这是 PPT 演示文稿，不是 Excel 表格（改扩展名不能转换格式）。请上传 .xlsx 或 .csv 表格。"
        )
    if "xl/workbook.bin" in archive or "content.xml" in archive:
        raise Problem(
            "sheet-other-format",
            "这是 {kind} 格式的表格，暂不支持。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。",
            kind=".xlsb" if "xl/workbook.bin" in archive else "OpenDocument（.ods）",
        )
    raise Problem("sheet-archive", "这是压缩包，不是 Excel 表格。请解压后上传里面的 .xlsx 或 .csv 文件。")


@dataclass(frozen=True, slots=True)
class _Listed:
    name: str
    path: str
    visible: bool


class _Book:
    """The sheets that a workbook lists, and where its other parts lie."""

    def __init__(self, archive: Archive) -> None:
        self.date1904 = "0"
        self._listed: list[tuple[str, str, bool]] = []
        self._targets: dict[str, tuple[str, str]] = {}
        _walk(archive.read(_WORKBOOK), self._on_workbook)
        _walk(archive.read(_RELATIONS), self._on_relation)
        self.sheets = [
            _Listed(name, self._targets[key][1], visible)
            for name, key, visible in self._listed
            if key in self._targets and self._targets[key][0] == "worksheet"
        ]

    def part(self, kind: str, usual: str) -> str:
        """Return the path of the part of that kind of relation, else its usual path."""
        return next((path for found, path in self._targets.values() if found == kind), usual)

    def choose(self, name: str | None) -> _Listed:
        """Return the sheet of that name, else the first visible one; refuses an unknown name."""
        if not self.sheets:
            raise broken()
        if name is None:
            return next((sheet for sheet in self.sheets if sheet.visible), self.sheets[0])
        found = next((sheet for sheet in self.sheets if sheet.name.strip() == name.strip()), None)
        if found is None:
            raise Problem(
                "sheet-unknown",
                "文件里没有名为“{name}”的工作表。可选的有：{names}。",
                name=name,
                names="、".join(sheet.name for sheet in self.sheets),
            )
        return found

    def _on_workbook(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            key = next((value for name, value in attributes.items() if name.rpartition(":")[2] == "id"), "")
            self._listed.append((attributes.get("name", ""), key, attributes.get("state", "visible") == "visible"))
        elif tag == "workbookPr" and attributes.get("date1904") in {"1", "true", "on"}:
            self.date1904 = "1"

    def _on_relation(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship":
            target = attributes.get("Target", "").replace("\\", "/")
            path = target.lstrip("/") if target.startswith(("/", "xl/")) else posixpath.join("xl", target)
            kind = attributes.get("Type", "").rpartition("/")[2]
            self._targets[attributes.get("Id", "")] = (kind, posixpath.normpath(path))


class _Extent:
    """The last row and column (counted from 1) that hold a cell with content, found as the cell reader finds them.

    Besides: merged blocks (as many as a sheet may have rows), and how many formulas have no result in the file.

    A cell without an address stands right of the one before it, a row without a number below the one before it.
    """

    def __init__(self) -> None:
        self.last_row = 0
        self.last_column = 0
        self.unsolved = 0
        self.merged: list[Merged] = []
        self._formula = False
        self._next = (1, 1)
        self._cell = (1, 1)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Follow the beginning of an element."""
        if tag == "c":
            address = attributes.get("r")
            self._cell = self._next if address is None else _position(address)
            self._next = (self._next[0], self._cell[1] + 1)
        elif tag in {"v", "is", "f"}:
            self.last_row = max(self.last_row, self._cell[0])
            self.last_column = max(self.last_column, self._cell[1])
            self._formula = tag == "f" or (self._formula and tag != "v")
        elif tag == "row" and "r" in attributes:
            self._next = (_whole(attributes["r"]), self._next[1])
        elif tag == "mergeCell" and len(self.merged) < _MOST_MERGED:
            first, _, last = attributes.get("ref", "").partition(":")
            (top, left), (bottom, right) = _position(first), _position(last or first)
            self.merged.append(Merged(top, bottom, left - 1, right - 1))

    def end(self, tag: str) -> None:
        """Follow the end of an element."""
        if tag == "row":
            self._next = (self._next[0] + 1, 1)
        elif tag == "c":
            self.unsolved += self._formula
            self._formula = False


def _position(address: str) -> tuple[int, int]:
    match = _CELL.fullmatch(address)
    if match is None:
        raise broken()
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column


def _whole(number: str) -> int:
    if not (number.isascii() and number.isdecimal()):
        raise broken()
    return int(number)


def _walk(content: bytes, on_start: _Start, on_end: Callable[[str], None] | None = None) -> None:
    """Call the handlers with each tag (without prefix); refuses what is not well-formed or has a DTD."""
    parser = expat.ParserCreate()

    def start(name: str, attributes: dict[str, str]) -> None:
        on_start(name.rpartition(":")[2], attributes)

    def end(name: str) -> None:
        if on_end is not None:
            on_end(name.rpartition(":")[2])

    def refuse(*_: object) -> None:
        raise broken()

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(content, True)  # noqa: FBT003 - expat takes no keyword
    except Problem:
        raise
    except (expat.ExpatError, ValueError) as error:  # ValueError: a number of thousands of digits
        raise broken() from error


def _refuse_span(extent: _Extent, limits: SheetLimits) -> None:
    widest = limits.max_columns + len(ERROR_COLUMNS)
    if extent.last_column > widest:
        raise too_many_columns(extent.last_column, limits)
    if extent.last_row * extent.last_column > (limits.max_rows + _TITLE_ROWS) * widest:
        raise too_many_rows(extent.last_row, limits)


def _own_workbook(book: _Book, content: bytes, archive: Archive) -> io.BytesIO:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as zipped:
        zipped.writestr(_WORKBOOK, _OWN_WORKBOOK.format(date1904=book.date1904))
        zipped.writestr(_ROOT_RELATIONS, _OWN_RELATIONS.format(kind="officeDocument", target=_WORKBOOK))
        zipped.writestr(_RELATIONS, _OWN_RELATIONS.format(kind="worksheet", target="worksheets/sheet1.xml"))
        zipped.writestr(_SHEET, content)
        for kind, usual in (("sharedStrings", _STRINGS), ("styles", _STYLES)):
            path = book.part(kind, usual)
            if path in archive:
                zipped.writestr(usual, archive.read(path))
    target.seek(0)
    return target


def _cells(own: io.BytesIO) -> tuple[int, Iterator[Sequence[object]]]:
    """Return the position of the first column and the rows, from the first of the sheet on, empty ones included."""
    try:
        sheet = python_calamine.CalamineWorkbook.from_filelike(own).get_sheet_by_index(0)
    except python_calamine.CalamineError as error:
        raise broken() from error
    except BaseException as error:
        # A panic of the Rust reader is no Exception; it says that the file is not what it should be.
        if type(error).__name__ == "PanicException":
            raise broken() from error
        raise
    start = sheet.start
    return (start[1] if start else 0), sheet.iter_rows()
