"""A sheet that has been read: its limits, header, rows and the text of a cell."""

from __future__ import annotations

import datetime as dt
import itertools
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from fengqiao.kit.problems import Problem

# The columns that `write_errors` adds behind the sender's own; a sheet sent again is read without them.
ERROR_COLUMNS = ("行号", "字段", "原因")

# What stands before the last line of a list that only adds up.
_TOTALS = re.compile(r"(?:合\s*计|总\s*计|小\s*计|共\s*计|累\s*计|汇\s*总|total)[:：]?", re.IGNORECASE)

# Excel keeps 15 significant digits of a number (Microsoft, "Excel specifications and limits").
_EXCEL_DIGITS = 15

_DEEPEST_HEADER = 3  # rows
_MOST_FILLED = 1_000_000  # cells filled from merged blocks; blocks that overlap without end are nobody's list

_EDGE = "".join(chr(code) for code in range(0x3001) if chr(code).isspace()) + "\u200b\ufeff"
# Control characters that no database or page can show; tab and line ends stay.
_CONTROLS = dict.fromkeys(code for code in (*range(32), 127) if chr(code) not in "\t\n\r")


@dataclass(frozen=True, slots=True)
class SheetLimits:
    """How much a sheet may hold: bytes of the file, columns, rows, bytes unpacked, unpacked ÷ packed."""

    max_bytes: int
    max_columns: int
    max_rows: int
    max_unpacked_bytes: int
    max_ratio: float


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: `number` as Excel shows it (first row of the sheet = 1) and one value for each header column.

    `surplus` holds what a csv row has beyond its header. Where it is not empty the row has slipped
    (most often by a comma without quotes) and its values must not be trusted.
    """

    number: int
    values: tuple[object, ...]
    surplus: tuple[object, ...] = ()

    def text(self, index: int) -> str:
        """Return the cell as text: no outer white space, `2549` for 2549.0, ISO dates, `""` for an empty cell."""
        return cell_text(self.values[index]) if index < len(self.values) else ""

    def loses_digits(self, index: int) -> bool:
        """Whether the cell is a number too long for Excel to keep (an identity number typed as a number)."""
        value = self.values[index] if index < len(self.values) else None
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return False
        return math.isfinite(value) and abs(value) >= 10**_EXCEL_DIGITS


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet under one header; rows that are wholly empty and lines of totals at the end are left out.

    `unsolved` counts the formulas whose result the file does not hold: their cells are empty here.
    """

    name: str
    header: tuple[str, ...]
    header_number: int
    _rows: tuple[SheetRow, ...] = field(repr=False)
    unsolved: int = 0

    @property
    def row_count(self) -> int:
        """Number of rows under the header that are not empty."""
        return len(self._rows)

    def rows(self) -> Iterator[SheetRow]:
        """Walk the rows; may be called again and again."""
        return iter(self._rows)

    def sample(self, count: int) -> tuple[SheetRow, ...]:
        """Return the first `count` rows, for guessing columns."""
        return self._rows[:count]


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged block of cells: first and last row (as Excel numbers them), first and last column (0 = A)."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


