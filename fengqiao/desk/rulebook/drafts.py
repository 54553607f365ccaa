"""A decision table as a sheet: changed, checked, handed in and out as a file, published from a day on, taken back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fengqiao.catalogue.model import Pack
from fengqiao.desk.doors import staff_only
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.rulebook.files import TYPES, sent, taken
from fengqiao.desk.rulebook.naming import Words, coded, title_of, words_of
from fengqiao.desk.words import in_language, say
from fengqiao.kit.problems import Problem
from fengqiao.kit.tables import Table, TableFinding
from fengqiao.kit.tables.sheet import CellFault, SheetColumn, columns_of, lines_of
from fengqiao.matters.actions import may_replay
from fengqiao.matters.queries import last_replay
from fengqiao.orgs.queries import staff_names, why_not_publish
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.actions import discard_table, draft_table, publish_table, save_table, withdraw_edition
from fengqiao.rulebook.queries import newest_pack, pack_of, pack_on, read_draft, table_draft, texts_of

if TYPE_CHECKING:
    from fengqiao.rulebook.models import TableDraft

SPARE = 1  # empty lines at the end of the sheet


@require_GET
@staff_only(Right.PUBLISH)
def sheet(request: DeskRequest, code: str) -> HttpResponse:
    """Show the draft of a table as a sheet, with what is wrong with it and what it changes."""
    row = _draft_or_404(code)
    if why_not_publish(request.viewer):
        raise Http404
    pack = pack_of(row.base_id).pack
    base = pack.tables[code]
    table, faults = read_draft(row)
    findings = [] if faults else list(table.findings(allowed_in(pack)))
    columns = columns_of(base)
    names = staff_names([row.changed_by])
    newest, begins = newest_pack() or (row.base_id, timezone.now())
    now_there = pack_of(newest).pack.tables.get(code)
    changed = _changed(base, row.lines)
    context = {
        "row": row,
        "table": base,
        "title": in_language(base.title, base.title_en),
        "columns": [_column(each) for each in columns],
        "lines": _lines(row, columns, faults, findings, table, changed, words_of(pack, base)),
        "faults": [_fault(each, columns, row.lines) for each in faults],
        "findings": [_finding(each, table) for each in findings],
        "errors": len(faults) + sum(each.is_error for each in findings),
        "added": sum(state == "added" for state, _ in changed.values()),
        "altered": sum(state == "changed" for state, _ in changed.values()),
        "removed": sorted(set(_by_id(lines_of(base))) - {line[0] for line in row.lines if line}),
        "who": names.get(row.changed_by, ""),
        "words": [(each.code, in_language(each.name, each.name_en)) for each in pack.lists.values()],
        "codes": _codes(pack, base),
        "stale": now_there is None or now_there.rows != base.rows,
        "begins": begins if begins > timezone.now() else None,
        "may_replay": may_replay(code),
        "replay": last_replay(request.viewer, row.id),
        "now": timezone.localtime(max(begins, timezone.now())).strftime("%Y-%m-%dT%H:%M"),
    }
    return render(request, "desk/rules_sheet.html", context)


def allowed_in(pack: Pack) -> dict[str, list[str]]:
    """Return the codes that inputs and outputs called by these names may hold."""
    known = {"kind": pack.kinds, "topic": pack.topics, "function": pack.functions}
    return {name: list(codes) for name, codes in known.items() if codes}


def _draft_or_404(code: str) -> TableDraft:
    row = table_draft(code)
    if row is None:
        raise Http404
    return row


def _column(column: SheetColumn) -> dict[str, Any]:
    long = column.part == "row" and column.code not in ("id", "name", "name_en")
    return {"name": in_language(column.name, column.name_en), "part": column.part, "code": column.code, "long": long}


def _by_id(lines: list[list[str]]) -> dict[str, list[str]]:
    return {line[0]: line for line in lines if line}


def _changed(base: Table, lines: list[list[str]]) -> dict[int, tuple[str, set[int]]]:
    """Return what a draft does to each line: added, or changed in these columns."""
    old = _by_id(lines_of(base))
    found: dict[int, tuple[str, set[int]]] = {}
    for number, line in enumerate(lines):
        before = old.get(line[0]) if line else None
        if before is None:
            found[number] = ("added", set())
        elif different := {n for n, (was, now) in enumerate(zip(before, line, strict=False)) if was != now}:
            found[number] = ("changed", different)
    return found


def _lines(
    row: TableDraft,
    columns: tuple[SheetColumn, ...],
    faults: tuple[CellFault, ...],
    findings: list[TableFinding],
    table: Table,
    changed: Mapping[int, tuple[str, set[int]]],
    words: Mapping[str, Words],
) -> list[dict[str, Any]]:
    wrong = {(each.row, each.column or 0): say(each.problem) for each in faults}
    noted: dict[str, list[str]] = {}
    for each in findings:
        if each.where[:1] == ("row",) and len(each.where) > 1:
            noted.setdefault(table.rows[int(each.where[1])].id, []).append(in_language(each.message, each.message_en))
    made = []
    for number, line in enumerate([*row.lines, *([[]] * SPARE)]):
        state, different = changed.get(number, ("", set()))
        cells = [
            {
                "text": line[place] if place < len(line) else "",
                "fault": wrong.get((number, place), ""),
                "title": title_of(line[place], words.get(columns[place].code, {})) if place < len(line) else "",
                "changed": place in different,
                "head": place == 0,
            }
            for place in range(len(columns))
        ]
        made.append(
            {
                "number": number + 1,
                "id": line[0] if line else "",
                "state": state if line else "",
                "cells": cells,
                "notes": noted.get(line[0] if line else "", []),
            }
        )
    return made


def _fault(fault: CellFault, columns: tuple[SheetColumn, ...], lines: list[list[str]]) -> dict[str, Any]:
    column = _column(columns[fault.column])["name"] if fault.column is not None else ""
    return {"row": fault.row + 1, "column": column, "place": fault.column or 0, "why": say(fault.problem)}


def _finding(found: TableFinding, table: Table) -> dict[str, Any]:
    row = int(found.where[1]) if found.where[:1] == ("row",) and len(found.where) > 1 else None
    return {
        "row": row + 1 if row is not None else "",
        "id": table.rows[row].id if row is not None and row < len(table.rows) else "",
        "why": in_language(found.message, found.message_en),
        "is_error": found.is_error,
    }


def _codes(pack: Pack, table: Table) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return, for columns that hold codes, each code with its name; a column that asks and answers alike stands once."""
    names = {each.code: in_language(each.name, each.name_en) for each in table.inputs}
    names = {each.code: in_language(each.name, each.name_en) for each in table.outputs} | names
    return [(names[code], list(words.items())) for code, words in words_of(pack, table).items() if words]


