"""An import on its way and its result: the bar, stop and resume, counts, the sheet of refused rows."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.imports.views import import_or_404, steps_at
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import JOB_STATES, JOB_TONES, say
from fengqiao.jobs import actions as jobs
from fengqiao.jobs.queries import Progress, latest_by_subject
from fengqiao.jobs.rules import why_not_resume, why_not_stop
from fengqiao.jobs.terms import JobState
from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import RowError, write_errors
from fengqiao.matters import queries
from fengqiao.matters.actions import start_import, throw_away_sheet
from fengqiao.matters.actions.importing import JOB
from fengqiao.orgs.terms import Right
from fengqiao.vault.terms import MediaType

WAITS_LONG = 60  # seconds in the queue after which the page says that perhaps no worker runs


def _job(import_id: UUID) -> Progress | None:
    return latest_by_subject([import_id], JOB, now=timezone.now()).get(import_id)


def _context(request: DeskRequest, import_id: UUID) -> dict[str, Any]:
    row = import_or_404(request, import_id)
    job = _job(row.id)
    now = timezone.now()
    seconds = ((job.ended_at or now) - job.started_at).total_seconds() if job and job.started_at else 0
    return {
        "row": row,
        "job": job,
        "state": JOB_STATES[job.state] if job else "",
        "tone": JOB_TONES[job.state] if job else "grey",
        "share": 100 * row.position // row.total if row.total else 0,
        "left": row.total - row.position,
        "seconds": max(int(seconds), 0),
        "problem": say(job.problem) if job and job.problem else "",
        "may_stop": job is not None and why_not_stop(job.state) is None and job.state is not JobState.LOST,
        "may_resume": job is not None and why_not_resume(job.state) is None and not row.removed_at,
        "waits_long": job is not None
        and job.state is JobState.QUEUED
        and (now - job.queued_at).total_seconds() > WAITS_LONG,
        "lost": job is not None and job.state is JobState.LOST,
        "list_url": f"{reverse('queue')}?tab=all&import={row.id}",
        "steps": steps_at(4 if job and job.state is JobState.DONE else 3),
    }


@require_GET
@staff_only(Right.IMPORT)
def result(request: DeskRequest, import_id: UUID) -> HttpResponse:
    """Show how far an import is and what has come of it; one that has not begun is still being prepared."""
    context = _context(request, import_id)
    if context["job"] is None and not context["row"].removed_at:
        return redirect("import-columns", import_id=import_id)
    return render(request, "desk/import.html", context)


@require_GET
@staff_only(Right.IMPORT)
def progress(request: DeskRequest, import_id: UUID) -> HttpResponse:
    """Return the part of the page that moves; it asks again as long as the job may move by itself."""
    return render(request, "desk/_import_progress.html", _context(request, import_id))


@require_POST
@staff_only(Right.IMPORT)
def start(request: DeskRequest, import_id: UUID) -> HttpResponse:
    """Let the rows be taken in."""
    row = import_or_404(request, import_id)
    _try(request, lambda: start_import(import_id=row.id, by=request.viewer, at=timezone.now()))
    return redirect("import", import_id=row.id)


@require_POST
@staff_only(Right.IMPORT)
def stop(request: DeskRequest, import_id: UUID) -> HttpResponse:
    """Stop after the batch in hand."""
    row, job = import_or_404(request, import_id), _job(import_id)
    if job:
        _try(request, lambda: jobs.stop(job_id=job.job_id, by=request.viewer, at=timezone.now()))
    return redirect("import", import_id=row.id)


@require_POST
@staff_only(Right.IMPORT)
def resume(request: DeskRequest, import_id: UUID) -> HttpResponse:
    """Go on with the next row."""
    row, job = import_or_404(request, import_id), _job(import_id)
    if job:
        _try(request, lambda: jobs.resume(job_id=job.job_id, by=request.viewer, at=timezone.now()))
    return redirect("import", import_id=row.id)


@require_POST
@staff_only(Right.IMPORT, Right.EXPORT)
def remove(request: DeskRequest, import_id: UUID) -> HttpResponse:
    """Throw the sheet away; what was taken in stays."""
    row = import_or_404(request, import_id)
    done = _try(request, lambda: throw_away_sheet(import_id=row.id, by=request.viewer, at=timezone.now()))
    if done:
        messages.success(request, _("表格已删除，已登记的事项不受影响。"))
    return redirect("imports")


@require_GET
@staff_only(Right.IMPORT)
def errors(request: DeskRequest, import_id: UUID) -> HttpResponse:
    """Send the refused rows as a sheet to be corrected and handed in again."""
    row = import_or_404(request, import_id)
    refused = queries.refused_rows(row.id)
    if not refused:
        raise Problem("errors-none", "没有需要更正的行。")
    sample = queries.sample_of(row.id)
    bad = [RowError(each.row, tuple((field, say(problem)) for field, problem in each.problems)) for each in refused]
    out = io.BytesIO()
    write_errors(out, sample.header, bad, columns={"text": row.columns.get("title", 0), **row.columns})
    response = HttpResponse(out.getvalue(), content_type=MediaType.XLSX.value)
    name = quote(f"{row.name.rpartition('.')[0] or row.name}-{_('待更正')}.xlsx")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def _try(request: DeskRequest, act: Any) -> bool:
    """Do it; a refusal is said on the page that follows."""
    try:
        act()
    except Problem as problem:
        messages.error(request, say(problem))
        return False
    return True
