"""Taking in a sheet of enterprises: handed in, on its way, the rows to be corrected."""

from __future__ import annotations

import io
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fengqiao.catalogue.limits import sheet_limits
from fengqiao.desk.doors import staff_only
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import JOB_STATES, JOB_TONES, say
from fengqiao.enterprises.actions import hand_in_sheet
from fengqiao.enterprises.jobs import JOB
from fengqiao.enterprises.queries import refused_rows, sheet_of
from fengqiao.enterprises.rules.sheets import HINTS
from fengqiao.jobs.actions import start
from fengqiao.jobs.queries import latest_by_subject
from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import Column, SheetSpec, guess_columns, read_sheet, write_xlsx
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault.shelf import take
from fengqiao.vault.terms import MediaType

PROBED = 50


@require_http_methods(["GET", "POST"])
@staff_only(Right.IMPORT)
def hand_in(request: DeskRequest) -> HttpResponse:
    """Take a sheet of enterprises and let the worker register its rows."""
    status = 200
    if request.method == "POST":
        try:
            return redirect("enterprise-sheet", sheet_id=_handed_in(request))
        except Problem as problem:
            messages.error(request, say(problem))
            status = 422
    return render(request, "desk/enterprise_sheets.html", {}, status=status)


def _handed_in(request: DeskRequest) -> UUID:
    now = timezone.now()
    file = request.FILES.get("file")
    if file is None:
        raise Problem("file-none", "请选择要上传的表格。")
    content = file.read()
    sheet = read_sheet(content, file.name or "", limits=sheet_limits(pack_on(now).pack, timezone.localdate(now)))
    columns = guess_columns(sheet.header, sheet.sample(PROBED), HINTS)
    missing = [
        word
        for field, word in (("name", _("企业名称")), ("credit", _("统一社会信用代码")), ("area", _("所在村社")))
        if field not in columns
    ]
    if missing:
        raise Problem("enterprise-columns", "表里没有找到这几列：{columns}。请改好列名再上传。", columns=tuple(missing))
    made = hand_in_sheet(
        name=file.name or "", content=content, columns=columns, total=sheet.row_count, by=request.viewer, at=now
    )
    start(kind=JOB, subject_id=made, by=request.viewer, at=now, total=sheet.row_count)
    return made


@require_GET
@staff_only(Right.IMPORT)
def page(request: DeskRequest, sheet_id: UUID) -> HttpResponse:
    """Show how far a sheet is, and what came of it."""
    row = sheet_of(request.viewer, sheet_id)
    if row is None:
        raise Http404
    job = latest_by_subject([row.id], JOB, now=timezone.now()).get(row.id)
    context = {
        "row": row,
        "active": bool(job and job.active),
        "word": JOB_STATES[job.state] if job else "",
        "tone": JOB_TONES[job.state] if job else "grey",
        "share": 100 * row.position // row.total if row.total else 0,
        "problem": say(job.problem) if job and job.problem else "",
    }
    part = "desk/_enterprise_progress.html" if request.htmx else "desk/enterprise_sheet.html"
    return render(request, part, context)


@require_GET
@staff_only(Right.IMPORT)
def errors(request: DeskRequest, sheet_id: UUID) -> HttpResponse:
    """Send the refused rows with their reasons, to be corrected and handed in again."""
    row = sheet_of(request.viewer, sheet_id)
    if row is None:
        raise Http404
    found = refused_rows(row.id) if row.refused and not row.removed_at else []
    if not found:
        raise Problem("errors-none", "没有需要更正的行。")
    limits = sheet_limits(pack_on(timezone.now()).pack, timezone.localdate())
    header = read_sheet(take(row.id, "sheet"), row.name, limits=limits).header
    cells = [[*values, number, say(Problem.of_record(problem))] for number, values, problem in found]
    columns = tuple(Column(each) for each in (*header, _("行号"), _("为什么没有登记")))
    out = io.BytesIO()
    write_xlsx(out, [SheetSpec(name=_("待更正"), columns=columns, rows=cells)])
    response = HttpResponse(out.getvalue(), content_type=MediaType.XLSX.value)
    name = quote(f"{row.name.rpartition('.')[0] or row.name}-{_('待更正')}.xlsx")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response
