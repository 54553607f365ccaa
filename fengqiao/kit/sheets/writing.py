"""Writing sheets that Excel and WPS open safely: xlsx without live formulas, csv with formulas neutralised."""

from __future__ import annotations

import csv
import datetime as dt
import itertools
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter

from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets.delimited import RISKY_START
from fengqiao.kit.sheets.table import cell_text

# Microsoft, "Excel specifications and limits".
_MOST_ROWS = 1_048_576
_LONGEST_CELL = 32_767
_LONGEST_SHEET_NAME = 31
_CUT = "…（超出单元格长度，未完）"
_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_UNSAFE_NUMBER = 10**15  # Excel keeps 15 digits of a number

_HEAD = {"bold": True, "bg_color": "#DCE6F1", "bottom": 1, "text_wrap": True, "valign": "vcenter", "num_format": "@"}
_MARKED = {"bg_color": "#FFC7CE"}
_EDITABLE = {"bg_color": "#FFF6DA", "locked": False}
# What somebody may do in a sheet whose other cells are locked.
_ALLOWED = {
    "format_columns": True, "format_rows": True, "sort": True, "autofilter": True, "select_locked_cells": True,
    "select_unlocked_cells": True,
}  # fmt: skip
_NUM_FORMATS = {
    "text": "@",
    "date": "yyyy-mm-dd",
    "moment": "yyyy-mm-dd hh:mm:ss",
    "time": "hh:mm:ss",
    "span": "[h]:mm:ss",
}

# Width of a column in characters of the standard font, taken from its first rows.
_PROBED_ROWS = 100
_NARROWEST, _WIDEST = 8, 60


class ColumnKind(StrEnum):
    """How the cells of a column are stored."""

    AUTO = "auto"  # each value by its own type
    TEXT = "text"  # everything as text: numbers of files, phone and identity numbers
    DATE = "date"  # moments shown as days


@dataclass(frozen=True, slots=True)
class Column:
    """A column to write; without `width` (characters) it is as wide as its first rows need.

    In a sheet with an `editable` column every other cell is locked (without a password: it keeps from slips, not from
    people); a `hidden` column is there for the machine.
    """

    name: str
    kind: ColumnKind = ColumnKind.AUTO
    width: float | None = None
    editable: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """A cell value whose cell is coloured."""

    value: object


@dataclass(frozen=True, slots=True)
class Linked:
    """A cell value that opens an address (http or https) when clicked; a number stays a number."""

    value: object
    url: str


# xlsxwriter refuses longer ones; Excel takes no more addresses a sheet.
_LONGEST_URL, _MOST_URLS = 2_079, 65_530


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """A sheet to write; `rows` are walked once. Characters and length that Excel refuses in `name` are left out."""

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[object]]


def write_xlsx(target: Path | BinaryIO, sheets: Sequence[SheetSpec], *, zone: dt.tzinfo | None = None) -> None:
    """Write a workbook row by row in constant memory: head frozen, filtered and coloured, text always as text.

    Aware moments are shown in `zone` (without it, in their own); text longer than a cell holds is cut with a
    visible mark; numbers of more than 15 digits are kept as text. Refuses (Problem `write-too-long`) more rows than a
    sheet holds.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }
    with xlsxwriter.Workbook(str(target) if isinstance(target, Path) else target, options) as book:
        formats = _Formats(book)
        names = _sheet_names(spec.name for spec in sheets)
        for spec, name in zip(sheets, names, strict=True):
            _write_sheet(book.add_worksheet(name), spec, formats, zone)


def write_csv(target: Path | BinaryIO, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write UTF-8 csv with BOM; text that a spreadsheet would take for a formula gets a `'` in front.

    Reading it again with `open_sheet` takes the `'` away.
    """
    if isinstance(target, Path):
        with target.open("wb") as file:
            write_csv(file, header, rows)
        return
    target.write("\ufeff".encode())
    writer = csv.writer(_Encoded(target), lineterminator="\r\n")
    for row in itertools.chain([header], rows):
        writer.writerow([_csv_cell(value) for value in row])


class _Encoded:
    """A text target for the csv writer over a binary one, which it does not close."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target

    def write(self, text: str) -> None:
        self._target.write(text.encode("utf-8", "replace"))


def _csv_cell(value: object) -> object:
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return cell_text(value)
    text = value if isinstance(value, str) else cell_text(value)
    return f"'{text}" if RISKY_START.match(text) else text


class _Formats:
    """The cell formats of one workbook, made when first needed."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, bool, bool, bool], Any] = {}
        self.head = book.add_format(_HEAD)
        self.editable_head = book.add_format({**_HEAD, "bg_color": "#FFE8A3"})

    def of(self, kind: str, *, marked: bool, editable: bool = False, risky: bool = False) -> Any:
        """Return the format of a kind of cell, coloured if marked or editable.

        `risky` text begins like a formula: its quote mark keeps it text even when somebody edits the cell.
        """
        key = (kind, marked, editable, risky)
        if key not in self._made:
            number = {"num_format": _NUM_FORMATS[kind]} if kind in _NUM_FORMATS else {}
            quoted = {"quote_prefix": True} if risky else {}
            look = {
                "valign": "top",
                **number,
                **quoted,
                **(_EDITABLE if editable else {}),
                **(_MARKED if marked else {}),
            }
            self._made[key] = self._book.add_format(look)
        return self._made[key]


