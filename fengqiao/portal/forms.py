"""Forms of the public pages. What may be done the actions decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from fengqiao.desk.matters.forms import Worded, area_choices
from fengqiao.matters.actions import Desk

TRAP = "website"  # a field that nobody sees: programs fill it in


class TrackForm(forms.Form):
    """A number and four digits."""

    use_required_attribute = False

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="track-%s")
        self.fields["number"] = forms.CharField(
            label=_("编号"),
            help_text=_("查询单上的编号，如 FX20261121-00012"),
            required=False,
            widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "maxlength": 24}),
        )
        self.fields["ending"] = forms.CharField(
            label=_("手机号末四位"),
            help_text=_("反映时留的手机号"),
            required=False,
            widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "maxlength": 4}),
        )


class TellForm(Worded):
    """What a resident tells: as few fields as can be."""

    def __init__(self, desk: Desk, stamp: str, data: Any = None) -> None:
        super().__init__(data, initial={"stamp": stamp}, auto_id="tell-%s")
        self.fields["text"] = forms.CharField(
            label=_("什么事"),
            help_text=_("在哪里、发生了什么、想要怎么办，照平时说话写"),
            max_length=5000,
            widget=forms.Textarea(attrs={"rows": 6}),
        )
        self.fields["area"] = forms.ChoiceField(
            label=_("在哪个村、社区"), required=False, choices=area_choices(desk.directory.places.values())
        )
        self.fields["place"] = forms.CharField(
            label=_("详细地点"), required=False, max_length=120, help_text=_("如：菜场东门、三单元楼下")
        )
        self.fields["teller_name"] = forms.CharField(
            label=_("怎么称呼您"), required=False, max_length=40, widget=forms.TextInput(attrs={"autocomplete": "name"})
        )
        self.fields["teller_phone"] = forms.CharField(
            label=_("手机号"),
            required=False,
            max_length=30,
            help_text=_("留了才能打电话答复您，也才能凭末四位查进度"),
            widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        )
        self.fields["consent"] = forms.BooleanField(
            label=_("我同意把以上内容交给承办单位办理；姓名和电话加密保存，只给经办人因办这件事查看，到期销毁。"),
            error_messages={"required": _("请先同意，才能交给承办单位。")},
        )
        self.fields["stamp"] = forms.CharField(required=False, widget=forms.HiddenInput())
