"""The first rows of a sheet as plain data, so that pages need not read the whole file again."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fengqiao.kit.sheets import ListedSheet, Sheet, SheetRow

_WRITTEN: dict[type, str] = {dt.datetime: "moment", dt.date: "day", dt.time: "time"}
_READ = {"moment": dt.datetime.fromisoformat, "day": dt.date.fromisoformat, "time": dt.time.fromisoformat}


@dataclass(frozen=True, slots=True)
class Sample:
    """What a page shows of a sheet: its header, first rows, the sheets beside it, formulas without results."""

    header: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    sheets: tuple[ListedSheet, ...]
    unsolved: int


def to_bytes(sheet: Sheet, rows: int, sheets: Iterable[ListedSheet]) -> bytes:
    """Return the sample of a sheet as bytes."""
    record = {
        "header": sheet.header,
        "rows": [row_record(row) for row in sheet.sample(rows)],
        "sheets": [[each.name, each.visible] for each in sheets],
        "unsolved": sheet.unsolved,
    }
    return json.dumps(record, ensure_ascii=False).encode()


def from_bytes(content: bytes) -> Sample:
    """Return the sample again."""
    record = json.loads(content)
    return Sample(
        tuple(record["header"]),
        tuple(row_of(each) for each in record["rows"]),
        tuple(ListedSheet(name, visible) for name, visible in record["sheets"]),
        record["unsolved"],
    )


def row_record(row: SheetRow) -> list[object]:
    """Return a row as plain data."""
    return [row.number, _plain(row.values), _plain(row.surplus)]


def row_of(record: Sequence[object]) -> SheetRow:
    """Return the row again."""
    number, values, surplus = record
    assert isinstance(number, int)  # noqa: S101
    return SheetRow(number, _cells(values), _cells(surplus))


def _plain(values: Iterable[object]) -> list[object]:
    return [
        [_WRITTEN[type(v)], v.isoformat()]
        if isinstance(v, dt.datetime | dt.date | dt.time)
        else ["span", v.total_seconds()]
        if isinstance(v, dt.timedelta)
        else v
        for v in values
    ]


def _cells(values: object) -> tuple[object, ...]:
    assert isinstance(values, list)  # noqa: S101
    return tuple(_cell(each) for each in values)


def _cell(value: object) -> object:
    if not isinstance(value, list):
        return value
    kind, written = value
    return dt.timedelta(seconds=written) if kind == "span" else _READ[kind](written)
