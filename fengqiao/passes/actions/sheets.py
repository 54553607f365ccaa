"""Sheets of tasks: filled in by a unit without accounts, taken back by the desk, row by row by the same actions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.catalogue.limits import sheet_limits
from fengqiao.catalogue.model import Field, Kind, Pack, Reason, ReasonUse
from fengqiao.jobs import actions as jobs
from fengqiao.kit.identifiers import new_id
from fengqiao.kit.privacy import find_private, masked
from fengqiao.kit.problems import Problem, denied
from fengqiao.kit.sheets import SheetRow, read_sheet
from fengqiao.kit.typed import cleaned
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.queries import Share, kinds_of, lines_of, shares_seen
from fengqiao.matters.rules.sampling import row_record
from fengqiao.matters.terms import Move, TaskRole, TaskState
from fengqiao.orgs.queries import Viewer, contact_of, mailbox_of
from fengqiao.orgs.terms import Right
from fengqiao.passes.actions.links import act_for
from fengqiao.passes.models import SheetBack
from fengqiao.passes.queries import sheet_back
from fengqiao.passes.rules import CLAUSE, DEED, REPLY, RESULT, SINCE, TASK, TO_FILL, WORDS, code_named, deed_named
from fengqiao.passes.terms import Deed
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault import shelf

JOB, SHEET, HEAD = "sheet-back", "sheet", "head"
MOVES: Mapping[Deed, tuple[Move, ...]] = {
    Deed.ACCEPT: (Move.ACCEPT,),
    Deed.PROGRESS: (Move.PROGRESS,),
    Deed.FINISH: (Move.CLOSE, Move.DONE),
    Deed.RETURN: (Move.RETURN,),
}


class RowEnd(StrEnum):
    """What became of a row: done, done before, nothing filled in."""

    DONE = "done"
    KNOWN = "known"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class Filled:
    """A row as it was filled in, by heading."""

    row: SheetRow
    cells: Mapping[str, str]


@transaction.atomic
def hand_back_sheet(*, unit_id: UUID, name: str, content: bytes, pack: Pack, by: Viewer, at: datetime) -> UUID:
    """Keep a sheet that a unit filled in, sealed, and let a job take it in; returns its id.

    Refuses those who do not route, units that have accounts, and what is not a sheet of tasks.
    """
    if not by.may(Right.ROUTE) or not by.may(Right.IMPORT):
        raise denied()
    contact = contact_of(unit_id)
    if contact is None or not contact.by_link:
        raise Problem("link-account", "这个单位有账号，不用链接办理。")
    day = timezone.localdate(at)
    found = read_sheet(content, name, limits=sheet_limits(pack, day))
    if TASK not in found.header or DEED not in found.header:
        raise Problem("sheet-other", "这不是导出的交办表：找不到“{column}”一列。", column=TASK)
    row = SheetBack(
        id=new_id(),
        staff_id=by.staff_id,
        unit_id=unit_id,
        name=(name or "-")[-200:],
        total=found.row_count,
        uploaded_at=at,
        expires_at=at + timedelta(days=int(pack.value_on("import.keep_days", day).number)),
    )
    row.save(force_insert=True)
    shelf.put(row.id, SHEET, content)
    shelf.put(row.id, HEAD, json.dumps(list(found.header), ensure_ascii=False).encode())
    record_deed(
        EventKind.SHEET_HANDED_IN,
        by,
        at,
        unit_id=unit_id,
        subject_id=row.id,
        measures={"rows": row.total, "bytes": len(content)},
        attributes={"sheet": "tasks"},
    )
    jobs.start(kind=JOB, subject_id=row.id, by=by, at=at, total=row.total)
    return row.id


@transaction.atomic
def settle_rows(*, sheet_id: UUID, rows: Sequence[Filled], by: Viewer, at: datetime) -> SheetBack:
    """Do what some rows say, each by itself, and write down how far the sheet is: one transaction.

    A row that cannot be done leaves nothing but its reason, and does not hold up the others.
    """
    sheet = sheet_back(by, sheet_id, lock=True)
    if sheet is None:
        raise Problem("sheet-unknown", "没有这张回表，或者不是您上传的。")
    mailbox = mailbox_of(sheet.unit_id, through={"through": "sheet", "brought_by": str(by.staff_id)})
    if mailbox is None:
        raise Problem("link-account", "这个单位有账号，不用链接办理。")
    known = _Known(rows, sheet.unit_id, by, pack_on(at).pack)
    bad: list[list[object]] = []
    ends = dict.fromkeys(RowEnd, 0)
    for filled in rows:
        try:
            with transaction.atomic():
                ends[_do(filled, known, mailbox, at)] += 1
        except Problem as problem:
            bad.append([row_record(filled.row), [[_column_of(problem), problem.as_record()]]])
    if bad:
        shelf.put(sheet.id, f"refused-{sheet.position:07}", json.dumps(bad, ensure_ascii=False).encode())
    sheet.position += len(rows)
    sheet.done += ends[RowEnd.DONE]
    sheet.known += ends[RowEnd.KNOWN]
    sheet.left += ends[RowEnd.LEFT]
    sheet.refused += len(bad)
    sheet.save(update_fields=["position", "done", "known", "left", "refused"])
    return sheet


def _column_of(problem: Problem) -> str:
    columns = {"sheet-task": TASK, "reason-unknown": CLAUSE, "return-text": WORDS, "close-result": RESULT}
    field = problem.params.get("field")
    if isinstance(field, Field):
        return field.name
    words = ("progress-empty", "done-empty", "close-text", "text-long")
    return columns.get(problem.code, WORDS if problem.code in words else DEED)


def _do(filled: Filled, known: _Known, mailbox: Viewer, at: datetime) -> RowEnd:
    """Do what one row says; what was done before in the same words, since the sheet went out, is known."""
    cells = filled.cells
    if not any(cells.get(name, "") for name in TO_FILL):
        return RowEnd.LEFT
    share = known.share(cells)
    deed = deed_named(cells.get(DEED, ""))
    if known.entered(share.task_id, deed, cells):
        return RowEnd.KNOWN
    given = known.given(cells, share)
    signs = share.state == TaskState.OFFERED.value and deed in (Deed.PROGRESS, Deed.FINISH)
    if signs:
        # On paper nobody signs apart: whoever reports on a task has taken it up.
        act_for(mailbox, matter_id=share.matter_id, task_id=share.task_id, deed=Deed.ACCEPT, given={}, at=at)
    act_for(mailbox, matter_id=share.matter_id, task_id=share.task_id, deed=deed, given=given, at=at)
    if signs:
        known.note(share, Deed.ACCEPT, {}, at)
    known.note(share, deed, cells, at)
    return RowEnd.DONE


class _Known:
    """What is known of the tasks of some rows, asked for at once: the shares that may be touched, their kinds, what was entered."""

    def __init__(self, rows: Sequence[Filled], unit_id: UUID, by: Viewer, pack: Pack) -> None:
        ids = {task_id for filled in rows if (task_id := _id(filled.cells)) is not None}
        self._shares = {key: share for key, share in shares_seen(by, ids).items() if share.unit_id == unit_id}
        self._lines = lines_of(self._shares, [move for moves in MOVES.values() for move in moves])
        self._kinds = kinds_of({share.matter_id for share in self._shares.values()})
        self._reasons = pack.reasons.get(ReasonUse.RETURN, ())

    def share(self, cells: Mapping[str, str]) -> Share:
        """The share that a row is about: of this unit, in a matter that whoever took the sheet in may see."""
        task_id = _id(cells)
        found = self._shares.get(task_id) if task_id else None
        if found is None:
            raise Problem("sheet-task", "没有这件交办，或者不是这个单位的。请不要改动“交办编号”一列。")
        return found

    def entered(self, task_id: UUID, deed: Deed, cells: Mapping[str, str]) -> bool:
        """Whether the row was done before: the same deed in the same words; for signing, the deed alone."""
        text, since = cleaned(cells.get(WORDS, "")), _since(cells)
        return any(
            Move(move) in MOVES[deed] and (deed is Deed.ACCEPT or said == text) and (since is None or at >= since)
            for move, said, at in self._lines.get(task_id, ())
        )

    def given(self, cells: Mapping[str, str], share: Share) -> dict[str, object]:
        """What a row says, as its deed takes it: results and clauses by their names."""
        return _given(cells, share, self._kinds[share.matter_id], self._reasons)

    def note(self, share: Share, deed: Deed, cells: Mapping[str, str], at: datetime) -> None:
        """Remember what a row did: another row may be about the same task."""
        self._shares[share.task_id] = replace(share, state=TaskState.WORKING.value)
        text = cleaned(cells.get(WORDS, ""))
        self._lines.setdefault(share.task_id, []).append((MOVES[deed][0].value, text, at))


def _id(cells: Mapping[str, str]) -> UUID | None:
    try:
        return UUID(cells.get(TASK, ""))
    except ValueError:
        return None


def _since(cells: Mapping[str, str]) -> datetime | None:
    try:
        found = datetime.fromisoformat(cells.get(SINCE, ""))
    except ValueError:
        return None
    return found if found.tzinfo else timezone.make_aware(found)


def _given(cells: Mapping[str, str], share: Share, kind: Kind, reasons: Sequence[Reason]) -> dict[str, object]:
    reply = cells.get(REPLY, "") if share.role == TaskRole.LEAD.value else ""
    spans = find_private(reply) if reply else ()
    fields = {f.code: cells.get(f.name) or cells.get(f.name_en) or "" for f in kind.fields if not f.personal}
    return {
        "text": cells.get(WORDS, ""),
        "reason": code_named(cells.get(CLAUSE, ""), reasons, clauses={each.code: each.clause for each in reasons}),
        "result": code_named(cells.get(RESULT, ""), kind.results),
        "reply": masked(reply, spans) if spans else reply,
        "found": len(spans),
        "fields": {code: value for code, value in fields.items() if value},
    }


@transaction.atomic
def throw_away_expired(*, at: datetime) -> int:
    """Throw away the sheets whose term is over; returns how many."""
    rows = SheetBack.objects.select_for_update().filter(expires_at__lte=at, removed_at__isnull=True)
    rows_over = [row for row in rows if not jobs.is_active(kind=JOB, subject_id=row.id)]
    for row in rows_over:
        shelf.throw_away(row.id)
        row.removed_at = at
        row.save(update_fields=["removed_at"])
    return len(rows_over)
