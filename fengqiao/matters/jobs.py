"""Long work on matters: importing a sheet, a chunk at a time, so that it can be stopped anywhere and run again."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TypeVar

from django.db import IntegrityError
from django.utils import timezone

from fengqiao.catalogue.model import Pack
from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import RowError, Sheet, SheetLimits, SheetRow, open_sheet, write_errors
from fengqiao.matters.actions import Desk, Outcome, Received, Telling, desk_at, receive
from fengqiao.matters.rules.columns import RowReader, areas_by_name, columns_of, kind_named, kind_unknown, source_of
from fengqiao.orgs.queries import Viewer

CHUNK = 200  # rows a transaction: the loss when it is cut off, and the wait of others
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What became of a sheet: rows read, new matters, known before, refused; seconds; where the refused rows lie."""

    read: int
    new: int
    known: int
    refused: int
    seconds: float
    errors: str

    def as_record(self) -> dict[str, object]:
        """Return the summary as plain data."""
        return asdict(self)


def sheet_limits(pack: Pack) -> SheetLimits:
    """Return the limits of sheets that hold today."""
    today = timezone.localdate()

    def number(code: str) -> float:
        return pack.value_on(f"import.{code}", today).number

    return SheetLimits(
        max_bytes=int(number("max_bytes")),
        max_columns=int(number("max_columns")),
        max_rows=int(number("max_rows")),
        max_unpacked_bytes=int(number("max_unpacked_bytes")),
        max_ratio=number("max_ratio"),
    )


def import_sheet(
    path: Path,
    *,
    by: Viewer,
    kind: str = "",
    overrides: Iterable[str] = (),
    errors_to: Path | None = None,
    say: Callable[[Problem], str] = str,
    tick: Callable[[int, int], None] | None = None,
) -> ImportSummary:
    """Import a sheet as `by`; `tick(done, total)` is called after each chunk, `say` puts a problem into words.

    Refuses (Problem) a file that cannot be read at all. Rows that cannot be taken are written to `errors_to` to be
    corrected and sent again; the others are taken in all the same. Running it again finds what is there already.
    """
    began = time.monotonic()
    now = timezone.now()
    desk = desk_at(now)
    pack = desk.published.pack
    if kind and kind_named(pack, kind) is None:
        raise kind_unknown(pack, kind)
    sheet = open_sheet(path, limits=sheet_limits(pack))
    columns = columns_of(sheet, list(overrides), pack)
    if errors_to:
        _refuse_unwritable(errors_to, path)
    reader = _reader(sheet, columns, desk, kind, now)
    counted = dict.fromkeys(Outcome, 0)
    bad: list[RowError] = []
    done = 0
    for rows in _chunks(sheet.rows(), CHUNK):
        taken: list[tuple[SheetRow, Telling]] = []
        for row in rows:
            telling, problems = reader.read(row)
            if telling is None:
                bad.append(RowError(row, tuple((field, say(problem)) for field, problem in problems)))
            else:
                taken.append((row, telling))
        for (row, _), result in zip(taken, _received([t for _, t in taken], desk, by), strict=True):
            counted[result.outcome] += 1
            if result.outcome is Outcome.REFUSED:
                bad.append(RowError(row, tuple((field, say(problem)) for field, problem in result.problems)))
        done += len(rows)
        if tick:
            tick(done, sheet.row_count)
    if bad and errors_to:
        bad.sort(key=lambda each: each.row.number)
        # A sheet with titles alone has its contents there.
        write_errors(errors_to, sheet.header, bad, columns={"text": columns.get("title", 0), **columns})
    return ImportSummary(
        done,
        counted[Outcome.NEW],
        counted[Outcome.KNOWN],
        len(bad),
        round(time.monotonic() - began, 2),
        str(errors_to) if bad and errors_to else "",
    )


def _reader(sheet: Sheet, columns: Mapping[str, int], desk: Desk, kind: str, now: datetime) -> RowReader:
    pack = desk.published.pack
    return RowReader(
        columns,
        pack,
        areas_by_name(desk.directory.places),
        source_of(sheet),
        kind_named(pack, kind) or "" if kind else "",
        timezone.get_default_timezone(),
        now,
    )


def _received(telling_list: list[Telling], desk: Desk, by: Viewer) -> list[Received]:
    try:
        return receive(telling_list=telling_list, desk=desk, by=by, at=timezone.now())
    except IntegrityError:
        # Another import took the same telling in while this one looked: around midnight the two lock different days'
        # numbers and do not wait for each other. What it took in is known now.
        return receive(telling_list=telling_list, desk=desk, by=by, at=timezone.now())


def _refuse_unwritable(errors_to: Path, path: Path) -> None:
    """Refuse a place for the rows in error before anything is taken in."""
    if errors_to.exists() and errors_to.samefile(path):
        raise Problem("errors-same-file", "待更正的行不能写回“{name}”本身，请另起一个文件名。", name=path.name)
    if not os.access(errors_to.parent, os.W_OK):
        raise Problem(
            "errors-unwritable",
            "待更正的行写不到文件夹“{folder}”。请用 --errors 指明一个可写的位置。",
            folder=str(errors_to.parent),
        )


def _chunks(rows: Iterator[T], size: int) -> Iterator[list[T]]:
    while chunk := list(islice(rows, size)):
        yield chunk
