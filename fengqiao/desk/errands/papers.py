"""The authorisation and the receipt of an errand as PDF or Word; with the person's name only where it is seen for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from fengqiao.catalogue.errand import ErrandForm
from fengqiao.desk.doors import staff_only
from fengqiao.desk.errands.words import HOLDERS, pack_behind
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import in_traditional, say
from fengqiao.errands import actions
from fengqiao.errands.queries import READERS, ErrandSheet, errand_sheet
from fengqiao.errands.terms import PaperHolder
from fengqiao.kit.documents import Binder, Document, Grid, Line, can_print, render_pdf, render_word
from fengqiao.kit.problems import Problem
from fengqiao.vault.terms import MediaType

FRAME = ("目录", "序号", "文书名称", "页号", "备注", "年　　月　　日", "捺印／盖章处")
PURPOSE = "serve_document"
AUTHORISATION, RECEIPT = "authorisation", "receipt"


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
    binder = _binder(found, form, clear, now)
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


def _binder(found: ErrandSheet, form: ErrandForm, clear: Mapping[str, str], now: datetime) -> Binder:
    """Papers are in Chinese whatever the language of the page; words of the product alone are converted."""
    traditional = (get_language() or "").lower() == "zh-hant"
    turned = in_traditional if traditional else str
    row, said = found.errand, pack_behind(found.errand.edition_id).errands
    parts: list[Line | Grid] = [Line(turned("编　　号"), row.number)]
    if form.code == RECEIPT:
        rows = tuple(
            (said.papers[paper.kind].name if paper.kind in said.papers else paper.kind, each.kind.name, str(HOLDERS[PaperHolder(paper.holder)]), f"{timezone.localtime(paper.since):%Y-%m-%d}", "")
            for each in found.items
            for paper in each.item.papers.all()
        )  # fmt: skip
        heads = tuple(turned(head) for head in ("材料", "办什么", "在谁手里", "从哪天", "签收"))
        blank = ("", "", "", "", "")
        parts += [Line(turned("本　　人"), clear.get("person_name", "")), Grid("", heads, (*rows, blank, blank))]
    else:
        kinds = "、".join(each.kind.name for each in found.items)
        parts += [
            Line(turned("授 权 人"), clear.get("person_name", "")),
            Line(turned("身份证号"), clear.get("person_id_number", "")),
            Line(turned("电　　话"), clear.get("teller_phone", "")),
            Line(turned("代 办 员"), row.runner.name),
            Line(turned("单　　位"), row.unit.name),
            Line(turned("授权事项"), kinds, wide=True),
            Line(turned("授权期限"), turned("　　　年　　月　　日止")),
        ]
    document = Document(
        form.code, turned(form.name), tuple(parts), tuple(turned(each) for each in form.text), tuple(turned(each) for each in form.signs), ""
    )  # fmt: skip
    return Binder(
        document.title,
        row.unit.name,
        row.number,
        (document,),
        tuple(turned(word) for word in FRAME),
        traditional=traditional,
    )
