"""A unit's open tasks as a sheet to be filled in, and the filled-in sheet taken back."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.catalogue.model import Field, ReasonUse
from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.leaving import all_hidden
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import JOB_STATES, JOB_TONES, TASK_STATES, labelled, name_of, say
from fengqiao.desk.workbooks import sent
from fengqiao.jobs.queries import latest_by_subject
from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import Column, ColumnKind, RowError, SheetSpec, write_errors
from fengqiao.matters.actions import note_export
from fengqiao.matters.queries import Dossier, dossier, open_shares, refused_rows
from fengqiao.matters.terms import OPEN_TASKS, TaskState
from fengqiao.orgs.queries import contact_of, directory
from fengqiao.orgs.terms import Right
from fengqiao.passes.actions import hand_back_sheet
from fengqiao.passes.actions.sheets import JOB
from fengqiao.passes.queries import head_of, sheet_back, sheets_back
from fengqiao.passes.rules import (
    CLAUSE,
    DEED,
    DUE,
    NUMBER,
    PLACE,
    REPLY,
    RESULT,
    SINCE,
    STATE,
    TASK,
    TITLE,
    TOLD,
    WANTED,
    WORDS,
)
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault.terms import MediaType

SHOWN = 10
BOTH = (Right.ROUTE,)


def _unit(unit_id: UUID) -> str:
    """The name of a unit that works by e-mail; 404 for every other."""
    card = directory(at=timezone.now()).units.get(unit_id)
    contact = contact_of(unit_id)
    if card is None or contact is None or not contact.by_link:
        raise Http404
    return name_of(card)


@require_http_methods(["GET", "POST"])
@staff_only(*BOTH)
def sheet(request: DeskRequest, unit_id: UUID) -> HttpResponse:
    """Show the sheets that came back from a unit, and take a new one."""
    name, now = _unit(unit_id), timezone.now()
    pack = pack_on(now).pack
    most = int(pack.value_on("import.max_bytes", timezone.localdate(now)).number)
    refused = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        try:
            if file is None:
                raise Problem("import-no-file", "请先选择一个表格文件。")  # noqa: TRY301
            if (file.size or 0) > most:
                limit = f"{most / 1024 / 1024:g}"
                raise Problem("import-large", "文件超过 {limit} MB 的上限，请拆成几个文件。", limit=limit)  # noqa: TRY301
            content = file.read()
            hand_back_sheet(
                unit_id=unit_id, name=file.name or "", content=content, pack=pack, by=request.viewer, at=now
            )
            return redirect("unit-sheet", unit_id=unit_id)
        except Problem as problem:
            refused = say(problem)
    context = {**_lines(request, unit_id), "unit": name, "unit_id": unit_id, "refused": refused, "max_bytes": most}
    return render(request, "desk/unit_sheet.html", context, status=422 if refused else 200)


@require_GET
@staff_only(*BOTH)
def news(request: DeskRequest, unit_id: UUID) -> HttpResponse:
    """Return the part of the page that moves; it asks again as long as a sheet is being taken in."""
    _unit(unit_id)
    return render(request, "desk/_unit_sheets.html", {**_lines(request, unit_id), "unit_id": unit_id})


def _lines(request: DeskRequest, unit_id: UUID) -> dict[str, Any]:
    rows = list(sheets_back(request.viewer, unit_id)[:SHOWN])
    found = latest_by_subject([row.id for row in rows], JOB, now=timezone.now())
    lines = [
        {
            "row": row,
            "word": JOB_STATES[job.state] if (job := found.get(row.id)) else "",
            "tone": JOB_TONES[job.state] if job else "grey",
            "problem": say(job.problem) if job and job.problem else "",
        }
        for row in rows
    ]
    return {"lines": lines, "moving": any(job.active for job in found.values())}


@require_POST
@staff_only(*BOTH)
def out(request: DeskRequest, unit_id: UUID) -> HttpResponse:
    """Send a unit's open tasks as an Excel file: nothing private in it, the columns to fill in left open."""
    _unit(unit_id)
    now, viewer = timezone.now(), request.viewer
    cases = [(share, dossier(viewer, share.matter_id)) for share in open_shares(unit_id)]
    seen = [(share.task_id, case) for share, case in cases if case is not None]
    fields = list({f.code: f for _, case in seen for f in _asked(case)}.values())
    rows = [_row(task_id, case, fields, now) for task_id, case in seen]
    note_export(by=viewer, rows=len(rows), at=now, found=sum(found for _, found in rows), left=0, of="tasks")
    sheets = [SheetSpec(_("交办"), _columns(fields), [cells for cells, _ in rows]), _how(fields, now)]
    return sent(sheets, f"tasks-{timezone.localtime(now):%Y%m%d-%H%M}.xlsx")


