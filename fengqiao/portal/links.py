"""A task behind a link: opened by a button, into a session of this browser; what is done are the desk's own actions."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.desk.matters.forms import PREFIX
from fengqiao.desk.words import say
from fengqiao.kit.privacy import find_private
from fengqiao.kit.problems import Problem
from fengqiao.passes import actions
from fengqiao.passes.queries import Session, link_waits, session_behind
from fengqiao.passes.terms import Deed
from fengqiao.portal.doors import public, too_often
from fengqiao.portal.limits import allowed
from fengqiao.portal.showing import hidden
from fengqiao.portal.tasks import task_shown
from fengqiao.rulebook.queries import limit_on

COOKIE = "fq_task"


@require_http_methods(["GET", "POST"])
@public
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for the button to be pressed; then open the link, once. Every link that does not open is answered alike."""
    now = timezone.now()
    if request.method != "POST":
        return (
            render(request, "portal/link.html", {"token": token})
            if link_waits(token, now=now)
            else _gone(request, token)
        )
    key = actions.open_link(token=token, at=now)
    session = session_behind(key, now=now) if key else None
    if key is None or session is None:
        return _gone(request, token)
    page = reverse("task-work", args=[session.link_id])
    response = redirect(page)
    response.set_cookie(
        COOKIE,
        key,
        max_age=limit_on("portal.session_hours", now) * 3600,
        path=page,  # several tasks may be open beside one another
        httponly=True,
        samesite="Lax",
        secure=settings.HTTPS,
    )
    return response


def _gone(request: HttpRequest, token: str, *, asked: bool = False) -> HttpResponse:
    """404, the same for every link that opens nothing; a fresh one can be asked for with any of them."""
    return render(request, "portal/link_gone.html", {"token": token[:40], "asked": asked}, status=404)


@require_POST
@public
def fresh(request: HttpRequest, token: str) -> HttpResponse:
    """Note that a fresh link is wanted; whether there is such a link is not said. It goes to the unit's mailbox alone."""
    now = timezone.now()
    if not allowed(request, "fresh", now, key=token[:40]):
        return too_often(request, _("今天已经要过几次。请查看单位邮箱，或打电话问派发单位。"))
    actions.ask_again(token=token, at=now)
    return _gone(request, token, asked=True)


def _session(request: HttpRequest, link_id: UUID, now: datetime) -> Session | None:
    session = session_behind(request.COOKIES.get(COOKIE, ""), now=now)
    return session if session and session.link_id == link_id else None


@require_GET
@public
def work(request: HttpRequest, link_id: UUID) -> HttpResponse:
    """Show the task of a session: what it needs and no more."""
    now = timezone.now()
    session = _session(request, link_id, now)
    if session is None:
        return render(request, "portal/link_gone.html", {}, status=404)
    return render(request, "portal/task.html", {**task_shown(session, now), "link_id": link_id})


@require_POST
@public
def do(request: HttpRequest, link_id: UUID, deed: str) -> HttpResponse:
    """Do one deed and show the task again; a refused one with what was typed."""
    if deed not in set(Deed):
        raise Http404
    now = timezone.now()
    session = _session(request, link_id, now)
    if session is None:
        return render(request, "portal/link_gone.html", {}, status=404)
    try:
        actions.act_by_link(key=request.COOKIES[COOKIE], deed=Deed(deed), given=_given(request), at=now)
    except Problem as problem:
        messages.error(request, say(problem))
        shown = task_shown(session, now)
        if deed in shown["forms"]:
            shown["forms"][deed].initial.update({name: request.POST[name] for name in request.POST})
        return render(request, "portal/task.html", {**shown, "link_id": link_id, "opened": deed}, status=422)
    messages.success(request, DONE[Deed(deed)]())
    return redirect("task-work", link_id=link_id)


DONE = {
    Deed.ACCEPT: lambda: _("已签收。"),
    Deed.PROGRESS: lambda: _("进展已记录。"),
    Deed.FINISH: lambda: _("已办完，谢谢。"),
    Deed.RETURN: lambda: _("已退回。"),
}


def _given(request: HttpRequest) -> dict[str, Any]:
    """What a deed may want of the form; an answer to the teller goes out with what is private in it hidden."""
    post = request.POST
    seen, reply = post.get("version", ""), post.get("reply", "")
    return {
        "text": post.get("text", ""),
        "reason": post.get("reason", ""),
        "result": post.get("result", ""),
        "reply": hidden(reply),
        "found": len(find_private(reply)) if reply else 0,
        "fields": {name.removeprefix(PREFIX): post[name] for name in post if name.startswith(PREFIX)},
        "seen_version": int(seen) if seen.isdecimal() and len(seen) < 9 else None,
    }
