"""The sheet of refused rows: to be corrected by its sender and sent again."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from fengqiao.kit.sheets.table import ERROR_COLUMNS, SheetRow, column_letter
from fengqiao.kit.sheets.writing import Column, ColumnKind, Marked, SheetSpec, write_xlsx

_SHEET_NAME = "需更正"


@dataclass(frozen=True, slots=True)
class RowError:
    """A refused row and why: pairs of (field or column name, reason in words)."""

    row: SheetRow
    problems: tuple[tuple[str, str], ...]


def write_errors(
    target: Path | BinaryIO,
    header: Sequence[str],
    bad_rows: Iterable[RowError],
    *,
    columns: Mapping[str, int] | None = None,
) -> None:
    """Write the refused rows as they came, with 行号, 字段 and 原因 behind them and the cells at fault coloured.

    `columns` (field → column index, as guessed) leads from a field to its cell and to the column's name, which is
    what the sender knows; a problem may also name the column itself. `open_sheet` leaves the three added
    columns out, so the corrected sheet can be sent as it is. What a row has beyond the header is kept in
    columns of its own.
    """
    errors = list(bad_rows)
    width = max((len(error.row.values) + len(error.row.surplus) for error in errors), default=0)
    names = [*header, *(f"{column_letter(index)}列" for index in range(len(header), width))]
    places = {name: index for index, name in reversed(list(enumerate(names)))} | dict(columns or {})
    sheet = SheetSpec(
        _SHEET_NAME,
        (*(Column(name) for name in names), *(Column(name, ColumnKind.TEXT) for name in ERROR_COLUMNS)),
        (_line(error, names, places) for error in errors),
    )
    write_xlsx(target, [sheet])


def _line(error: RowError, names: Sequence[str], places: Mapping[str, int]) -> list[object]:
    cells: list[object] = [*error.row.values, *error.row.surplus]
    cells.extend(itertools.repeat("", len(names) - len(cells)))
    shown: list[tuple[str, str]] = []
    for field, reason in error.problems:
        place = places.get(field)
        if place is not None and not isinstance(cells[place], Marked):
            cells[place] = Marked(cells[place])
        shown.append((field if place is None else names[place], reason))
    fields = "；".join(dict.fromkeys(field for field, _ in shown))
    reasons = "；".join(reason if len(shown) == 1 else f"{field}：{reason}" for field, reason in shown)
    return [*cells, str(error.row.number), fields, reasons]
