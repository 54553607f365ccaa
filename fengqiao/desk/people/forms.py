"""Forms of the pages of people; what may be done the actions decide."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.desk.fields import Choices
from fengqiao.desk.words import ROLES, entered, indented
from fengqiao.kit.problems import Problem
from fengqiao.orgs.terms import Role

LOCAL = "%Y-%m-%dT%H:%M"


def moment_of(text: str) -> datetime | None:
    """Read what a field of date and time holds, None for nothing; refuses what is neither."""
    if not text.strip():
        return None
    try:
        read = datetime.fromisoformat(text.strip())
        return read if read.tzinfo else timezone.make_aware(read)
    except (ValueError, OverflowError):
        raise Problem("moment-unfit", "日期和时间看不懂，请从日历里选。") from None


def id_of(text: str) -> UUID:
    """Read an id that a list gives; refuses anything else."""
    try:
        return UUID(text)
    except ValueError:
        raise Problem("choose-one", "请先从列表里选一项。") from None


def role_of(text: str) -> Role:
    """Read a role; refuses one that there is not."""
    if text not in set(Role):
        raise Problem("choose-one", "请先从列表里选一项。")
    return Role(text)


def unit_choices(units: Iterable[Any]) -> Choices:
    """Return units as a tree in a list."""
    rows = list(units)
    top = min((unit.depth for unit in rows), default=0)
    return [(str(unit.id), indented(entered(unit.name, unit.name_en), unit.depth - top)) for unit in rows]


def _moment_field(label: str, *, required: bool, initial: datetime | None = None, hint: str = "") -> forms.Field:
    shown = timezone.localtime(initial).strftime(LOCAL) if initial else None
    return forms.CharField(
        label=label,
        required=required,
        initial=shown,
        help_text=hint,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
    )


class PostForm(forms.Form):
    """A post to begin."""

    def __init__(self, units: Choices, weighty: frozenset[str], data: Any = None) -> None:
        super().__init__(data=data, auto_id="post-%s")
        marked = _("（须第二个人核准）")
        roles = [(role.value, f"{ROLES[role]}{marked if role.value in weighty else ''}") for role in Role]
        self.fields["unit"] = forms.ChoiceField(label=_("单位"), choices=[("", _("请选择")), *units])
        self.fields["role"] = forms.ChoiceField(label=_("岗位"), choices=[("", _("请选择")), *roles])
        self.fields["starts"] = _moment_field(_("开始"), required=False, hint=_("不填就是现在"))
        self.fields["ends"] = _moment_field(_("截止"), required=False, hint=_("不填就没有截止"))


class PersonForm(PostForm):
    """A staff member to add, with the first post."""

    def __init__(self, units: Choices, weighty: frozenset[str], data: Any = None) -> None:
        super().__init__(units, weighty, data)
        self.fields["name"] = forms.CharField(label=_("姓名"), max_length=40)
        self.fields["number"] = forms.CharField(label=_("工号"), max_length=24, help_text=_("警号或编号，不能重复"))
        self.fields["login"] = forms.CharField(
            label=_("登录名"),
            required=False,
            max_length=60,
            help_text=_("小写字母、数字、点；不填就不开账号"),
            widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
        )


class DeputyForm(forms.Form):
    """Who stands in for whom, from when to when."""

    def __init__(self, posts: Choices, people: Choices, data: Any = None) -> None:
        super().__init__(data=data, auto_id="deputy-%s")
        self.fields["post"] = forms.ChoiceField(label=_("哪个岗位"), choices=posts)
        self.fields["staff"] = forms.ChoiceField(label=_("由谁代理"), choices=[("", _("请选择")), *people])
        self.fields["starts"] = _moment_field(_("开始"), required=False, hint=_("不填就是现在"))
        self.fields["ends"] = _moment_field(_("截止"), required=True)
