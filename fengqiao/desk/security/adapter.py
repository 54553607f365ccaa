"""How allauth behaves here: nobody signs themselves up, refusals in our words, what happens goes to the ledger."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from allauth.core.internal.httpkit import clean_client_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fengqiao.desk.middleware import ELDER_COOKIE, LANGUAGE_COOKIE, THEME_COOKIE
from fengqiao.desk.security import limits
from fengqiao.desk.security.asked import factor_asked
from fengqiao.desk.security.watch import touch
from fengqiao.kit.problems import Problem
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.actions import change_password, note_account, note_nobody
from fengqiao.orgs.queries import account_named

YEAR = 365 * 24 * 3600


def remember(response: HttpResponse, name: str, value: str) -> None:
    """Keep a choice of looks in the browser."""
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", httponly=True, secure=settings.HTTPS)


class ClosedDoor(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Accounts are made with posts, never at the door."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": gettext_lazy("这个账号已经停用，请联系本单位管理员。"),
        "enter_current_password": gettext_lazy("现在的密码不对。"),
        "incorrect_password": gettext_lazy("密码不对。"),
        "too_many_login_attempts": gettext_lazy("试错的次数太多，请过五分钟再试，或请本单位管理员解锁。"),
        "rate_limited": gettext_lazy("试错的次数太多，请过五分钟再试，或请本单位管理员解锁。"),
        "username_password_mismatch": gettext_lazy("登录名或密码不对。"),
        "invalid_login": gettext_lazy("登录名或密码不对。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Refuse to sign anybody up."""
        return False

    def respond_user_inactive(self, request: HttpRequest, user: object) -> HttpResponse:  # noqa: ARG002
        """Send somebody whose account is switched off back to the log-in, in words."""
        messages.error(request, _("这个账号已经停用，请联系本单位管理员。"))
        return redirect("account_login")

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address from which somebody comes: what the outermost trusted proxy says, else the connection's.

        A header with fewer steps than there are proxies was not written by them: the connection counts.
        """
        steps = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
        proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
        told = steps[-proxies] if 0 < proxies <= len(steps) else request.META.get("REMOTE_ADDR", "")
        try:
            return str(clean_client_ip(told) or "0.0.0.0")  # noqa: S104  # no address at all: one bucket for all of these
        except ValueError:
            return "0.0.0.0"  # noqa: S104

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse after too many wrong passwords, with the time to wait; the first refusal is recorded."""
        key = self._get_login_attempts_cache_key(request, **credentials)
        self._login_failed_rl_usage = ratelimit.consume(request, app=limits.APP, action=limits.ACTION, key=key)
        if self._login_failed_rl_usage:
            return
        held_by, seconds = limits.wait_for(request, key)
        if limits.first_time(held_by, key if held_by == "key" else self.get_client_ip(request), seconds):
            self._tell_lock(request, held_by, credentials)
        raise ValidationError(waiting(held_by, seconds), code="too_many_login_attempts")

    def _tell_lock(self, request: HttpRequest, held_by: str, credentials: Mapping[str, Any]) -> None:
        at, address = timezone.now(), limits.address_code(self.get_client_ip(request))
        found = account_named(str(credentials.get("username", ""))) if held_by == "key" else None
        if found:
            note_account(kind=EventKind.ACCOUNT_LOCKED, account_id=found[0], at=at, source=address)
        elif held_by == "ip":
            note_nobody(kind=EventKind.ADDRESS_LOCKED, at=at, source=address)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Record a wrong password of an account that there is; what was typed is kept nowhere."""
        found = account_named(str(credentials.get("username", "")))
        if found:
            source = limits.address_code(self.get_client_ip(request))
            note_account(
                kind=EventKind.LOGIN_FAILED, account_id=found[0], at=timezone.now(), by="password", source=source
            )

    def clean_password(self, password: str, user: Any = None) -> str:
        """Refuse the password that the account has now."""
        cleaned: str = super().clean_password(password, user=user)
        if user is not None and user.has_usable_password() and user.check_password(cleaned):
            raise ValidationError(_("新密码不能和现在的一样。"), code="password_same")
        return cleaned

    def set_password(self, user: Any, password: str) -> None:
        """Set the password that its owner chose."""
        user.password = change_password(account_id=user.pk, password=password, at=timezone.now())
        user.must_change = False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        """Go on to the first screen."""
        return "/"

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Show pages as the account likes them, on whichever computer; what it never chose stays as the browser has it."""
        factor = next(
            (str(each.get("type", "")) for each in request.session.get("account_authentication_methods", [])[::-1]
             if each.get("method") == "mfa"), "password",
        )  # fmt: skip
        note_account(kind=EventKind.LOGGED_IN, account_id=user.pk, at=timezone.now(), by=factor)
        touch(request, timezone.now())
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if user.language != settings.LANGUAGE_CODE:
            remember(response, LANGUAGE_COOKIE, user.language)
        if user.theme != "light":
            remember(response, THEME_COOKIE, user.theme)
        if user.elder:
            remember(response, ELDER_COOKIE, "1")
        return response

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing on log-in and log-out: the page that follows says it."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send no mail: what happened is in the ledger, and accounts have no address."""


def waiting(held_by: str, seconds: int) -> str:
    """Say how long to wait, and who can shorten it."""
    minutes = max(-(-seconds // 60), 1)
    if held_by == "ip":
        said = ngettext(
            "从这里来的登录试错次数太多，请过 %(n)s 分钟再试。",
            "从这里来的登录试错次数太多，请过 %(n)s 分钟再试。",
            minutes,
        )
    else:
        said = ngettext(
            "这个账号试错次数太多，暂时锁定，请过 %(n)s 分钟再试，或请本单位管理员解锁。",
            "这个账号试错次数太多，暂时锁定，请过 %(n)s 分钟再试，或请本单位管理员解锁。",
            minutes,
        )
    return said % {"n": minutes}


class Factors(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: secrets encrypted, and not switched off by those whose post asks for one."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("验证码不对。请核对手机时间，等下一个验证码再试。"),
        "cannot_delete_authenticator": gettext_lazy("您的岗位必须使用两步验证，不能关闭。"),
        "cannot_generate_recovery_codes": gettext_lazy("请先开启两步验证。"),
    }

    def _box(self) -> Fernet:
        return Fernet(base64.urlsafe_b64encode(hashlib.sha256(settings.FACTOR_KEY.encode()).digest()))

    def encrypt(self, text: str) -> str:
        """Return a secret as the database keeps it."""
        return self._box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return a secret in clear."""
        try:
            return self._box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:  # restored without its key file
            raise Problem("factor-key", "两步验证的密钥打不开，请本单位管理员重置两步验证。") from None

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Say whether a second factor may be switched off by its owner."""
        return not factor_asked(authenticator.user_id, timezone.now())
