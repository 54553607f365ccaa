"""The doors to desk pages: logged in, in a post, with the right that a page asks for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fengqiao.desk.errors import log_in_ran_out, typed
from fengqiao.desk.middleware import DeskRequest, page_before
from fengqiao.orgs.terms import Right

P = ParamSpec("P")
View = Callable[Concatenate[DeskRequest, P], HttpResponse]


def staff_only(*rights: Right) -> Callable[[View[P]], Callable[Concatenate[Any, P], HttpResponse]]:
    """Let a page be opened by staff in a post that gives one of the rights (any post where none is named)."""

    def door(view: View[P]) -> Callable[Concatenate[Any, P], HttpResponse]:
        @wraps(view)
        def answer(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return _to_log_in(request)
            if request.viewer is None:
                return _without_post(request)
            if rights and not any(request.viewer.may(right) for right in rights):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return answer

    return door


def _without_post(request: HttpRequest) -> HttpResponse:
    """Say that no post is held now; a part of a page gets a sentence, and the page with what was typed stays."""
    if getattr(request, "htmx", False):
        return HttpResponse(
            _("您的岗位已经结束，这一次没有提交。"), status=422, content_type="text/plain; charset=utf-8"
        )
    return render(request, "desk/no_post.html", {"typed": typed(request)}, status=403)


def _to_log_in(request: HttpRequest) -> HttpResponse:
    """Send somebody to the log-in and then back; a part of a page is refused in words instead of showing the log-in in it."""
    if getattr(request, "htmx", False):
        return HttpResponse(_("登录已经过期，请重新登录。"), status=401, content_type="text/plain; charset=utf-8")
    after = request.get_full_path() if request.method == "GET" else page_before(request)
    to_log_in = redirect_to_login(after)
    return log_in_ran_out(request, to_log_in.url) if typed(request) else to_log_in
