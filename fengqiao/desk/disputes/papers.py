"""The signed papers of a mediation file: pictures taken with the phone, told apart by the QR code on them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from fengqiao.desk.disputes.file import documents_of
from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.moves import uploads_of
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import say
from fengqiao.disputes import actions
from fengqiao.disputes.queries import READERS
from fengqiao.disputes.rules.file import agreements_of, document_of
from fengqiao.kit.documents import marks_on
from fengqiao.kit.problems import Problem
from fengqiao.matters.actions import file_limits
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault.actions import staging


@require_POST
@staff_only(*READERS)
def keep(request: DeskRequest, dispute_id: UUID) -> HttpResponse:
    """Take pictures of signed papers in; the QR code on each says which document it is."""
    now = timezone.now()
    pack, known, chosen = pack_on(now).pack, documents_of(request, dispute_id, now), request.POST.get("document", "")
    try:
        sent = uploads_of(request)
        with staging(sent, file_limits(pack, now)) as staged:
            told = [document_of(dispute_id, marks_on(upload.content), known) for upload in sent]
            by_hand = chosen if chosen in known else ""
            papers = [(each, code or by_hand, bool(code)) for each, code in zip(staged, told, strict=True)]
            unknown = actions.keep_papers(
                dispute_id=dispute_id, papers=papers, agreements=agreements_of(pack.forms), by=request.viewer, at=now
            )
    except Problem as problem:
        messages.error(request, say(problem))
    else:
        count = len(papers)
        messages.success(
            request, ngettext("%(n)s 张签字件已放进卷宗。", "%(n)s 张签字件已放进卷宗。", count) % {"n": count}
        )
        if unknown:
            words = ngettext(
                "有 %(n)s 张没有认出是哪份文书，请在下面选一下。",
                "有 %(n)s 张没有认出是哪份文书，请在下面选一下。",
                unknown,
            )
            messages.warning(request, words % {"n": unknown})
    return redirect("dispute-file", dispute_id)


@require_POST
@staff_only(*READERS)
def name(request: DeskRequest, dispute_id: UUID, paper_id: UUID) -> HttpResponse:
    """Say which document a paper is, or take it out of the file."""
    now, document = timezone.now(), request.POST.get("document", "")
    known = documents_of(request, dispute_id, now)
    if document and document not in known:
        messages.error(request, _("请从目录里选一份文书。"))
        return redirect("dispute-file", dispute_id)
    try:
        actions.name_paper(
            dispute_id=dispute_id, paper_id=paper_id, document=document, agreements=agreements_of(pack_on(now).pack.forms),
            by=request.viewer, at=now,
        )  # fmt: skip
    except Problem as problem:
        messages.error(request, say(problem))
    else:
        messages.success(request, _("已记下。") if document else _("已移出卷宗，照片仍在事项里。"))
    return redirect("dispute-file", dispute_id)
