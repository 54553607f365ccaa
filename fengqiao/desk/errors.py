"""Pages for what went wrong: what happened, what was kept, what to do."""

from __future__ import annotations

import logging
import re
import sys
from urllib.parse import urlsplit

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

logger = logging.getLogger(__name__)
# Said when even the page of an error cannot be made: no template, no catalogue of words, no database.
LAST_WORDS = gettext_noop("系统出错，请稍后再试。") + " / Something went wrong. Please try again later."
SECRET = re.compile(r"password|csrf|code$|^next$|^ticket$")
ID_OR_NUMBER = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d{1,6}|[a-z_.]*")  # what lists and hidden fields hold


def typed(request: HttpRequest) -> list[str]:
    """Return what somebody had typed into a form that could not be sent, so that it is not lost; no secrets, no codes.

    Only for a form of this site: another one has nothing to show here.
    """
    origin = request.headers.get("Origin", "")
    if request.method != "POST" or (origin and urlsplit(origin).netloc != request.get_host()):
        return []
    match = request.resolver_match
    if match and (match.url_name or "").startswith(("account_", "mfa_")):
        return []
    values = ((name, value.strip()) for name in request.POST for value in request.POST.getlist(name))
    return [value for name, value in values if not SECRET.search(name) and not ID_OR_NUMBER.fullmatch(value)]


def _page(
    request: HttpRequest, status: int, title: str, what: str, todo: str, words: list[str] | None = None
) -> HttpResponse:
    if getattr(request, "htmx", False):
        return HttpResponse(f"{what}{todo}", status=status, content_type="text/plain; charset=utf-8")
    context = {
        "title": title,
        "what": what,
        "kept": _("之前保存的内容都在，这一次没有改动任何记录。"),
        "todo": todo,
        "typed": words,
    }
    return render(request, "look/error.html", context, status=status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: it is not there, or not for this viewer; the page does not say which."""
    return _page(
        request, 404, _("没有找到"), _("没有这一页，或者您现在的岗位无权查看。"), _("请核对地址，或换一个岗位再试。")
    )


def denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: the post does not give the right."""
    return _page(
        request, 403, _("没有权限"), _("您现在的岗位不能打开这一页。"), _("需要时请换一个岗位，或联系本单位管理员。")
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request cannot be understood; 503 where a log-in could not be kept, because the database had no time."""
    if _no_time(exception):
        return _busy(request)
    return _page(request, 400, _("请求有误"), _("服务器看不懂这次请求。"), _("请回到上一页重新操作。"))


def failed(request: HttpRequest) -> HttpResponse:
    """500: our fault, logged without personal data; a plain sentence where the page of it fails too.

    503 where the database had no time (waited for too long, lost, cut off by a deadlock): nothing is wrong but the moment.
    """
    busy = _no_time(sys.exception())
    try:
        return _busy(request) if busy else _broken(request)
    except Exception as error:  # whatever it is: a web server would print it to whoever asked
        logger.error("the page of an error failed: %s", type(error).__name__)  # noqa: TRY400  # its words may be people's
        return HttpResponse(LAST_WORDS, status=503 if busy else 500, content_type="text/plain; charset=utf-8")


def _no_time(error: BaseException | None) -> bool:
    """Whether the database had no time, whatever was made of that on the way here."""
    while error and not isinstance(error, OperationalError):
        error = error.__context__
    return error is not None


def _broken(request: HttpRequest) -> HttpResponse:
    what, todo = _("系统没能完成这次操作，错误已经记下。"), _("请稍后再试；仍然不行，请告诉管理员。")
    return _page(request, 500, _("系统出错"), what, todo)


def _busy(request: HttpRequest) -> HttpResponse:
    words = typed(request)
    what, todo = _("系统这会儿忙不过来，这一次没有做成。"), _("请等一分钟再试。")
    kept = _("请把要保留的文字复制下来，等一分钟再试。") if words else todo
    response = _page(request, 503, _("系统正忙"), what, kept, words)
    response["Retry-After"] = "60"
    return response


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that is too old or comes from elsewhere."""
    return _page(
        request, 403, _("页面已过期"), _("这一页放得太久，为安全起见没有提交。"), _("请返回上一页，刷新后重新提交。")
    )


def refused(request: HttpRequest, what: str) -> HttpResponse:
    """409 for a page that cannot be shown as things stand; `what` says why, in the words of the refusal."""
    return _page(request, 409, _("现在打不开这一页"), what, _("请回到首页再试；仍然不行，请告诉管理员。"))


def refused_with_words(request: HttpRequest, what: str) -> HttpResponse:
    """403 for a form that may not be sent now: why, and what had been typed into it."""
    words = typed(request)
    todo = _("请把要保留的文字复制下来，办好后再提交。") if words else _("请回到首页再试。")
    # 422: the page shows the sentence itself; it stays as it is, with what was typed.
    return _page(request, 422 if getattr(request, "htmx", False) else 403, _("没有提交"), what, todo, words)


def log_in_ran_out(request: HttpRequest, to: str) -> HttpResponse:
    """401 for a form that came after the log-in had ended: what had been typed, and the way back."""
    context = {
        "title": _("登录已经过期"),
        "what": _("登录已经过期，请重新登录。"),
        "todo": _("请把要保留的文字复制下来，重新登录后再提交。"),
        "typed": typed(request),
        "url": to,
        "label": _("重新登录"),
    }
    return render(request, "look/error.html", context, status=401)


def too_many(request: HttpRequest) -> HttpResponse:
    """429: too many attempts from one place in a short time."""
    return _page(
        request, 429, _("请求太频繁"), _("短时间内从这里来的请求太多，这一次没有处理。"), _("请过一分钟再试。")
    )