class _Cells:
    """Writes values into the cells of one sheet."""

    def __init__(self, sheet: Any, formats: _Formats, zone: dt.tzinfo | None) -> None:
        self._sheet = sheet
        self._formats = formats
        self._zone = zone
        self._urls = 0

    def write(self, row: int, index: int, column: Column, given: object) -> None:
        """Write one value by its type; in a text column as text."""
        marked, editable, kind = isinstance(given, Marked), column.editable, column.kind
        value: Any = self._plain(given)
        if isinstance(given, Linked) and len(given.url) <= _LONGEST_URL and self._urls < _MOST_URLS:
            # The address lies beside the cell; what is written after it is what the cell holds.
            self._sheet.write_url(row, index, given.url)
            self._urls += 1
        if value is None or value == "":
            if marked or editable:
                self._sheet.write_blank(row, index, None, self._formats.of("text", marked=marked, editable=editable))
            return
        stored = "text" if kind is ColumnKind.TEXT else _stored_as(value)
        shown = "date" if kind is ColumnKind.DATE and stored == "moment" else stored
        risky = stored == "text" and isinstance(value, str) and bool(RISKY_START.match(value))
        look = self._formats.of(shown, marked=marked, editable=editable, risky=risky)
        if stored == "number":
            self._sheet.write_number(row, index, value, look)
        elif stored == "boolean":
            self._sheet.write_boolean(row, index, value, look)
        elif stored == "text":
            self._sheet.write_string(row, index, _fitting(value if isinstance(value, str) else cell_text(value)), look)
        else:
            self._sheet.write_datetime(row, index, value, look)

    def _plain(self, given: object) -> object:
        """Return the value without its mark, a moment as the clock on the wall shows it."""
        value = given.value if isinstance(given, (Marked, Linked)) else given
        if isinstance(value, dt.datetime) and value.tzinfo is not None:
            return (value.astimezone(self._zone) if self._zone else value).replace(tzinfo=None)
        return value


def _write_sheet(sheet: Any, spec: SheetSpec, formats: _Formats, zone: dt.tzinfo | None) -> None:
    rows = iter(spec.rows)
    probed = list(itertools.islice(rows, _PROBED_ROWS))
    for index, column in enumerate(spec.columns):
        hidden = {"hidden": True} if column.hidden else {}
        sheet.set_column(index, index, column.width or _width(column, index, probed), None, hidden)
    if any(column.editable for column in spec.columns):
        sheet.protect("", _ALLOWED)
    sheet.freeze_panes(1, 0)
    for index, column in enumerate(spec.columns):
        head = formats.editable_head if column.editable else formats.head
        sheet.write_string(0, index, _fitting(column.name), head)
    cells = _Cells(sheet, formats, zone)
    count = 0
    for count, row in enumerate(itertools.chain(probed, rows), start=1):
        if count >= _MOST_ROWS:
            raise Problem(
                "write-too-long", "超过一张 Excel 表的 {limit} 行上限，请缩小范围后再导出。", limit=_MOST_ROWS
            )
        for index, (column, value) in enumerate(zip(spec.columns, row, strict=False)):
            cells.write(count, index, column, value)
    if spec.columns:
        sheet.autofilter(0, 0, count, len(spec.columns) - 1)


def _fitting(text: str) -> str:
    return text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - len(_CUT)] + _CUT


def _stored_as(value: object) -> str:
    """Return the kind of cell that keeps a value: number, boolean, date, moment, time, span (of time) or text."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float, Decimal)):
        return "number" if math.isfinite(value) and -_UNSAFE_NUMBER < value < _UNSAFE_NUMBER else "text"
    if isinstance(value, dt.date):
        if value.year < 1900:  # before Excel's calendar
            return "text"
        return "moment" if isinstance(value, dt.datetime) else "date"
    if isinstance(value, dt.time):
        return "text" if value.tzinfo else "time"
    if isinstance(value, dt.timedelta):
        return "text" if value < dt.timedelta() else "span"
    return "text"


def _width(column: Column, index: int, rows: Sequence[Sequence[object]]) -> int:
    values = (row[index] for row in rows if index < len(row))
    texts = (cell_text(value.value if isinstance(value, (Marked, Linked)) else value) for value in values)
    needed = max(map(_letters, itertools.chain([column.name], texts)))
    return min(max(needed + 2, _NARROWEST), _WIDEST)


def _letters(text: str) -> int:
    """Return the width of the text's longest line; a Chinese character is two letters wide."""
    return max((_line_letters(line) for line in text[: _WIDEST * 4].splitlines()), default=0)


def _line_letters(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)


def _sheet_names(names: Iterable[str]) -> Iterator[str]:
    """Return names that Excel takes: allowed characters, at most 31 of them, no two alike."""
    taken = {"history"}  # kept by Excel for itself
    for place, given in enumerate(names, start=1):
        base = _NOT_IN_SHEET_NAMES.sub(" ", given).strip(" '")[:_LONGEST_SHEET_NAME].strip(" '") or f"Sheet{place}"
        name, count = base, 1
        while name.casefold() in taken:
            count += 1
            tail = f"_{count}"
            name = base[: _LONGEST_SHEET_NAME - len(tail)] + tail
        taken.add(name.casefold())
        yield name
