"""Finding matters and errands by the telephone, identity number or exact name of whom they are about: asked by POST, for a purpose."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fengqiao.catalogue.model import ReasonUse
from fengqiao.desk.doors import staff_only
from fengqiao.desk.errands.words import errand_found
from fengqiao.desk.matters.rows import lines
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import name_of, say
from fengqiao.errands.queries import errands_matching
from fengqiao.kit.problems import Problem
from fengqiao.matters import actions, queries
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault.queries import searched_as

LONGEST, MOST = 100, 30


def as_typed(request: DeskRequest) -> str:
    """Return what was typed into the search box."""
    return request.POST.get("q", "").strip()[:LONGEST]


def offered(viewer: Viewer, typed: str, now: datetime) -> dict[str, Any]:
    """Return the purposes from which somebody chooses to look for a person; nothing without the right, or for other words."""
    if not viewer.may(Right.UNMASK) or not searched_as(typed):
        return {}
    reasons = pack_on(now).pack.reasons.get(ReasonUse.UNMASK, ())
    return {"purposes": [(reason.code, name_of(reason)) for reason in reasons]}


@require_POST
@staff_only(Right.UNMASK)
def persons(request: DeskRequest) -> HttpResponse:
    """Show the matters and the errands in which a person stands; without a purpose, or with half a number, ask again."""
    now, typed = timezone.now(), as_typed(request)
    purpose = pack_on(now).pack.reason(ReasonUse.UNMASK, request.POST.get("purpose", ""))
    shown = {"typed": typed, "most": MOST, **offered(request.viewer, typed, now)}
    try:
        code = purpose.code if purpose else ""
        errands = errands_matching(request.viewer, typed)
        ids = actions.find_by_person(value=typed, purpose=code, by=request.viewer, at=now, beside=len(errands))
    except Problem as problem:
        messages.error(request, say(problem))
        return render(request, "desk/search.html", shown, status=422)
    rows = queries.newest(request.viewer, ids[: MOST + 1], MOST)
    ran = [errand_found(row) for row in errands[:MOST]]
    found = [{"line": line, "title": line.title} for line in lines(rows[:MOST], now=now)]
    said = _("已按“%(purpose)s”查找，记入台账；只列您能看到的。") % {"purpose": name_of(purpose) if purpose else ""}
    return render(
        request,
        "desk/search.html",
        {**shown, "matters": found, "errands": ran, "more": len(rows) > MOST, "person": said},
    )
