"""The forms of a finding on A4: the notice to put it right, and what was found on looking again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fengqiao.desk.doors import staff_only
from fengqiao.desk.inspections.inspections import where_of
from fengqiao.desk.inspections.rows import owner_of
from fengqiao.desk.inspections.words import MOVES, PAPERS, SEVERITIES, SOURCES, STATES
from fengqiao.desk.matters.clocks import limit_words
from fengqiao.desk.matters.leaving import Block, Leaving, check_list, leaving, look_through
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import name_of
from fengqiao.inspections.actions import note_paper
from fengqiao.inspections.queries import FindingCase, finding_case
from fengqiao.inspections.rules.terms_of import limit_of
from fengqiao.inspections.terms import FindingMove, FindingSource, FindingState, Severity, SitePaper
from fengqiao.orgs.queries import directory, staff_names

LOOKED = {FindingMove.PASS.value, FindingMove.SEND_BACK.value}


@require_http_methods(["GET", "POST"])
@staff_only()
def paper(request: DeskRequest, finding_id: UUID, form: str) -> HttpResponse:
    """Show what would be printed with the private data in it ticked; then the form itself, and record it."""
    now = timezone.now()
    case = finding_case(request.viewer, finding_id, at=now)
    if case is None or form not in set(SitePaper) or case.finding.erased_at:
        raise Http404
    kind = SitePaper(form)
    if kind is SitePaper.RECHECK and not any(step.move in LOOKED for step in case.steps):
        raise Http404
    blocks = _blocks(case, kind)
    masking = look_through(blocks)
    if request.method == "POST":
        out = leaving(blocks, masking, request.POST)
        note_paper(finding_id=finding_id, paper=kind, found=out.found, left=out.left, by=request.viewer, at=now)
        return render(request, "desk/finding_paper.html", {**_sheet(case, kind, out, request), "printed_at": now})
    context = {"row": case.finding, "title": PAPERS[kind], **check_list(blocks, masking)}
    return render(request, "desk/finding_paper_check.html", context)


def _blocks(case: FindingCase, kind: SitePaper) -> list[Block]:
    row = case.finding
    found = [
        Block("title", _("问题"), row.title),
        Block("place", _("地点"), row.place),
        Block("text", _("情况"), row.text),
    ]
    if kind is SitePaper.RECHECK:
        found += [Block(f"step.{step.id}", str(MOVES[FindingMove(step.move)]), step.text) for step in case.steps]
    return found


def _sheet(case: FindingCase, kind: SitePaper, out: Leaving, request: DeskRequest) -> dict[str, Any]:
    row, units = case.finding, directory(at=timezone.now())
    names = staff_names([row.found_by, *(step.staff_id for step in case.steps)])
    told = {FindingMove.SUBMIT.value, *LOOKED}
    shown = where_of(row, units)
    return {
        "row": row,
        "paper": kind.value,
        "title": PAPERS[kind],
        "office": name_of(row.unit),
        "owner": owner_of(row, whole=True),
        "subject": out.words["title"],
        "text": out.words["text"],
        "where": shown.replace(row.place, out.words["place"]) if row.place else shown,
        "severity": SEVERITIES[Severity(row.severity)],
        "source": SOURCES[FindingSource(row.source)],
        "inspection": row.inspection.number if row.inspection else "",
        "state": STATES[FindingState(row.state)],
        "limit": limit_words(limit_of(row.term)) if row.events else _("当场改正"),
        "found_by": names.get(row.found_by, ""),
        "course": [
            {
                "at": step.at,
                "who": " ".join((name_of(step.unit), names.get(step.staff_id, ""))),
                "what": MOVES[FindingMove(step.move)],
                "text": out.words.get(f"step.{step.id}", ""),
            }
            for step in case.steps
            if step.move in told
        ],
        "verdict": next((MOVES[FindingMove(step.move)] for step in reversed(case.steps) if step.move in LOOKED), ""),
        "hidden": out.found - out.left,
        "left": out.left,
        "printed_by": request.viewer.name,
    }
