"""The authorisation and the receipt of an errand as PDF or Word; with the person's name only where it is seen for it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from fengqiao.catalogue.errand import ErrandForm
from fengqiao.desk.doors import staff_only
from fengqiao.desk.errands.words import pack_behind
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import in_traditional, say
from fengqiao.errands import actions
from fengqiao.errands.queries import READERS, ErrandSheet, errand_sheet
from fengqiao.errands.rules.papers import PaperFacts, binder_of
from fengqiao.errands.terms import PaperHolder
from fengqiao.kit.documents import can_print, render_pdf, render_word
from fengqiao.kit.problems import Problem
from fengqiao.vault.terms import MediaType

PURPOSE = "serve_document"


@require_POST
@staff_only(*READERS)
def out(request: DeskRequest, errand_id: UUID) -> HttpResponse:
    """Send a paper to be signed. With `named` the person stands in it, and that they were looked at is recorded."""
    now = timezone.now()
    found = errand_sheet(request.viewer, errand_id, at=now)
    if found is None:
        raise Http404
    code, _dot, kind = request.POST.get("take", "").rpartition(".")
    try:
        form = _form(found, code, kind)
        named = request.POST.get("named") == "1"
        clear = actions.look(errand_id=errand_id, purpose=PURPOSE, by=request.viewer, at=now) if named else {}
    except Problem as problem:
        messages.error(request, say(problem))
        return redirect("errand", errand_id=errand_id)
    traditional = (get_language() or "").lower() == "zh-hant"
    binder = binder_of(form, _facts(found, clear), say=in_traditional if traditional else str, traditional=traditional)
    content, media = (render_pdf(binder), MediaType.PDF) if kind == "pdf" else (render_word(binder), MediaType.DOCX)
    answer = HttpResponse(content, content_type=media.value)
    answer["Content-Disposition"] = f'attachment; filename="{found.errand.number}-{code}.{kind}"'
    return answer


def _form(found: ErrandSheet, code: str, kind: str) -> ErrandForm:
    """Return the form that is asked for; refuses what the pack has not, and PDF where none can be made."""
    form = pack_behind(found.errand.edition_id).errands.forms.get(code)
    if form is None or kind not in {"pdf", "docx"}:
        raise Problem("paper-unknown", "没有这种文书，请刷新后再选。")
    if kind == "pdf":
        can_print()
    return form


def _facts(found: ErrandSheet, clear: Mapping[str, str]) -> PaperFacts:
    row, said = found.errand, pack_behind(found.errand.edition_id).errands
    held = [
        (said.papers[paper.kind].name if paper.kind in said.papers else paper.kind, each.kind.name, PaperHolder(paper.holder), f"{timezone.localtime(paper.since):%Y-%m-%d}")
        for each in found.items
        for paper in each.item.papers.all()
    ]  # fmt: skip
    return PaperFacts(
        row.number,
        row.unit.name,
        row.runner.name if row.runner else "",
        [each.kind.name for each in found.items],
        clear,
        held,
    )
