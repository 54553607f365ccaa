"""Matters done together by officers and grid workers: lists for both sides, and the other side asked."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fengqiao.command import actions
from fengqiao.command.queries import READERS, shared
from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.rows import lines
from fengqiao.desk.matters.together import sides_of
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.posted import id_or_none
from fengqiao.desk.words import say
from fengqiao.kit.problems import Problem
from fengqiao.matters.queries import matter_for, states_of_shares
from fengqiao.orgs.queries import directory

PAGE = 50


@require_GET
@staff_only(*READERS)
def page(request: DeskRequest) -> HttpResponse:
    """Show the matters done together: one's own, or all of one's grid or station."""
    now, viewer = timezone.now(), request.viewer
    mine = request.GET.get("of", "") != "all"
    counts = {code: shared(viewer, mine=own).filter(matter__closed_at__isnull=True).count() for code, own in (("mine", True), ("all", False))}  # fmt: skip
    found = Paginator(shared(viewer, mine=mine), PAGE).get_page(request.GET.get("page"))
    rows = list(found.object_list)
    shown = {line.id: line for line in lines([row.matter for row in rows], now=now, units=directory(at=now))}
    states = states_of_shares([row.matter_id for row in rows])
    context = {
        "page": found, "mine": mine,
        "rows": [{"line": shown[row.matter_id], "sides": sides_of(row, states)} for row in rows],
        "tabs": [
            {"label": word, "url": f"{reverse('command-shared')}?of={code}", "active": mine is (code == "mine"), "count": counts[code]}
            for code, word in (("mine", _("我的")), ("all", _("我的网格、我的所")))
        ],
    }  # fmt: skip
    return render(request, "desk/shared.html", context)


@require_POST
@staff_only(*READERS)
def ask(request: DeskRequest, row_id: UUID) -> HttpResponse:
    """Ask the other side to do a matter together."""
    if matter_for(request.viewer, row_id) is None:
        raise Http404
    try:
        staff_id = id_or_none(request.POST.get("staff", ""))
        actions.share(
            matter_id=row_id, staff_id=staff_id, wanted=request.POST.get("wanted", ""), by=request.viewer, at=timezone.now()
        )  # fmt: skip
        messages.success(request, _("已请对方共办，两边看到的是同一件。"))
    except Problem as problem:
        messages.error(request, say(problem))
    return redirect("matter", matter_id=row_id)
