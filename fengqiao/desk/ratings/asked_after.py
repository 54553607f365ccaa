"""The page of asking after errands: for whom nobody has asked yet, and what was answered lately."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from fengqiao.desk.doors import staff_only
from fengqiao.desk.errands.words import errand_found
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.ratings.errands import answered_row
from fengqiao.desk.ratings.views import LOOKED_BACK, SOON, tabs_of
from fengqiao.desk.words import LAMPS
from fengqiao.errands.queries import errand_ratings, errands_to_ask
from fengqiao.matters.rules.lamps import lamp
from fengqiao.matters.terms import MatterState
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import limit_on, pack_on

LATELY = 50


@require_GET
@staff_only(Right.ASK_AFTER)
def errands(request: DeskRequest) -> HttpResponse:
    """Show the errands that are over and for whom nobody has asked, the longest ago first; below what was answered."""
    now, viewer = timezone.now(), request.viewer
    days = limit_on("rating.days", now)
    size = int(pack_on(now).pack.value_on("queue.page_size", timezone.localdate(now)).number)
    page = Paginator(errands_to_ask(viewer, at=now), size).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_row(each, timedelta(days=days), now) for each in page.object_list],
        "answered": [answered_row(each) for each in errand_ratings(viewer, since=now - LOOKED_BACK)[:LATELY]],
        "tabs": tabs_of(request, "ratings-errands"),
        "days": days,
        "tries": limit_on("rating.tries", now),
        "may_export": viewer.may(Right.EXPORT),
    }
    return render(request, "desk/ratings_errands.html", context)


def _row(row: Any, days: timedelta, now: Any) -> dict[str, Any]:
    until = row.ended_at + days
    code = lamp(MatterState.WORKING, until, until - SOON, now)
    return {
        **errand_found(row), "ended_at": row.ended_at, "until": until, "missed": row.missed, "own": row.own,
        "lamp": code.value, "lamp_word": LAMPS[code], "again": row.reopened,
    }  # fmt: skip
