"""Single papers of the desk as PDF or Word: the words of their frame, and sending them."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from fengqiao.kit.documents import Binder, Document, can_print, render_pdf, render_word
from fengqiao.vault.terms import MediaType


def bound(document: Document, office: str, number: str, *, traditional: bool = False) -> Binder:
    """Return one document in the frame of an office's papers, in the language of the page."""
    words = (_("目录"), _("序号"), _("名称"), _("页码"), _("备注"), _("    年  月  日"), _("盖章"))
    return Binder(document.title, office, number, (document,), words, traditional=traditional)


def sent_as(kind: str, made: Callable[[], Binder], name: str) -> HttpResponse:
    """Return a paper to be saved as `name`; another kind than pdf and docx is not found, a PDF without fonts refused first."""
    if kind not in {"pdf", "docx"}:
        raise Http404
    if kind == "pdf":
        can_print()
    binder = made()
    content, media = (render_pdf(binder), MediaType.PDF) if kind == "pdf" else (render_word(binder), MediaType.DOCX)
    answer = HttpResponse(content, content_type=media.value)
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer
