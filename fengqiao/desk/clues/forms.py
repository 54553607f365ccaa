"""Forms of clues; what may be done the actions decide."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

Choices = list[tuple[str, Any]]


class Plain(forms.Form):
    """A form whose fields are given to it."""

    use_required_attribute = False

    def __init__(self, prefix: str, data: Any = None, **fields: forms.Field) -> None:
        super().__init__(data, auto_id=f"{prefix}-%s")
        self.fields.update(fields)


def secret(label: str, hint: str = "", *, fresh: bool = False) -> forms.CharField:
    """Return the field of a passphrase; nobody's browser is to keep it."""
    attrs = {
        "autocomplete": "new-password" if fresh else "off",
        "data-1p-ignore": "",
        "spellcheck": "false",
        "maxlength": 200,
    }
    return forms.CharField(label=label, help_text=hint, required=False, widget=forms.PasswordInput(attrs=attrs))


def words(label: str, hint: str = "", rows: int = 4) -> forms.CharField:
    """Return a field for words."""
    return forms.CharField(label=label, help_text=hint, required=False, widget=forms.Textarea(attrs={"rows": rows}))


def chosen(label: str, choices: Choices, hint: str = "") -> forms.ChoiceField:
    """Return a field to choose from."""
    return forms.ChoiceField(label=label, help_text=hint, required=False, choices=[("", _("请选择")), *choices])


def day_field(label: str, initial: date | None = None, hint: str = "") -> forms.CharField:
    """Return a field for a day, kept as it was typed."""
    return forms.CharField(
        label=label, help_text=hint, required=False, initial=initial.isoformat() if initial else "",
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip


def figure(label: str) -> forms.CharField:
    """Return a field for a whole number."""
    return forms.CharField(
        label=label, required=False, widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 5})
    )


def unlock_form() -> Plain:
    """Return the form that asks for a passphrase."""
    return Plain("open", passphrase=secret(_("口令"), _("只在这一次请求里用，服务器不保存")))


def fresh_fields() -> dict[str, forms.Field]:
    """Return the fields of a new passphrase, twice."""
    hint = _("至少 14 个字符；用几个不相干的词连起来，好记难猜。口令找不回来，忘了要请两位保管人恢复。")
    return {"fresh": secret(_("新口令"), hint, fresh=True), "again": secret(_("再输一次"), fresh=True)}
