"""Telling something without going to a counter: the same intake, with limits; the answer is the slip."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fengqiao.kit.problems import Problem
from fengqiao.matters.actions import Desk, Outcome, Telling, desk_at, receive_one
from fengqiao.matters.terms import Door
from fengqiao.orgs.queries import system_viewer
from fengqiao.passes.actions import make_slip
from fengqiao.portal.doors import public, too_often
from fengqiao.portal.forms import TRAP, TellForm
from fengqiao.portal.limits import allowed
from fengqiao.rulebook.queries import limit_on

SALT, HALF_DAY, SOURCE = "fengqiao.portal.tell", 12 * 3600, "portal"


@require_http_methods(["GET", "POST"])
@public
def tell(request: HttpRequest) -> HttpResponse:
    """Show the form; take a telling in and show its slip, or the form again with what is wrong and what was typed."""
    now = timezone.now()
    desk = desk_at(now)
    if request.method != "POST":
        return _page(request, TellForm(desk, stamp_now(now)))
    form = TellForm(desk, "", request.POST)
    stamp, refusal = written(request, now)
    if refusal:
        form.add_error(None, refusal)
    if not form.is_valid():
        return _page(request, _with_freshstamp_now(form, request, desk, now))
    if not allowed(request, "tell", now):
        return too_often(request, _("今天从这里交来的已经很多。请明天再来，或打电话、到窗口反映。紧急情况请拨打 110。"))
    try:
        token = _taken(request, stamp, desk, now)
    except _Refused as refused:
        form.tell(refused.problems)
        return _page(request, _with_freshstamp_now(form, request, desk, now))
    messages.success(request, _("收到了。请把这一页存下来，或打印查询单，以后凭它查进度。"))
    return redirect("track", token=token)


class _Refused(Exception):
    """The telling cannot be taken as it is; why, by field."""

    def __init__(self, problems: dict[str, Problem]) -> None:
        super().__init__()
        self.problems = problems


def stamp_now(now: datetime) -> str:
    """When a form was opened, and a mark of its own: sent twice, it is one telling."""
    return signing.dumps([now.timestamp(), secrets.token_hex(8)], salt=SALT, compress=False)


def written(request: HttpRequest, now: datetime) -> tuple[str, str]:
    """Return the mark of the form, and why it is not taken yet; nothing says which trap it was."""
    again = _("没有提交成功，请核对一遍再交一次。")
    try:
        opened, mark = signing.loads(request.POST.get("stamp", ""), salt=SALT)
        age = now.timestamp() - float(opened)
    except (signing.BadSignature, ValueError, TypeError):
        return "", again
    hurried = age < limit_on("portal.least_seconds", now)
    if hurried or age > HALF_DAY or request.POST.get(TRAP, ""):
        return "", again
    return str(mark), ""


def _with_freshstamp_now(form: TellForm, request: HttpRequest, desk: Desk, now: datetime) -> TellForm:
    """The form with what was typed and why it was refused; a stamp that still holds stays."""
    _mark, refusal = written(request, now)
    if refusal:
        data = request.POST.copy()
        data["stamp"] = stamp_now(now)
        fresh = TellForm(desk, "", data)
        for name, errors in form.errors.items():
            fresh.errors[name] = errors
        return fresh
    return form


def _taken(request: HttpRequest, mark: str, desk: Desk, now: datetime) -> str:
    """Take the telling in as the installation itself, and make its slip; returns the slip's token."""
    by = system_viewer(at=now)
    if by is None:
        raise Problem("nobody", "没有可用的身份。请先运行 fengqiao setup，或核对 --as 的登录名。")
    post = request.POST
    areas = {place.code: place.id for place in desk.directory.places.values()}
    personal = {name: post.get(name, "").strip() for name in ("teller_name", "teller_phone")}
    telling = Telling(
        door=Door.PORTAL,
        text=post.get("text", ""),
        told_at=now,
        told_at_known=False,
        source=SOURCE,
        outside_ref=mark,
        area_id=areas.get(post.get("area", "")),
        place=post.get("place", "")[:120],
        personal={name: value for name, value in personal.items() if value},
    )
    received = receive_one(telling=telling, uploads=(), desk=desk, by=by, at=now)
    if received.outcome is Outcome.REFUSED or received.matter_id is None:
        raise _Refused(dict(received.problems))
    return make_slip(matter_id=received.matter_id, by=by, at=now)


def _page(request: HttpRequest, form: TellForm) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "trap": TRAP}
    return render(request, "portal/tell.html", context, status=422 if form.errors else 200)