def cell_text(value: object) -> str:
    """Return the text of a cell value as a person reads it; no control characters, line ends as one newline."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.translate(_CONTROLS).replace("\r\n", "\n").replace("\r", "\n").strip(_EDGE)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return _float_text(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        seconds = int(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return str(value)


def column_letter(index: int) -> str:
    """Return the letters that Excel shows above column `index` (0 = A, 26 = AA)."""
    letters = ""
    count = index + 1
    while count:
        count, rest = divmod(count - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def build_sheet(
    name: str,
    numbered: Iterable[tuple[int, Sequence[object]]],
    limits: SheetLimits,
    *,
    first_column: int = 0,
    widen: bool = True,
    header_row: int | None = None,
    merged: Sequence[Merged] = (),
    unsolved: int = 0,
) -> Sheet:
    """Return the sheet made of (row number, values); refuses one without header or rows, or beyond the limits.

    `header_row` (as Excel numbers it) says where the header is. Of a merged block every row has the value; a header
    whose cells are merged downwards has several rows, and a column is called by the lowest word above it.

    The header is the first row with at least two cells that hold words (a letter or a character, so that
    a title above it, a date or a number is none); in a sheet of one column it is the first row, if that holds
    words. Columns without a name are called `C列` after their letter,
    repeated names get `_2`, `_3`; the columns of a sheet of refused rows sent again are left out.
    `first_column` is the position of the first value in the sheet. With `widen`, cells right of the header
    become columns; without it they are the row's surplus.
    """
    filled = [(number, trimmed) for number, values in numbered if (trimmed := _without_empty_end(values))]
    if not filled:
        raise Problem("sheet-empty", "这张表里没有内容。请检查是否选错了文件，填好后再上传。")
    at = (
        _header_at(filled)
        if header_row is None
        else next((i for i, (n, _) in enumerate(filled) if n == header_row), None)
    )
    if at is None:
        raise Problem("sheet-no-header", "没有找到表头：第一行应写明各列的名称。请补上表头后再上传。")
    deepest = max((m.last_row for m in merged if m.first_row == filled[at][0]), default=0)
    depth = sum(number <= deepest for number, _ in filled[at + 1 : at + _DEEPEST_HEADER])
    names = _names([values for _, values in filled[at : at + depth + 1]])
    body = _filled_down(filled[at + depth + 1 :], merged, first_column)
    while body and _is_total(body[-1][1]):
        del body[-1]
    if not body:
        raise Problem("sheet-no-rows", "表里只有表头，没有数据行。请填入数据后再上传。")
    if len(body) > limits.max_rows:
        raise too_many_rows(len(body), limits)
    sent_again = tuple(names[-len(ERROR_COLUMNS) :]) == ERROR_COLUMNS
    if sent_again:
        names = names[: -len(ERROR_COLUMNS)]
    elif widen:
        names += [""] * (max(len(values) for _, values in body) - len(names))
    if len(names) > limits.max_columns:
        raise too_many_columns(len(names), limits)
    keep_surplus = not (widen or sent_again)
    rows = tuple(_row(number, values, len(names), keep_surplus=keep_surplus) for number, values in body)
    # A row of which only the added columns are filled was emptied by its sender.
    rows = tuple(row for row in rows if row.surplus or any(map(cell_text, row.values)))
    if not rows:
        raise Problem("sheet-no-rows", "表里只有表头，没有数据行。请填入数据后再上传。")
    return Sheet(name, _unique(names, first_column), filled[at][0], rows, unsolved)


def too_many_columns(count: int, limits: SheetLimits) -> Problem:
    """Return the refusal of a sheet that is too wide."""
    return Problem(
        "sheet-too-many-columns",
        "这张表有 {count} 列，最多可以有 {limit} 列。请只保留需要的列（把多余的列整列删除）后再上传。",
        count=count,
        limit=limits.max_columns,
    )


def too_many_rows(count: int, limits: SheetLimits) -> Problem:
    """Return the refusal of a sheet that is too long."""
    return Problem(
        "sheet-too-many-rows",
        "这张表有 {count} 行，一次最多 {limit} 行。请拆成几个文件，并删去表格下方多余的内容，再分别上传。",
        count=count,
        limit=limits.max_rows,
    )


def _float_text(value: float) -> str:
    if not math.isfinite(value):
        return ""
    return str(int(value)) if value.is_integer() else f"{value:.{_EXCEL_DIGITS}g}"


def _is_words(value: object) -> bool:
    return isinstance(value, str) and any(char.isalpha() for char in value)


def _header_at(rows: Sequence[tuple[int, Sequence[object]]]) -> int | None:
    found = next((at for at, (_, values) in enumerate(rows) if sum(map(_is_words, values)) > 1), None)
    if found is not None:
        return found
    places = {place for _, values in rows for place, value in enumerate(values) if cell_text(value)}
    return 0 if len(places) == 1 and any(map(_is_words, rows[0][1])) else None


def _names(rows: Sequence[Sequence[object]]) -> list[str]:
    """Return the name of each column: the lowest word that a header of one or more rows has for it."""
    width = max(len(values) for values in rows)
    names = [""] * width
    for values in rows:
        for index, value in enumerate(values):
            names[index] = " ".join(cell_text(value).split()) or names[index]
    return names


def _filled_down(
    rows: Sequence[tuple[int, Sequence[object]]], merged: Sequence[Merged], first_column: int
) -> list[tuple[int, Sequence[object]]]:
    """Return the rows with the value of a block that is merged downwards in each of its rows."""
    found = list(rows)
    places = {number: at for at, (number, _) in enumerate(found)}
    last, budget = max(places, default=0), _MOST_FILLED
    for block in merged:
        top, column = places.get(block.first_row), block.first_column - first_column
        if top is None or block.last_row == block.first_row or not 0 <= column < len(found[top][1]):
            continue
        numbers = range(block.first_row + 1, min(block.last_row, last) + 1)
        budget -= len(numbers)
        if budget < 0:
            break
        for number in numbers:
            if number in places:
                values = list(found[places[number]][1])
                values += [""] * (column + 1 - len(values))
                values[column] = found[top][1][column]
                found[places[number]] = (number, values)
    return found


def _is_total(values: Sequence[object]) -> bool:
    """Whether a row only adds up: its first filled cell says so, and no other holds words."""
    filled = [value for value in values if cell_text(value)]
    return bool(filled) and bool(_TOTALS.fullmatch(cell_text(filled[0]))) and not any(map(_is_words, filled[1:]))


def _without_empty_end(values: Sequence[object]) -> Sequence[object]:
    end = len(values)
    while end and not cell_text(values[end - 1]):
        end -= 1
    return values[:end]


def _row(number: int, values: Sequence[object], width: int, *, keep_surplus: bool) -> SheetRow:
    padded = (*values[:width], *itertools.repeat("", width - len(values)))
    return SheetRow(number, padded, tuple(values[width:]) if keep_surplus else ())


def _unique(names: Sequence[str], first_column: int) -> tuple[str, ...]:
    taken = set(names)
    seen: set[str] = set()
    unique: list[str] = []
    for index, given in enumerate(names):
        name = given or f"{column_letter(first_column + index)}列"
        fresh, count = name, 1
        while fresh in seen or (fresh != given and fresh in taken):
            count += 1
            fresh = f"{name}_{count}"
        seen.add(fresh)
        unique.append(fresh)
    return tuple(unique)