def _asked(case: Dossier) -> list[Field]:
    """What must be known of a kind before a matter of it is closed."""
    return [f for f in case.kind.fields if not f.personal and f.needed_at not in {None, "intake"}]


def _columns(fields: list[Field]) -> tuple[Column, ...]:
    text = ColumnKind.TEXT
    return (
        Column(NUMBER, text, 20), Column(TITLE, text, 36), Column(TOLD, text, 50), Column(PLACE, text, 20), Column(WANTED, text, 20),
        Column(DUE, ColumnKind.DATE, 18), Column(STATE, text, 10), Column(DEED, text, 10, editable=True),
        Column(CLAUSE, text, 16, editable=True), Column(RESULT, text, 16, editable=True), Column(WORDS, text, 40, editable=True),
        Column(REPLY, text, 40, editable=True), *(Column(field.name, text, 16, editable=True) for field in fields),
        Column(TASK, text, 38, hidden=True), Column(SINCE, text, 20, hidden=True),
    )  # fmt: skip


def _row(task_id: UUID, case: Dossier, fields: list[Field], now: datetime) -> tuple[list[object], int]:
    """The cells of a task, and how much private there was in its texts: all of it is hidden."""
    task = next(each for each in case.tasks if each.id == task_id and each.state in OPEN_TASKS)
    texts = [case.matter.title, case.matter.place, task.wanted, *(report.text for report in case.reports)]
    (title, place, wanted, *told), found = all_hidden(texts)
    cells: list[object] = [
        case.matter.number, title, "\n".join(told), place, wanted, case.matter.due_at, str(TASK_STATES[TaskState(task.state)]),
        "", "", "", "", "", *("" for _ in fields), str(task_id), now.isoformat(),
    ]  # fmt: skip
    return cells, found


def _how(fields: list[Field], now: datetime) -> SheetSpec:
    """What may be written in which column."""
    pack = pack_on(now).pack
    clauses = [(CLAUSE, f"{each.clause} {each.name}".strip()) for each in pack.reasons.get(ReasonUse.RETURN, ())]
    results = [(RESULT, labelled(kind.name, each.name)) for kind in pack.kinds.values() for each in kind.results]
    deeds = [
        (DEED, _("签收（accept）")),
        (DEED, _("进展（没签收的同时签收）")),
        (DEED, _("办结（没签收的同时签收；写办理结果、办理情况）")),
        (DEED, _("退回（写退回条款）")),
    ]
    options = [(field.name, each.name) for field in fields for each in field.options]
    rows = [*deeds, *clauses, *results, *options, (REPLY, _("写给反映人的话，显示在查询页上；姓名电话自动隐去"))]
    return SheetSpec(
        _("填写说明"), (Column(_("列"), ColumnKind.TEXT, 20), Column(_("可以写"), ColumnKind.TEXT, 60)), rows
    )


@require_GET
@staff_only(*BOTH)
def errors(request: DeskRequest, unit_id: UUID, sheet_id: UUID) -> HttpResponse:
    """Send the rows that could not be done, with the reason of each, to be corrected and handed in again."""
    row = sheet_back(request.viewer, sheet_id)
    if row is None or row.unit_id != unit_id:
        raise Http404
    refused = refused_rows(row.id)
    if not refused:
        raise Problem("errors-none", "没有需要更正的行。")
    bad = [RowError(each.row, tuple((field, say(problem)) for field, problem in each.problems)) for each in refused]
    target = io.BytesIO()
    write_errors(target, head_of(row.id), bad)
    response = HttpResponse(target.getvalue(), content_type=MediaType.XLSX.value)
    name = quote(f"{row.name.rpartition('.')[0] or row.name}-{_('待更正')}.xlsx")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response
