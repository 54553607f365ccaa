"""A draft of a table over past matters: how far it is, where they would flow, and each that would move."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from fengqiao.catalogue.model import Pack
from fengqiao.desk.doors import staff_only
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.rulebook.naming import Words, words_of
from fengqiao.desk.words import JOB_STATES, JOB_TONES, in_language, say
from fengqiao.jobs import actions as jobs
from fengqiao.jobs.queries import Progress, latest_by_subject
from fengqiao.jobs.rules import why_not_resume, why_not_stop
from fengqiao.jobs.terms import JobState
from fengqiao.kit.problems import Problem
from fengqiao.kit.tables import Table
from fengqiao.look.flows import flow_picture
from fengqiao.matters.actions import REPLAY, start_replay
from fengqiao.matters.queries import flows, moves, replay_of, stays
from fengqiao.matters.terms import LOOKED_AT, PASSED
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_of, table_draft

if TYPE_CHECKING:
    from fengqiao.matters.models import Replay

ROUTES = frozenset({"routing", "kind", "attention"})
LOOKS = {LOOKED_AT: gettext_lazy("先由人看"), PASSED: gettext_lazy("按清单分流")}
LISTED = 100  # matters shown at once; a flow narrows them


@require_POST
@staff_only(Right.PUBLISH)
def begin(request: DeskRequest, code: str) -> HttpResponse:
    """Ask the draft of a table about past matters, in the background."""
    row = table_draft(code)
    if row is None:
        raise Http404
    return redirect("replay", start_replay(draft_id=row.id, by=request.viewer, at=timezone.now()))


@require_GET
@staff_only(Right.PUBLISH)
def replay(request: DeskRequest, replay_id: UUID) -> HttpResponse:
    """Show what would move."""
    return render(request, "desk/replay.html", _context(request, replay_id))


@require_GET
@staff_only(Right.PUBLISH)
def progress(request: DeskRequest, replay_id: UUID) -> HttpResponse:
    """Return the part of the page that moves."""
    return render(request, "desk/_replay.html", _context(request, replay_id))


def _context(request: DeskRequest, replay_id: UUID) -> dict[str, Any]:
    row = _or_404(request, replay_id)
    job = _job(row.id)
    pack = pack_of(row.edition_id).pack

    table = pack.tables[row.table]
    there, kinds = _words(pack, table)

    def function(code: str) -> str:
        return there.get(code, code) or gettext("没有结论")

    def kind(code: str) -> str:
        return kinds.get(code, code)

    old, new = request.GET.get("old", ""), request.GET.get("new", "")
    found = flows(request.viewer, row)
    listed, count = moves(request.viewer, row, most=LISTED, old=old, new=new)
    away = [each for each in found if each.old != each.new]
    stay = sum(stays(row).values())
    return {
        "row": row,
        "job": job,
        "title": in_language(table.title, table.title_en),
        "state": JOB_STATES[job.state] if job else "",
        "tone": JOB_TONES[job.state] if job else "grey",
        "share": 100 * row.asked // row.total if row.total else 100,
        "left": max(row.total - row.asked, 0),
        "problem": say(job.problem) if job and job.problem else "",
        "may_stop": job is not None and why_not_stop(job.state) is None and job.state is not JobState.LOST,
        "may_resume": job is not None and why_not_resume(job.state) is None and row.asked < row.total,
        "is_over": job is None or not job.active,
        "stay": stay,
        "away": sum(each.count for each in away),
        "renamed": sum(each.count for each in found) - sum(each.count for each in away),
        "picture": flow_picture([(function(each.old), function(each.new), each.count) for each in away]),
        "flows": [
            {"old": function(f.old), "new": function(f.new), "count": f.count, "old_code": f.old, "new_code": f.new}
            for f in found
        ],
        "moves": [
            {
                "id": each.matter_id,
                "number": each.matter.number,
                "title": each.matter.title,
                "old": function(each.old_function),
                "new": function(each.new_function),
                "kinds": (kind(each.old_kind), kind(each.new_kind)) if each.old_kind != each.new_kind else (),
                "rows": (each.old_row, each.new_row),
            }
            for each in listed
        ],
        "count": count,
        "narrowed": bool(old or new),
        "unseen": count - len(listed),
    }


def _words(pack: Pack, table: Table) -> tuple[Words, Words]:
    """What the answers of a table are called: where a matter goes, and as what."""
    words = words_of(pack, table)
    if table.code in ROUTES:
        kinds = {code: in_language(each.name, each.name_en) for code, each in pack.kinds.items()}
        functions = {code: in_language(each.name, each.name_en) for code, each in pack.functions.items()}
        return {**functions, **{code: str(word) for code, word in LOOKS.items()}}, kinds
    found: list[Words] = [words.get(each.code, {}) for each in table.outputs]
    return found[0], found[1] if len(found) > 1 else {}


def _or_404(request: DeskRequest, replay_id: UUID) -> Replay:
    row = replay_of(request.viewer, replay_id)
    if row is None:
        raise Http404
    return row


def _job(replay_id: UUID) -> Progress | None:
    return latest_by_subject([replay_id], REPLAY, now=timezone.now()).get(replay_id)


@require_POST
@staff_only(Right.PUBLISH)
def stop(request: DeskRequest, replay_id: UUID) -> HttpResponse:
    """Stop after the batch in hand."""
    return _try(request, replay_id, resume=False)


@require_POST
@staff_only(Right.PUBLISH)
def resume(request: DeskRequest, replay_id: UUID) -> HttpResponse:
    """Go on with the next matter."""
    return _try(request, replay_id, resume=True)


def _try(request: DeskRequest, replay_id: UUID, *, resume: bool) -> HttpResponse:
    row = _or_404(request, replay_id)
    job = _job(row.id)
    try:
        if job:
            deed = jobs.resume if resume else jobs.stop
            deed(job_id=job.job_id, by=request.viewer, at=timezone.now())
    except Problem as problem:
        messages.error(request, say(problem))
    return redirect("replay", row.id)
