"""Sheets handed in on the page: uploaded, their columns chosen, what would become of their rows, taken in by a job."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.catalogue.limits import sheet_limits
from fengqiao.catalogue.model import Pack
from fengqiao.jobs import actions as jobs
from fengqiao.kit.identifiers import new_id
from fengqiao.kit.problems import Problem, denied
from fengqiao.kit.sheets import Sheet, read_sheet, sheets_in
from fengqiao.ledger.actions import NewEvent, record
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions.intake import Desk, Outcome, Proposal, Received, propose, read_kind, sort_out
from fengqiao.matters.actions.placing import placed_by_text
from fengqiao.matters.models import ColumnMapping, SheetImport
from fengqiao.matters.queries import sheet_import
from fengqiao.matters.rules import sampling, tellings
from fengqiao.matters.rules.amending import ID_COLUMN, VERSION_COLUMN
from fengqiao.matters.rules.columns import HINTS, columns_of, kind_named, kind_unknown, source_of
from fengqiao.matters.rules.tellings import Telling
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right
from fengqiao.vault import shelf

JOB = "import"
SHEET, SAMPLE = "sheet", "sample"  # names on the shelf
SAMPLE_ROWS = 50
HANDED_BACK = "back"  # in place of a source: an exported list that was changed


@transaction.atomic
def hand_in_sheet(*, name: str, content: bytes, pack: Pack, by: Viewer, at: datetime) -> UUID:
    """Keep a sheet, sealed, to be taken in later; its columns are guessed, or as its unit chose them the last time.

    Refuses what cannot be read as a sheet, and those without the right.
    """
    row = SheetImport(
        id=new_id(),
        staff_id=by.staff_id,
        unit_id=by.unit_id,
        name=(name or "-")[-200:],
        size=len(content),
        uploaded_at=at,
        expires_at=at + timedelta(days=int(pack.value_on("import.keep_days", timezone.localdate(at)).number)),
    )
    sheet = _look(row, content, pack, at)
    if not any(
        by.may(right) for right in ((Right.HANDLE, Right.ROUTE) if row.source == HANDED_BACK else (Right.IMPORT,))
    ):
        shelf.throw_away(row.id)
        raise denied()
    row.save(force_insert=True)
    shelf.put(row.id, SHEET, content)
    _tell(row, EventKind.SHEET_HANDED_IN, by, at, rows=sheet.row_count, bytes=len(content))
    return row.id


@transaction.atomic
def look_again(
    *, import_id: UUID, sheet: str | None, header_row: int | None, pack: Pack, by: Viewer, at: datetime
) -> None:
    """Read another sheet of the file, or with its header in another row; the columns are guessed anew."""
    row = _draft(import_id, by)
    _look(row, shelf.take(row.id, SHEET), pack, at, sheet=sheet, header_row=header_row)
    row.save()


def _look(
    row: SheetImport,
    content: bytes,
    pack: Pack,
    at: datetime,
    *,
    sheet: str | None = None,
    header_row: int | None = None,
) -> Sheet:
    limits = sheet_limits(pack, timezone.localdate(at))
    found = read_sheet(content, row.name, limits=limits, sheet=sheet, header_row=header_row)
    row.sheet, row.header_row, row.total = found.name[:80], found.header_number, found.row_count
    back = ID_COLUMN in found.header and VERSION_COLUMN in found.header
    row.source = HANDED_BACK if back else source_of(found)
    row.columns, row.kind = ({}, "") if back else _offered(row, found, pack)
    kept = found.row_count if back else SAMPLE_ROWS  # a list that comes back is compared row by row
    shelf.put(row.id, SAMPLE, sampling.to_bytes(found, kept, sheets_in(content, limits=limits)))
    return found


def _offered(row: SheetImport, sheet: Sheet, pack: Pack) -> tuple[dict[str, int], str]:
    known = ColumnMapping.objects.filter(unit_id=row.unit_id, source=row.source).first()
    if known:
        places = {name: index for index, name in enumerate(sheet.header)}
        return {field: places[name] for field, name in known.columns.items() if name in places}, known.kind
    try:
        return columns_of(sheet, [], pack), ""
    except Problem:  # without contents: somebody will say which column they are in
        return {}, ""


@transaction.atomic
def choose_columns(
    *, import_id: UUID, columns: Mapping[str, int], kind: str, pack: Pack, by: Viewer, at: datetime
) -> None:
    """Say which column is which (field → place) and the kind of rows that name none; remembered for the next time.

    Refuses a sheet without contents, one column for two fields, and a kind that is none.
    """
    row = _draft(import_id, by)
    header = sampling.from_bytes(shelf.take(row.id, SAMPLE)).header
    chosen = {field: index for field, index in columns.items() if field in HINTS and 0 <= index < len(header)}
    if "text" not in chosen and "title" not in chosen:
        raise Problem("column-text-choose", "请选择哪一列是诉求内容（至少要有内容或标题）。")
    twice = next((index for index in chosen.values() if list(chosen.values()).count(index) > 1), None)
    if twice is not None:
        raise Problem("column-twice", "“{column}”这一列选了两次，一列只能对应一项。", column=header[twice])
    code = kind_named(pack, kind) if kind else ""
    if code is None:
        raise kind_unknown(pack, kind)
    row.columns, row.kind = chosen, code
    row.save(update_fields=["columns", "kind"])
    ColumnMapping.objects.update_or_create(
        unit_id=row.unit_id,
        source=row.source,
        defaults={"columns": {f: header[i] for f, i in chosen.items()}, "kind": code, "chosen_at": at},
    )


@transaction.atomic
def start_import(*, import_id: UUID, by: Viewer, at: datetime) -> UUID:
    """Let a job take the rows in; refuses a sheet that is gone, begun already, or without contents."""
    row = _draft(import_id, by)
    if "text" not in row.columns and "title" not in row.columns:
        raise Problem("column-text-choose", "请选择哪一列是诉求内容（至少要有内容或标题）。")
    return jobs.start(kind=JOB, subject_id=row.id, by=by, at=at, total=row.total)


@transaction.atomic
def throw_away_sheet(*, import_id: UUID, by: Viewer, at: datetime) -> None:
    """Throw a sheet away before its term is over; what was taken in stays. A draft leaves no row behind."""
    row = sheet_import(by, import_id, lock=True)
    if row is None:
        raise Problem("import-unknown", "没有这次导入，或者不是您上传的。")
    if jobs.is_active(kind=JOB, subject_id=row.id):
        raise Problem("import-active", "正在导入，请先停止再删除表格。")
    if row.removed_at:
        raise Problem("shelf-gone", "这份文件已过保留期，或者已经删除。请重新上传。")
    _remove(row, by.staff_id, at, by.marks)


@transaction.atomic
def throw_away_expired(*, at: datetime) -> int:
    """Throw away the sheets whose term is over; returns how many."""
    rows = list(SheetImport.objects.select_for_update().filter(expires_at__lte=at, removed_at__isnull=True))
    rows = [row for row in rows if not jobs.is_active(kind=JOB, subject_id=row.id)]
    for row in rows:
        _remove(row, row.staff_id, at)
    return len(rows)


def _remove(row: SheetImport, staff_id: UUID, at: datetime, marks: Mapping[str, str] | None = None) -> None:
    transaction.on_commit(lambda: shelf.throw_away(row.id))
    row.removed_at = at
    row.save(update_fields=["removed_at"])
    record([_event(row, EventKind.SHEET_REMOVED, staff_id, at, {"rows": row.total}, marks)])


def _draft(import_id: UUID, by: Viewer) -> SheetImport:
    row = sheet_import(by, import_id, lock=True)
    if row is None or not by.may(Right.IMPORT):
        raise Problem("import-unknown", "没有这次导入，或者不是您上传的。")
    if row.removed_at:
        raise Problem("shelf-gone", "这份文件已过保留期，或者已经删除。请重新上传。")
    if row.source == HANDED_BACK:
        raise Problem("import-back", "这是从事项列表导出的表，请核对改动，不能当作新诉求导入。")
    if row.position or jobs.is_active(kind=JOB, subject_id=row.id):
        raise Problem("import-begun", "这次导入已经开始，列对应不能再改。需要改时请重新上传。")
    return row


def _tell(row: SheetImport, kind: EventKind, by: Viewer, at: datetime, **measures: int) -> None:
    record([_event(row, kind, by.staff_id, at, measures, by.marks)])


def _event(
    row: SheetImport,
    kind: EventKind,
    staff_id: UUID,
    at: datetime,
    measures: Mapping[str, int],
    marks: Mapping[str, str] | None = None,
) -> NewEvent:
    return NewEvent(
        kind=kind,
        happened_at=at,
        recorded_at=at,
        unit_id=row.unit_id,
        staff_id=staff_id,
        subject_id=row.id,
        measures=measures,
        attributes=dict(marks or {}),
    )


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would become of a telling: a new one would go where `proposal` says, under `kind`."""

    outcome: Outcome
    telling: Telling
    proposal: Proposal | None = None
    matter_id: UUID | None = None
    problems: tuple[tuple[str, Problem], ...] = ()


