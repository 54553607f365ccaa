"""The form by which somebody placed writes down what was done."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from fengqiao.catalogue.model import Pack
from fengqiao.desk.fields import Plain, day_field
from fengqiao.desk.words import name_of


def entry_form(pack: Pack, today: date, data: Any = None) -> Plain:
    """Return the form: what, on which day, how often, how long, and a line of words."""
    number = {"inputmode": "numeric", "maxlength": 4}
    deeds = [(code, name_of(each)) for code, each in pack.placements.deeds.items()]
    return Plain(
        "entry", data,
        deed=forms.ChoiceField(label=_("做了什么"), choices=deeds), day=day_field(_("哪天"), today),
        times=forms.CharField(label=_("几次"), required=False, initial="1", widget=forms.TextInput(attrs=number)),
        minutes=forms.CharField(label=_("用了多少分钟"), required=False, widget=forms.TextInput(attrs=number), help_text=_("学习要写，算学时")),
        text=forms.CharField(label=_("一句话"), required=False, max_length=100, help_text=_("不写群众的姓名、电话、案情")),
    )  # fmt: skip
