"""The form whose fields are given to it, and the fields that many rooms ask for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from fengqiao.desk.words import indented, name_of
from fengqiao.orgs.queries import Directory

Choices = list[tuple[str, Any]]


class Plain(forms.Form):
    """A form whose fields are given to it."""

    use_required_attribute = False

    def __init__(self, prefix: str, data: Any = None, **fields: forms.Field) -> None:
        super().__init__(data, auto_id=f"{prefix}-%s")
        self.fields.update(fields)


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


def unit_list(units: Directory) -> Choices:
    """Return all units, each under what it belongs to."""
    return [(str(card.id), indented(name_of(card), card.depth - 1)) for card in units.units.values()]
