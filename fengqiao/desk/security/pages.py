"""Account and safety: the second factor, recovery codes, and where one is logged in."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.security.asked import factor_asked, idle_on
from fengqiao.kit.problems import Problem
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.actions import end_elsewhere, note_account
from fengqiao.orgs.queries import codes_left, has_factor, log_ins_of


def _account(request: DeskRequest) -> UUID:
    assert request.viewer.account_id is not None  # noqa: S101  # behind the log-in
    return request.viewer.account_id


@require_GET
@staff_only()
def index(request: DeskRequest) -> HttpResponse:
    """Show how safe one's account is, and where it is logged in."""
    now, account = timezone.now(), _account(request)
    here = request.session.session_key
    rows = [
        {
            "mark": row.mark,
            "browser": row.browser or _("未知的浏览器"),
            "since": row.started_at,
            "seen": row.seen_at,
            "here": row.session_key == here,
        }
        for row in log_ins_of(account, at=now)
    ]
    context = {
        "factor": has_factor(account),
        "asked": factor_asked(account, now),
        "codes": codes_left(account),
        "log_ins": sorted(rows, key=lambda row: not row["here"]),
        "others": sum(not row["here"] for row in rows),
        "idle": int(idle_on(now).total_seconds() // 60),
        "username": request.user.get_username(),
    }
    return render(request, "desk/security.html", context)


@require_POST
@staff_only()
def end_log_ins(request: DeskRequest) -> HttpResponse:
    """End one log-in elsewhere, or all of them; this one stays."""
    wanted = request.POST.get("mark", "")
    try:
        mark = None if wanted == "all" else UUID(wanted)
    except ValueError:
        raise Problem("choose-one", "请先从列表里选一项。") from None
    count = end_elsewhere(
        account_id=_account(request), keep=request.session.session_key or "", mark=mark, at=timezone.now()
    )
    if count:
        said = ngettext("已退出 %(n)s 处登录。", "已退出 %(n)s 处登录。", count) % {"n": count}
    else:
        said = _("别处没有登录。")
    messages.success(request, said)
    return redirect("mfa_index")


class Activate(ActivateTOTPView):  # type: ignore[misc]  # allauth has no types
    """Set the second factor up: picture and secret, then the first code."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the secret in groups of four, to be typed where no picture can be taken."""
        found: dict[str, Any] = super().get_context_data(**kwargs)
        secret = found["form"].secret
        found["secret"] = " ".join(secret[n : n + 4] for n in range(0, len(secret), 4))
        found["asked"] = factor_asked(self.request.user.pk, timezone.now())
        return found

    def form_valid(self, form: Any) -> HttpResponse:
        """Switch it on, and record that."""
        response: HttpResponse = super().form_valid(form)
        note_account(kind=EventKind.FACTOR_ADDED, account_id=self.request.user.pk, at=timezone.now())
        return response


class Deactivate(DeactivateTOTPView):  # type: ignore[misc]
    """Switch the second factor off, after the password again."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Switch it off, and record that."""
        response: HttpResponse = super().form_valid(form)
        note_account(kind=EventKind.FACTOR_REMOVED, account_id=self.request.user.pk, at=timezone.now())
        messages.success(self.request, _("两步验证已关闭。"))
        return response


class Generate(GenerateRecoveryCodesView):  # type: ignore[misc]
    """Make new recovery codes; the old ones are worth nothing from then on."""

    success_url = reverse_lazy("mfa_view_recovery_codes")

    def form_valid(self, form: Any) -> HttpResponse:
        """Make them, and record that."""
        response: HttpResponse = super().form_valid(form)
        note_account(kind=EventKind.CODES_MADE, account_id=self.request.user.pk, at=timezone.now())
        return response


class Codes(ViewRecoveryCodesView):  # type: ignore[misc]
    """Show recovery codes once, with a file of them to keep; afterwards only how many are left."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the codes in clear where they have not been shown, and a file of them that never leaves this page."""
        found: dict[str, Any] = super().get_context_data(**kwargs)
        if found["can_view_codes"]:
            lines = [_("枫桥 恢复码（每个只能用一次）"), self.request.user.get_username(), "", *found["unused_codes"]]
            found["file"] = "data:text/plain;charset=utf-8," + quote("\r\n".join(lines) + "\r\n")
        return found
