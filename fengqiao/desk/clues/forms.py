"""Forms of clues; what may be done the actions decide."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _

from fengqiao.desk.fields import Plain


def secret(label: str, hint: str = "", *, fresh: bool = False) -> forms.CharField:
    """Return the field of a passphrase; nobody's browser is to keep it."""
    attrs = {
        "autocomplete": "new-password" if fresh else "off",
        "data-1p-ignore": "",
        "spellcheck": "false",
        "maxlength": 200,
    }
    return forms.CharField(label=label, help_text=hint, required=False, widget=forms.PasswordInput(attrs=attrs))


def unlock_form() -> Plain:
    """Return the form that asks for a passphrase."""
    return Plain("open", passphrase=secret(_("口令"), _("只在这一次请求里用，服务器不保存")))


def fresh_fields() -> dict[str, forms.Field]:
    """Return the fields of a new passphrase, twice."""
    hint = _("至少 14 个字符；用几个不相干的词连起来，好记难猜。口令找不回来，忘了要请两位保管人恢复。")
    return {"fresh": secret(_("新口令"), hint, fresh=True), "again": secret(_("再输一次"), fresh=True)}