def foresee(*, telling_list: Sequence[Telling], desk: Desk, by: Viewer, at: datetime) -> list[Foreseen]:
    """Return what would become of tellings that were taken in now, in order; nothing is kept."""
    tidied = [tellings.tidy(telling) for telling in telling_list]
    results: list[Received | None] = [None] * len(tidied)
    new = sort_out(tidied, desk, results, at)
    predictions = dict(zip(new, desk.predict([tidied[i] for i in new]), strict=True))
    found, day = [], timezone.localdate(at)
    for index, told in enumerate(tidied):
        result = results[index]
        if result is not None:
            found.append(Foreseen(result.outcome, told, None, result.matter_id, result.problems))
            continue
        telling, _placed = placed_by_text(told, desk.known, desk.published.pack, day)
        proposal = propose(desk, telling, predictions[index], taker=by.unit_id)
        wrong = tuple(read_kind(desk.published.pack.kind_for(proposal.routed.kind, day), telling).problems.items())
        outcome = Outcome.REFUSED if wrong else Outcome.NEW
        found.append(Foreseen(outcome, telling, None if wrong else proposal, None, wrong))
    return found


@transaction.atomic
def settle(*, row_id: UUID, position: int, results: Sequence[Received], refused: int, at: datetime) -> SheetImport:
    """Write down what became of the rows up to a position; part of the transaction that took them in."""
    row = SheetImport.objects.select_for_update().get(id=row_id)
    row.position = position
    row.new += sum(result.outcome is Outcome.NEW for result in results)
    row.known += sum(result.outcome is Outcome.KNOWN for result in results)
    row.refused += refused
    row.save(update_fields=["position", "new", "known", "refused"])
    return row


def of_import(telling: Telling, import_id: UUID) -> Telling:
    """Return the telling marked as one of an import."""
    return replace(telling, import_id=import_id)