@require_GET
@staff_only(Right.READ_RULES)
def as_file(request: DeskRequest, code: str, kind: str) -> HttpResponse:
    """Send a table in force as a file; with `?draft=1` its draft, to who may publish."""
    if kind not in TYPES:
        raise Http404
    edition_id = pack_on(timezone.now()).edition_id
    table = pack_of(edition_id).pack.tables.get(code)
    if table is None:
        raise Http404
    if "draft" in request.GET and why_not_publish(request.viewer) is None:
        row = _draft_or_404(code)
        draft, faults = read_draft(row)
        if faults:
            raise Problem("table-faults", "草稿里还有 {count} 格读不懂，先改好再试。", count=len(faults))
        return sent(draft, kind, texts_of(row.base_id), pack_of(row.base_id).pack.tables[code])
    return sent(table, kind, texts_of(edition_id), table)


def _begin(request: DeskRequest, code: str) -> str:
    draft_table(code=code, by=request.viewer, at=timezone.now())
    return ""


def _upload(request: DeskRequest, code: str) -> str:
    now = timezone.now()
    edition_id = pack_on(now).edition_id
    pack = pack_of(edition_id).pack
    if code not in pack.tables:
        raise Http404
    lines = coded(
        taken(request.FILES.get("file"), pack.tables[code], pack, texts_of(edition_id)), pack.tables[code], pack
    )
    draft_table(code=code, by=request.viewer, at=now, lines=lines)
    return _("已读入 %(count)s 行，作为草稿。") % {"count": len(lines)}


def _save(request: DeskRequest, code: str) -> str:
    row = _draft_or_404(code)
    try:
        lines = json.loads(request.POST.get("lines", ""))
        version = int(request.POST.get("version", ""))
    except (ValueError, RecursionError):
        raise Problem("sheet-lines", "没有收到表格的内容，请刷新后再存。") from None
    pack = pack_of(row.base_id).pack
    width = len(columns_of(pack.tables[code]))
    good = isinstance(lines, list) and all(
        isinstance(line, list) and len(line) <= width and all(isinstance(cell, str) for cell in line) for line in lines
    )
    if not good:
        raise Problem("sheet-lines", "没有收到表格的内容，请刷新后再存。")
    kept = [[*line, *[""] * (width - len(line))] for line in lines if any(cell.strip() for cell in line)]
    kept = coded(kept, pack.tables[code], pack)
    save_table(draft_id=row.id, lines=kept, version=version, by=request.viewer, at=timezone.now())
    return _("草稿已存。")


def _publish(request: DeskRequest, code: str) -> str:
    row, now = _draft_or_404(code), timezone.now()
    begins = _moment(request.POST.get("valid_from", "")) if request.POST.get("when") == "later" else now
    publish_table(
        draft_id=row.id,
        label=request.POST.get("label", ""),
        note=request.POST.get("note", ""),
        valid_from=begins,
        by=request.viewer,
        at=now,
    )
    if begins > now:
        return _("已发布，到时起用。")
    return _("已发布，从现在起用于分流。")


def _moment(text: str) -> datetime:
    try:
        return timezone.make_aware(datetime.fromisoformat(text))
    except ValueError:
        raise Problem("table-when", "请填写起用的日期和时间。") from None


def _discard(request: DeskRequest, code: str) -> str:
    discard_table(draft_id=_draft_or_404(code).id, by=request.viewer, at=timezone.now())
    return _("草稿已撤下。")


DEEDS: dict[str, Callable[[DeskRequest, str], str]] = {
    "begin": _begin,
    "upload": _upload,
    "save": _save,
    "publish": _publish,
    "discard": _discard,
}
_STAYS = frozenset({"begin", "upload", "save"})  # deeds after which the sheet is shown again


@require_POST
@staff_only(Right.PUBLISH)
def act(request: DeskRequest, code: str, deed: str) -> HttpResponse:
    """Begin a draft, hand a file in, save, publish, or throw it away."""
    if deed not in DEEDS:
        raise Http404
    if said := DEEDS[deed](request, code):
        messages.success(request, said)
    return redirect("table-sheet", code=code) if deed in _STAYS else redirect("rules")


@require_POST
@staff_only(Right.PUBLISH)
def withdraw(request: DeskRequest, edition_id: UUID) -> HttpResponse:
    """Take an edition of the pack back."""
    reason = request.POST.get("reason", "")
    withdraw_edition(edition_id=edition_id, reason=reason, by=request.viewer, at=timezone.now())
    messages.success(request, _("已收回，从现在起仍用前一版。"))
    return redirect("rules")
