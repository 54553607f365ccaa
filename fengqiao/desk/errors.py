"""Pages for what went wrong: what happened, what was kept, what to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def _page(request: HttpRequest, status: int, title: str, what: str, todo: str) -> HttpResponse:
    if getattr(request, "htmx", False):
        return HttpResponse(f"{what}{todo}", status=status, content_type="text/plain; charset=utf-8")
    context = {"title": title, "what": what, "kept": _("之前保存的内容都在，这一次没有改动任何记录。"), "todo": todo}
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
    """400: the request cannot be understood."""
    return _page(request, 400, _("请求有误"), _("服务器看不懂这次请求。"), _("请回到上一页重新操作。"))


def failed(request: HttpRequest) -> HttpResponse:
    """500: our fault, logged without personal data."""
    return _page(
        request,
        500,
        _("系统出错"),
        _("系统没能完成这次操作，错误已经记下。"),
        _("请稍后再试；仍然不行，请告诉管理员。"),
    )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that is too old or comes from elsewhere."""
    return _page(
        request, 403, _("页面已过期"), _("这一页放得太久，为安全起见没有提交。"), _("请返回上一页，刷新后重新提交。")
    )


def refused(request: HttpRequest, what: str) -> HttpResponse:
    """409 for a page that cannot be shown as things stand; `what` says why, in the words of the refusal."""
    return _page(request, 409, _("现在打不开这一页"), what, _("请回到首页再试；仍然不行，请告诉管理员。"))


def too_many(request: HttpRequest) -> HttpResponse:
    """429: too many attempts from one place in a short time."""
    return _page(
        request, 429, _("请求太频繁"), _("短时间内从这里来的请求太多，这一次没有处理。"), _("请过一分钟再试。")
    )
