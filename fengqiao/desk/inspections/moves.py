"""What the buttons of a finding's page do: parse, one action, back to the page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.inspections.case import context_of
from fengqiao.desk.matters.moves import uploads_of
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.posted import day_of, whole_or_none
from fengqiao.desk.words import say
from fengqiao.inspections import actions
from fengqiao.inspections.queries import finding_case
from fengqiao.kit.problems import Problem
from fengqiao.matters.actions import file_limits
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault.actions import staging

WITH_FILES = {"submit": actions.submit, "pass": actions.pass_finding, "send_back": actions.send_back}
LONGER = {"ask": actions.ask_longer, "extend": actions.extend}
WORDS = {"decline": actions.decline, "withdraw": actions.withdraw}
DONE = {
    "submit": _("已报请复查，整改期限停在这里。"),
    "pass": _("复查通过。"),
    "send_back": _("已退回整改，期限继续走。"),
    "ask": _("已申请延期，等检查单位决定。"),
    "extend": _("期限已延长。"),
    "decline": _("已告知不同意延期。"),
    "withdraw": _("问题已撤销。"),
    "watch": _("开始跟踪效果。"),
}
DEEDS = (*DONE,)


@require_POST
@staff_only()
def act(request: DeskRequest, finding_id: UUID, deed: str) -> HttpResponse:
    """Do one thing with a finding."""
    if deed not in DONE or finding_case(request.viewer, finding_id, at=timezone.now()) is None:
        raise Http404
    try:
        _do(request, finding_id, deed)
    except Problem as problem:
        messages.error(request, say(problem))
        case = finding_case(request.viewer, finding_id, at=timezone.now())
        if case is None:
            raise Http404 from problem
        return render(request, "desk/finding.html", context_of(request, case, deed), status=422)
    messages.success(request, DONE[deed])
    return redirect("finding", finding_id=finding_id)


def _do(request: DeskRequest, finding_id: UUID, deed: str) -> None:
    now, post = timezone.now(), request.POST
    given: dict[str, Any] = {"finding_id": finding_id, "by": request.viewer, "at": now}
    given["seen_version"] = whole_or_none(post.get("version", ""))
    text = post.get("text", "")
    if deed in WITH_FILES:
        with staging(uploads_of(request), file_limits(pack_on(now).pack, now)) as ready:
            WITH_FILES[deed](text=text, uploads=ready, **given)
    elif deed in LONGER:
        LONGER[deed](amount=whole_or_none(post.get("amount", "")) or 0, text=text, **given)
    elif deed in WORDS:
        WORDS[deed](text=text, **given)
    else:
        remedied = day_of(post.get("remedied", ""))
        actions.watch(count=post.get("count", ""), place=post.get("place", ""), remedied=remedied, **given)
