"""Whom a mediator has an interest with: entered and taken back by the mediator, or by who assigns work in the unit."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fengqiao.desk.disputes.listing import tabs_of
from fengqiao.desk.disputes.words import TIE_FIELDS, named
from fengqiao.desk.doors import staff_only
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.posted import id_or_none
from fengqiao.desk.words import name_of, say
from fengqiao.disputes import actions
from fengqiao.disputes.actions import OBJECTED
from fengqiao.disputes.queries import READERS, may_declare, mediators, ties_of
from fengqiao.kit.problems import Problem
from fengqiao.rulebook.queries import pack_on


@require_http_methods(["GET", "POST"])
@staff_only(*READERS)
def mediator(request: DeskRequest, mediator_id: UUID) -> HttpResponse:
    """Show what a mediator declared, names with the middle hidden; keep one more, or take one back."""
    row = mediators().filter(id=mediator_id).first()
    if row is None or not may_declare(request.viewer, row):
        raise Http404
    now, post = timezone.now(), request.POST
    if request.method == "POST":
        try:
            if post.get("tie"):
                actions.undeclare(tie_id=id_or_none(post["tie"]) or UUID(int=0), by=request.viewer, at=now)
            else:
                actions.declare(
                    mediator_id=mediator_id, interest=post.get("interest", ""),
                    personal={code: post.get(code, "") for code in TIE_FIELDS}, by=request.viewer, at=now,
                )  # fmt: skip
        except Problem as problem:
            messages.error(request, say(problem))
        else:
            messages.success(
                request, _("已撤下，姓名和号码当时销毁。") if post.get("tie") else _("已申报，姓名和号码加密保存。")
            )
        return redirect("mediator", mediator_id=mediator_id)
    interests = pack_on(now).pack.disputes.interests
    context = {
        "tabs": tabs_of("mediators"),
        "row": row,
        "own": row.staff_id == request.viewer.staff_id,
        "ties": [
            {
                "id": tie.id,
                "interest": named(interests, tie.interest),
                "own": tie.own,
                "at": tie.at,
                "who": [
                    (word, masked[f"tie_{code}"]) for code, word in TIE_FIELDS.items() if masked.get(f"tie_{code}")
                ],
            }
            for tie, masked in ties_of(mediator_id)
        ],
        "interests": [(code, name_of(each), each.source) for code, each in interests.items() if code != OBJECTED],
        "fields": list(TIE_FIELDS.items()),
    }
    return render(request, "desk/mediator.html", context)
