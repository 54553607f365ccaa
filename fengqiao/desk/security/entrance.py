"""Log-in and how people like their pages; nobody signs themselves up."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.middleware import ELDER_COOKIE, LANGUAGE_COOKIE, POST_KEY, THEME_COOKIE, DeskRequest
from fengqiao.desk.screens import first_of
from fengqiao.desk.security.adapter import remember
from fengqiao.orgs.actions import set_display


def _back(request: HttpRequest) -> HttpResponseRedirect:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return redirect(wanted if safe else "home")


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the language chosen, for this browser and (logged in) for the account."""
    response = _back(request)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        remember(response, LANGUAGE_COOKIE, language)
        if request.user.is_authenticated:
            set_display(account_id=request.user.pk, language=language)
    return response


@require_POST
def set_display_choice(request: HttpRequest) -> HttpResponse:
    """Keep light or dark, normal or large type."""
    response = _back(request)
    theme, elder = request.POST.get("theme", ""), request.POST.get("elder", "")
    if theme in ("light", "dark"):
        remember(response, THEME_COOKIE, theme)
    if elder in ("0", "1"):
        remember(response, ELDER_COOKIE, elder)
    if request.user.is_authenticated:
        set_display(
            account_id=request.user.pk,
            theme=theme if theme in ("light", "dark") else None,
            elder=elder == "1" if elder in ("0", "1") else None,
        )
    return response


@require_POST
@staff_only()
def switch_post(request: DeskRequest) -> HttpResponse:
    """Work in another of one's posts; the first screen of that post follows."""
    wanted = request.POST.get("post", "")
    post = next((post for post in request.viewer.posts if str(post.id) == wanted), None)
    if post is None:
        messages.error(request, _("这个岗位已经结束，或不是您的岗位。"))
    else:
        request.session[POST_KEY] = str(post.id)
    return redirect("home")


@require_GET
@staff_only()
def home(request: DeskRequest) -> HttpResponse:
    """Open the first screen of the post."""
    return redirect(first_of(request.viewer))
