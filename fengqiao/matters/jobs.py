"""Long work on matters: importing a sheet, a chunk at a time, so that it can be stopped anywhere and run again."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from fengqiao.catalogue.limits import sheet_limits
from fengqiao.jobs.jobs import Run
from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import RowError, Sheet, SheetRow, open_sheet, read_sheet, sheets_in, write_errors
from fengqiao.kit.text.alike import group_messages
from fengqiao.matters.actions import (
    Desk,
    Outcome,
    Received,
    Telling,
    desk_at,
    keep_gathered,
    keep_missing_signs,
    look_at_clock,
    receive,
    replay_batch,
)
from fengqiao.matters.actions.importing import SHEET, of_import, settle, throw_away_expired
from fengqiao.matters.actions.retention import erase
from fengqiao.matters.models import Replay, SheetImport
from fengqiao.matters.queries import clocks_to_look_at, over, sheet_import, to_gather
from fengqiao.matters.rules.columns import RowReader, areas_by_name, columns_of, kind_named, kind_unknown, source_of
from fengqiao.matters.rules.sampling import row_record
from fengqiao.orgs.queries import Directory, Viewer, directory
from fengqiao.orgs.terms import AreaLevel, Right
from fengqiao.rulebook.queries import pack_of, pack_on, pack_with_lines
from fengqiao.vault import shelf

CHUNK = 200  # rows a transaction: the loss when it is cut off, and the wait of others
LEAST_CHUNK, LONGEST_HOLD = 20, 0.4  # rows; seconds for which the page's import means to hold the database
BREATH = 0.25  # of the time that a chunk took: the pause after it
T = TypeVar("T")
Refusal = tuple[SheetRow, tuple[tuple[str, Problem], ...]]


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
    sheet = open_sheet(path, limits=sheet_limits(pack, timezone.localdate(now)))
    columns = columns_of(sheet, list(overrides), pack)
    if errors_to:
        _refuse_unwritable(errors_to, path)
    reader = _reader(sheet, columns, desk, kind, now)
    counted = dict.fromkeys(Outcome, 0)
    bad: list[RowError] = []
    done = 0
    for rows in _chunks(sheet.rows(), CHUNK):
        taken, refused = _read(rows, reader)
        results = _once_more(partial(_received, [telling for _, telling in taken], desk, by))
        for result in results:
            counted[result.outcome] += 1
        for row, problems in [*refused, *_refused(taken, results)]:
            bad.append(RowError(row, tuple((field, say(problem)) for field, problem in problems)))
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


def run_import(run: Run) -> None:
    """Take in, from where it stands, the sheet that somebody handed in on the page; what each chunk gave is kept with it.

    The rows, their count and the place reached are one transaction: cut off anywhere, it goes on with the next row.
    """
    row = sheet_import(run.by, run.subject_id)
    if row is None or not run.by.may(Right.IMPORT):
        raise Problem("import-unknown", "没有这次导入，或者不是您上传的。")
    now = timezone.now()
    desk = desk_at(now)
    limits = sheet_limits(desk.published.pack, timezone.localdate(now))
    content = shelf.take(row.id, SHEET)
    run.tick(row.position, row.total, new=row.new, known=row.known, refused=row.refused)
    # A csv file is one sheet, called by the file: it cannot be asked for by name.
    name = row.sheet if sheets_in(content, limits=limits) else None
    sheet = read_sheet(content, row.name, limits=limits, sheet=name, header_row=row.header_row)
    del content
    reader = _reader(sheet, row.columns, desk, row.kind, now)
    waiting, size = islice(sheet.rows(), row.position, None), CHUNK
    while rows := list(islice(waiting, size)):
        began = time.monotonic()
        row = _once_more(partial(_settle, rows, reader, desk, row, run.by))
        run.tick(row.position, row.total, new=row.new, known=row.known, refused=row.refused)
        took = time.monotonic() - began
        # On a busy machine a whole chunk would keep the counter waiting for seconds.
        size = min(CHUNK, max(LEAST_CHUNK, int(len(rows) * LONGEST_HOLD / max(took, 0.001))))
        # Whoever waits for the lock of SQLite asks for it now and then only: leave it free for a while.
        time.sleep(took * BREATH)


@transaction.atomic
def _settle(rows: list[SheetRow], reader: RowReader, desk: Desk, row: SheetImport, by: Viewer) -> SheetImport:
    now = timezone.now()
    taken, refused = _read(rows, reader)
    marked = [of_import(telling, row.id) for _, telling in taken]
    results = receive(telling_list=marked, desk=desk, by=by, at=now)
    bad = [*refused, *_refused(taken, results)]
    if bad:
        bad.sort(key=lambda each: each[0].number)
        lines = [[row_record(each), [[field, p.as_record()] for field, p in problems]] for each, problems in bad]
        shelf.put(row.id, f"refused-{row.position:07}", json.dumps(lines, ensure_ascii=False).encode())
    return settle(row_id=row.id, position=row.position + len(rows), results=results, refused=len(bad), at=now)


def throw_away_old_sheets() -> None:
    """Throw away the sheets whose term is over."""
    throw_away_expired(at=timezone.now())


def _read(rows: list[SheetRow], reader: RowReader) -> tuple[list[tuple[SheetRow, Telling]], list[Refusal]]:
    """Return the rows that are tellings, and the others with what is wrong with them."""
    taken: list[tuple[SheetRow, Telling]] = []
    refused: list[Refusal] = []
    for row in rows:
        telling, problems = reader.read(row)
        if telling is None:
            refused.append((row, problems))
        else:
            taken.append((row, telling))
    return taken, refused


def _refused(taken: list[tuple[SheetRow, Telling]], results: list[Received]) -> list[Refusal]:
    return [
        (row, result.problems)
        for (row, _), result in zip(taken, results, strict=True)
        if result.outcome is Outcome.REFUSED
    ]


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
    return receive(telling_list=telling_list, desk=desk, by=by, at=timezone.now())


def _once_more(take: Callable[[], T]) -> T:
    """Take a chunk in, and once more where another door took the same telling in while this one looked.

    Around midnight the two lock different days' numbers and do not wait for each other. What it took in is known then.
    """
    try:
        return take()
    except IntegrityError:
        return take()


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


def look_at_clocks(*, by: Viewer, now: datetime) -> int:
    """Do what the clocks whose moment has come ask for, each by itself; returns for how many there was something to do.

    A round is bounded, so that a long standstill is made up for without keeping the worker from its work.
    """
    return sum(look_at_clock(clock_id=clock_id, by=by, at=now) for clock_id in clocks_to_look_at(now, CHUNK))


def destroy_due(*, by: Viewer, tick: Callable[[int, int], None] | None = None) -> int:
    """Destroy what is kept of people in every matter whose term is over, a batch at a time; returns how many it was."""
    done = 0
    for matter_ids in list(over(now=timezone.now())):  # read to the end first: what follows changes the rows
        for ids in _chunks(iter(matter_ids), CHUNK):
            now = timezone.now()
            done += erase(matter_ids=ids, pack=pack_on(now).pack, by=by, at=now)
            if tick:
                tick(done, done)
    return done


def run_gather(run: Run) -> None:
    """Gather anew when somebody asks for it: see `gather_alike`."""
    found = gather_alike(run.tick)
    run.tick(found, found, gathered=found)


def gather_alike(tick: Callable[[int, int], None] | None = None) -> int:
    """Gather the matters of the last months that are about the same thing; returns how many are in a group.

    The worker does so every hour. Tellings taken in before there were signs are given theirs first.
    """
    now = timezone.now()
    pack, today = pack_on(now).pack, timezone.localdate(now)
    since = now - timedelta(days=int(pack.value_on("hot.days", today).number))
    while keep_missing_signs(since=since, limit=CHUNK, at=timezone.now()):
        if tick:
            tick(0, 1)
    rows = to_gather(since=since, most=int(pack.value_on("hot.most", today).number))
    if tick:
        tick(0, len(rows))
    numbers = group_messages([message for _, _, message in rows])
    towns = _towns(directory(at=now))
    gathered: dict[tuple[int, UUID | None], list[UUID]] = {}
    for (matter_id, area_id, _), number in zip(rows, numbers, strict=True):
        if number:  # the same words in two towns are two things
            gathered.setdefault((number, towns.get(area_id) if area_id else None), []).append(matter_id)
    groups = {member: found[0] for found in gathered.values() if len(found) > 1 for member in found}
    keep_gathered(groups=groups, at=timezone.now())
    return len(groups)


def _towns(units: Directory) -> dict[UUID, UUID]:
    """Return the town of each area within one; areas above are their own."""
    towns = {place.id for place in units.places.values() if place.level is AreaLevel.TOWN}
    return {
        place.id: next((above for above in place.above if above in towns), place.id) for place in units.places.values()
    }


def run_replay(run: Run) -> None:
    """Ask a draft of a table about past matters; stopped and resumed after any batch, it goes on with the next matter."""
    row = Replay.objects.get(id=run.subject_id)
    old = pack_of(row.edition_id).pack
    new = pack_with_lines(row.edition_id, row.table, row.lines)
    while (asked := replay_batch(replay_id=row.id, old=old, new=new, by=run.by, size=CHUNK)) is not None:
        run.tick(asked.asked, max(asked.total, asked.asked))
