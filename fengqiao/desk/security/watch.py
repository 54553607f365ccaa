"""What is looked at before each page: how long the log-in rested, and whether something must be done first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.desk.errors import refused_with_words
from fengqiao.desk.security.asked import idle_on, wants_factor
from fengqiao.orgs.queries import has_factor
from fengqiao.orgs.sessions import FACTS

# pages ask for these by themselves: nobody is there
BY_ITSELF = {"queue-news", "import-progress", "notices-count", "unit-sheet-news"}
OPEN = {
    "account_login", "account_logout", "account_change_password", "account_reauthenticate", "set-language",
    "set-display", "mfa_reauthenticate", "mfa_authenticate",
}  # fmt: skip
OPEN_FOR_FACTOR = {*OPEN, "mfa_activate_totp", "mfa_view_recovery_codes", "switch-post"}
STEP = timedelta(minutes=1)
WANTING = "wants_factor"
BROWSERS = (
    ("MicroMessenger", "WeChat"), ("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iOS"), ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)  # fmt: skip


def browser_of(agent: str) -> str:
    """Return the browser and system that a request names, and no more than that: `Chrome · Windows`."""
    found = [next((name for mark, name in marks if mark in agent), "") for marks in (BROWSERS, SYSTEMS)]
    return " · ".join(name for name in found if name)


class keep_watch:  # noqa: N801  # named like the other middleware
    """Keep a log-in open while somebody works, and lead them first to what they must do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Note that somebody is there; answer in the page's place where something must be done first."""
        if not request.user.is_authenticated:
            return None
        name = request.resolver_match.url_name if request.resolver_match else ""
        if name not in BY_ITSELF:
            touch(request, timezone.now())
        user: Any = request.user
        if user.must_change and name not in OPEN:
            return _first(request, "account_change_password", _("请先换一个只有您自己知道的密码。"))
        if request.session.get(WANTING) and name not in OPEN_FOR_FACTOR:
            if not has_factor(user.pk):
                return _first(request, "mfa_activate_totp", _("您的岗位要求两步验证，请先开启。"))
            del request.session[WANTING]
        return None


def _first(request: HttpRequest, to: str, why: str) -> HttpResponse:
    if request.method != "GET" or getattr(request, "htmx", False):
        return refused_with_words(request, why)
    messages.info(request, why)
    return redirect(to)


def touch(request: HttpRequest, now: datetime) -> None:
    """Let the log-in rest anew from now, written at most once a minute."""
    facts = request.session.get(FACTS)
    fresh = facts is not None and now - datetime.fromisoformat(facts["seen"]) < STEP
    # allauth sets an expiry of its own right after the log-in: then it is set anew.
    if facts and fresh and request.session.get("_session_expiry") == facts["rest"]:
        return
    known = facts or {
        "mark": str(uuid4()),
        "started": now.isoformat(),
        "browser": browser_of(request.headers.get("User-Agent", "")),
    }
    rest = int(idle_on(now).total_seconds())
    request.session[FACTS] = {**known, "seen": now.isoformat(), "rest": rest}
    request.session.set_expiry(rest)
    if wants_factor(request.user.pk, now):
        request.session[WANTING] = True
    else:
        request.session.pop(WANTING, None)
