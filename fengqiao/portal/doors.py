"""The public door: limits, and what every public page tells browsers, proxies and search engines."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.portal.limits import allowed

View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """Let anybody open a page, so often a minute; nobody keeps it, no search engine lists it."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponse:
        inside = allowed(request, "page", timezone.now())
        response = view(request, *args, **kwargs) if inside else too_often(request, _("请过一分钟再试。"))
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response.headers["Cache-Control"] = "no-store, private"
        return response

    return answer


def too_often(request: HttpRequest, todo: str) -> HttpResponse:
    """429: what to do instead."""
    context = {"title": _("试得太多"), "what": _("短时间内从这里来的请求太多，这一次没有处理。"), "todo": todo}
    return render(request, "portal/closed.html", context, status=429)


def opens_nothing(request: HttpRequest) -> HttpResponse:
    """404, the same for every address that opens nothing: unknown, taken back, run out, mistyped."""
    context = {
        "title": _("打不开"),
        "what": _("这个地址打不开：可能已经过期、作废、用过，或者没有抄全。"),
        "todo": _("请核对地址；也可以凭编号和手机号末四位查询，或到窗口、打电话问。"),
    }
    return render(request, "portal/closed.html", context, status=404)
