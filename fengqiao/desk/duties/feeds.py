"""Subscribing to a calendar: one's own duties and one's unit's, each at an address that is shown once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import name_of, say
from fengqiao.duties.queries import may_organise
from fengqiao.kit.problems import Problem
from fengqiao.look.addresses import full
from fengqiao.look.codes import qr
from fengqiao.orgs.queries import directory
from fengqiao.orgs.terms import Right
from fengqiao.passes.actions import renew_feed, revoke_feed
from fengqiao.passes.queries import feeds_of

DEEDS = ("renew", "revoke")


@require_GET
@staff_only()
def feeds(request: DeskRequest) -> HttpResponse:
    """Show whether there are addresses, since when, and when a calendar last came for them."""
    return _page(request, timezone.now())


def _page(
    request: DeskRequest, now: datetime, *, token: str = "", of_unit: bool = False, status: int = 200
) -> HttpResponse:
    viewer, made = request.viewer, None
    if token:
        address = full(request, "calendar-feed", token)
        phone = f"webcal://{address.partition('://')[2]}"
        made = {"address": address, "phone": phone, "qr": qr(phone), "unit": of_unit}
    kinds: list[dict[str, Any]] = [{"unit": False, "name": _("我的勤务"), "about": _("您报了名、排了班的勤务；候补的标为待定，取消的会划掉。"), "row": feeds_of(viewer, of_unit=False).first(), "act": "duty-feed-act"}]  # fmt: skip
    if may_organise(viewer):
        card = directory(at=now).units.get(viewer.unit_id)
        name = _("{unit}的勤务").format(unit=name_of(card) if card else "")
        kinds.append({"unit": True, "name": name, "about": _("本单位组织、承办、应当参加的勤务；不写谁参加。值班室的日历、办公室的大屏都能用。"), "row": feeds_of(viewer, of_unit=True).first(), "act": "unit-feed-act"})  # fmt: skip
    return render(request, "desk/duty_feeds.html", {"kinds": kinds, "made": made}, status=status)


@require_POST
@staff_only()
def act(request: DeskRequest, deed: str) -> HttpResponse:
    """Make the address of one's own feed anew, or take it back."""
    return _act(request, deed, of_unit=False)


@require_POST
@staff_only(Right.ORGANISE)
def act_for_unit(request: DeskRequest, deed: str) -> HttpResponse:
    """Make the address of the unit's feed anew, or take it back."""
    return _act(request, deed, of_unit=True)


def _act(request: DeskRequest, deed: str, *, of_unit: bool) -> HttpResponse:
    if deed not in DEEDS:
        raise Http404
    now = timezone.now()
    try:
        if deed == "renew":
            token = renew_feed(of_unit=of_unit, by=request.viewer, at=now)
            return _page(request, now, token=token, of_unit=of_unit)
        revoke_feed(of_unit=of_unit, by=request.viewer, at=now)
    except Problem as problem:
        messages.error(request, say(problem))
        return _page(request, now, status=422)
    messages.success(request, _("地址已作废，日历再也取不到。"))
    return redirect("duty-feeds")
