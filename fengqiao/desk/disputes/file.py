"""The mediation file of a dispute: how each item stands, the whole file or one document as PDF or Word."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from fengqiao.catalogue.form import Forms
from fengqiao.catalogue.model import ReasonUse
from fengqiao.desk.disputes.words import LACKING
from fengqiao.desk.doors import staff_only
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import in_language, in_traditional, name_of
from fengqiao.disputes import actions
from fengqiao.disputes.queries import READERS, DisputeSheet, case_file, dispute_sheet, papers_of
from fengqiao.disputes.rules.file import (
    CaseFile,
    Filled,
    PlaceState,
    PlaceView,
    Say,
    binder_of,
    found_in,
    places_of,
    sheet_of,
)
from fengqiao.kit.documents import Binder, can_print, render_pdf, render_word
from fengqiao.kit.problems import Problem
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault.terms import MediaType

WHOLE = "file"
STATES = {
    PlaceState.READY: (_("齐了"), "green"),
    PlaceState.MISSING: (_("缺"), "red"),
    PlaceState.UNNEEDED: (_("不需要"), "grey"),
    PlaceState.EMPTY: (_("没有"), "grey"),
}
# Where on the dispute's page a missing field is entered.
ANCHORS = {
    **dict.fromkeys(("parties", "party_names", "party_ids", "agent_name", "agent_of", "agent_powers"), "d-who"),
    **dict.fromkeys(("facts", "demands", "performance"), "d-words"),
}


@require_GET
@staff_only(*READERS)
def file(request: DeskRequest, dispute_id: UUID) -> HttpResponse:
    """Show how the file stands; nobody is unmasked for it."""
    now = timezone.now()
    found, forms, (_case, places) = _file_of(request, dispute_id, now)
    pack = pack_on(now).pack
    needed = [each for each in places if each.state is PlaceState.MISSING]
    names = _names(places)
    papers = papers_of(request.viewer, dispute_id)
    signed: dict[str, list[Any]] = {}
    for paper in (each for each in papers if not each.earlier):
        signed.setdefault(paper.document, []).extend(paper.files)
    context = {
        "row": found.dispute,
        "matter": found.dispute.matter,
        "places": [_place(each, dispute_id, signed) for each in places],
        "lacking": [in_language(each.place.name, each.place.name_en) for each in needed],
        "ready": sum(each.state is PlaceState.READY for each in places),
        "may_take": found.acts and request.viewer.may(Right.UNMASK) and bool(places),
        "purposes": [(each.code, name_of(each)) for each in pack.reasons.get(ReasonUse.UNMASK, ())],
        "whole": WHOLE,
        "papers": [{"row": each, "name": _name_in(forms, names, each.document)} for each in papers],
        "unknown": sum(not each.document for each in papers),
        "names": list(names.items()),
        "may_keep": found.acts and bool(places),
    }
    return render(request, "desk/dispute_file.html", context)


@require_POST
@staff_only(Right.UNMASK)
def out(request: DeskRequest, dispute_id: UUID) -> HttpResponse:
    """Send the whole file or one document, its parties in clear for a purpose that is recorded."""
    now = timezone.now()
    found, forms, (_case, places) = _file_of(request, dispute_id, now)
    code, _dot, kind = request.POST.get("take", "").rpartition(".")
    if kind not in {"pdf", "docx"} or (code != WHOLE and found_in(places, code) is None):
        raise Problem("file-unknown", "请从目录里选一份文书。")
    purpose = pack_on(now).pack.reason(ReasonUse.UNMASK, request.POST.get("purpose", ""))
    if purpose is None:
        raise Problem("purpose-unknown", "请选择查看的用途。")
    if kind == "pdf":
        can_print()
    documents = sum(len(each.filled) for each in places) if code == WHOLE else 1
    clear = actions.take_file(
        dispute_id=dispute_id, purpose=purpose.code, documents=documents, by=request.viewer, at=now
    )
    case, filled = _filled(request, found, forms, clear, now)
    binder = _binder(case, forms, filled, code)
    name = f"{found.dispute.matter.number}-{code}.{kind}"
    content, media = (render_pdf(binder), MediaType.PDF) if kind == "pdf" else (render_word(binder), MediaType.DOCX)
    answer = HttpResponse(content, content_type=media.value)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _file_of(
    request: DeskRequest, dispute_id: UUID, now: datetime
) -> tuple[DisputeSheet, Forms, tuple[CaseFile, tuple[PlaceView, ...]]]:
    found = dispute_sheet(request.viewer, dispute_id)
    if found is None:
        raise Http404
    forms = pack_on(now).pack.forms
    masked = {
        **{party.id: party.masked for party in found.parties},
        **{each.row.id: each.masked for each in found.inquiries},
        **found.there,
    }
    return found, forms, _filled(request, found, forms, masked, now)


def _filled(
    request: DeskRequest, found: DisputeSheet, forms: Forms, parties: Mapping[UUID, Mapping[str, str]], now: datetime
) -> tuple[CaseFile, tuple[PlaceView, ...]]:
    say = _say()
    case = case_file(request.viewer, found, parties, pack_on(now).pack, at=now, say=say)
    return case, places_of(case, forms, say)


def _binder(case: CaseFile, forms: Forms, places: tuple[PlaceView, ...], code: str) -> Binder:
    say, traditional = _say(), _traditional()
    if code == WHOLE:
        return binder_of(case, forms, places, say=say, traditional=traditional)
    document = found_in(places, code)
    if document is None:
        raise Problem("file-unknown", "请从目录里选一份文书。")
    return sheet_of(case, document, say=say, traditional=traditional)


def _traditional() -> bool:
    return (get_language() or "").lower() == "zh-hant"


def _say() -> Say:
    """Papers are in Chinese whatever the language of the page; words of the product alone are converted."""
    return in_traditional if _traditional() else str


def _place(view: PlaceView, dispute_id: UUID, signed: Mapping[str, list[Any]]) -> dict[str, Any]:
    page = reverse("dispute", args=[dispute_id])
    word, tone = STATES[view.state]
    lacking = [
        {"label": in_language(item.label, str(LACKING.get(item.field, item.label))), "url": f"{page}#{ANCHORS.get(item.field, 'main')}"}
        for item in view.lacking
        if view.state is not PlaceState.READY  # what was signed by hand is whole
    ]  # fmt: skip
    return {
        "number": view.place.number,
        "name": in_language(view.place.name, view.place.name_en),
        "needed": view.place.needed,
        "state": view.state.value,
        "word": word,
        "tone": tone,
        "lacking": lacking,
        "signed": [file for each in (*view.filled, *view.blank) for file in signed.get(each.document.code, ())],
        "absent": view.state is PlaceState.MISSING and not lacking,
        "page": page,
        "documents": _documents(view.filled),
        "blank": _documents(view.blank),
    }


def documents_of(request: DeskRequest, dispute_id: UUID, now: datetime) -> dict[str, str]:
    """Return the names of all documents of a file by code, filled or blank; 404 where the viewer does not see it."""
    _found, _forms, (_case, places) = _file_of(request, dispute_id, now)
    return _names(places)


def _names(places: tuple[PlaceView, ...]) -> dict[str, str]:
    return {code: name for view in places for code, name in (*_documents(view.filled), *_documents(view.blank))}


def _name_in(forms: Forms, names: Mapping[str, str], code: str) -> str:
    """Return the name of a document; of one printed blank that has been filled in since, that of its form."""
    form = forms.forms.get(code.rpartition("-")[0])
    return names.get(code) or (in_language(form.name, form.name_en) if form else "")


def _documents(filled: tuple[Filled, ...]) -> list[tuple[str, str]]:
    names = [in_language(each.form.name, each.form.name_en) for each in filled]
    return [
        (each.document.code, f"{name} {number}" if names.count(name) > 1 else name)
        for number, (each, name) in enumerate(zip(filled, names, strict=True), 1)
    ]
