"""allauth's forms for codes, with our words; a wrong code is recorded."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.actions import note_account


def _worded(form: forms.Form, hint: str, *, digits: bool) -> None:
    field = form.fields["code"]
    field.label, field.help_text = _("验证码"), hint
    widget = {"autocomplete": "one-time-code", "autofocus": True, "maxlength": 12}
    if digits:
        widget["inputmode"] = "numeric"
    field.widget.attrs = widget


class CodeAtDoor(AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    """The second step of the log-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _worded(self, _("手机上的 6 位验证码；手机不在身边时填一个恢复码。"), digits=True)

    def clean_code(self) -> str:
        """Check the code; a wrong one is recorded, without the code."""
        try:
            return str(super().clean_code())
        except ValidationError:
            note_account(kind=EventKind.LOGIN_FAILED, account_id=self.user.pk, at=timezone.now(), by="code")
            raise


class CodeAgain(ReauthenticateForm):  # type: ignore[misc]
    """A code asked for again, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _worded(self, _("手机上的 6 位验证码；手机不在身边时填一个恢复码。"), digits=True)


class FirstCode(ActivateTOTPForm):  # type: ignore[misc]
    """The first code, which shows that the telephone has the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _worded(self, _("扫码后手机上显示的 6 位数字。"), digits=True)
