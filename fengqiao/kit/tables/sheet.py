"""A table as a sheet of texts: one line a row, one column for each input, output and reason; and back, cell by cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from fengqiao.kit.problems import Problem
from fengqiao.kit.suggesting import suggestion
from fengqiao.kit.tables.conditions import Condition
from fengqiao.kit.tables.notation import cell_text, read_cell, read_value, value_text
from fengqiao.kit.tables.parts import Row
from fengqiao.kit.tables.table import Table

ID, NAME, NAME_EN, WHY, WHY_EN, SOURCE = "id", "name", "name_en", "why", "why_en", "source"
MOST_ROWS = 2000
LONGEST_CELL = 4000
_ID = re.compile(r"[a-z][a-z0-9_.\-]{0,59}\Z")


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column. `part`: "when", "then" or the field of the row itself; `code` the input's, the output's, the field's."""

    part: str
    code: str
    name: str
    name_en: str

    @property
    def key(self) -> str:
        """Return what the head of a sheet calls the column for the machine."""
        return f"{self.part}.{self.code}" if self.part in ("when", "then") else self.code


@dataclass(frozen=True, slots=True)
class CellFault:
    """A cell that cannot be read: row and column counted from 0, and why. Without column the row as a whole."""

    row: int
    column: int | None
    problem: Problem


_FIELDS = {
    ID: ("行号", "Row id"),
    NAME: ("名称", "Name"),
    WHY: ("理由", "Reason"),
    SOURCE: ("依据", "Source"),
    NAME_EN: ("名称（英）", "Name in English"),
    WHY_EN: ("理由（英）", "Reason in English"),
}


def columns_of(table: Table) -> tuple[SheetColumn, ...]:
    """Return the columns of a table's sheet."""

    def field(code: str) -> SheetColumn:
        return SheetColumn("row", code, *_FIELDS[code])

    return (
        field(ID),
        field(NAME),
        *(SheetColumn("when", each.code, each.name, each.name_en) for each in table.inputs),
        *(SheetColumn("then", each.code, each.name, each.name_en) for each in table.outputs),
        field(WHY),
        field(SOURCE),
        field(NAME_EN),
        field(WHY_EN),
    )


def lines_of(table: Table) -> list[list[str]]:
    """Return the rows of a table as texts, in the order of its columns."""
    return [[_text(row, column) for column in columns_of(table)] for row in table.rows]


def _text(row: Row, column: SheetColumn) -> str:
    if column.part == "when":
        return cell_text(row.when.get(column.code))
    if column.part == "then":
        return value_text(row.then.get(column.code))
    return str(getattr(row, column.code))


def read_lines(shape: Table, lines: Sequence[Sequence[str]]) -> tuple[Table, tuple[CellFault, ...]]:
    """Return the table with these rows instead of its own, and each cell that cannot be read; empty lines are left out.

    The table is of use only without faults: a cell with one asks nothing.
    """
    columns, faults, rows = columns_of(shape), list[CellFault](), list[Row]()
    seen: dict[str, int] = {}
    if len(lines) > MOST_ROWS:
        refusal = Problem("sheet-rows", "清单最多 {limit} 行。", limit=MOST_ROWS)
        return replace(shape, rows=()), (CellFault(MOST_ROWS, None, refusal),)
    for number, line in enumerate(lines):
        if not any(cell.strip() for cell in line):
            continue
        row = _row(shape, columns, number, line, faults)
        if row.id in seen:
            faults.append(CellFault(number, 0, Problem("sheet-id-twice", "行号“{id}”用了两次。", id=row.id)))
        seen[row.id] = number
        rows.append(row)
    return replace(shape, rows=tuple(rows)), tuple(faults)


def _row(
    shape: Table, columns: Sequence[SheetColumn], number: int, line: Sequence[str], faults: list[CellFault]
) -> Row:
    inputs = {each.code: each for each in shape.inputs}
    outputs = {each.code: each for each in shape.outputs}
    when: dict[str, Condition] = {}
    then: dict[str, object] = {}
    fields = dict.fromkeys(_FIELDS, "")
    for place, column in enumerate(columns):
        text = line[place].strip() if place < len(line) else ""
        try:
            _refuse_long(text)
            if column.part == "when":
                condition = read_cell(text, inputs[column.code])
                if condition is not None:
                    when[column.code] = condition
            elif column.part == "then":
                value = read_value(text, outputs[column.code])
                if value is not None:
                    then[column.code] = value
            else:
                fields[column.code] = _field(column.code, text)
        except Problem as problem:
            faults.append(CellFault(number, place, problem))
    return Row(fields[ID], fields[NAME], when, then, fields[WHY], fields[WHY_EN], fields[SOURCE], fields[NAME_EN])  # type: ignore[arg-type]


def _refuse_long(text: str) -> None:
    if len(text) > LONGEST_CELL:
        raise Problem("sheet-cell-long", "一格最多 {limit} 个字。", limit=LONGEST_CELL)


def _field(code: str, text: str) -> str:
    if code == ID and not _ID.match(text):
        raise Problem("sheet-id", "行号要写小写字母、数字、连字符，如“police-fraud”。")
    if code in (NAME, WHY) and not text:
        raise Problem("sheet-empty", "这一格不能空。")
    return text


def arranged(shape: Table, header: Sequence[str], lines: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return lines of a sheet from outside in the order of the table's columns; refuses a head that does not fit.

    A head cell may be the column's key (`when.title`), its code, or its name in either language. Columns of the table
    that the sheet lacks are empty; one that the table lacks is refused, so that nothing is lost in silence.
    """
    columns = columns_of(shape)
    places: dict[int, int] = {}
    for number, cell in enumerate(header):
        text = cell.strip()
        if not text:
            continue
        found = _place(columns, text, set(places.values()))
        if found is None:
            hint, _ = suggestion(text, [name for each in columns for name in (each.key, each.name)])
            message = "表头第 {column} 列“{text}”不是这张清单的列{hint}"
            raise Problem("sheet-head", message, column=number + 1, text=text[:40], hint=hint)
        places[number] = found
    missing = tuple(each.name for place, each in enumerate(columns[:2]) if place not in places.values())
    if missing:
        raise Problem("sheet-head-missing", "表头缺少：{names}。", names=missing)
    made = []
    for line in lines:
        cells = [""] * len(columns)
        for number, place in places.items():
            cells[place] = line[number] if number < len(line) else ""
        made.append(cells)
    return made


def _place(columns: Sequence[SheetColumn], text: str, taken: set[int]) -> int | None:
    """Return the column that a head cell means: by key first; a name used twice (input and output) means the next free."""
    for names in (lambda c: (c.key,), lambda c: (c.code, c.name, c.name_en)):
        for place, column in enumerate(columns):
            if place not in taken and text in names(column):
                return place
    return None
