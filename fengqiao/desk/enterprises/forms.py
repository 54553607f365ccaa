"""Forms of enterprises; what may be done the actions decide."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from fengqiao.catalogue.model import Pack, ReasonUse
from fengqiao.desk.fields import unit_list
from fengqiao.desk.inspections.forms import venue_list
from fengqiao.desk.matters.forms import area_choices
from fengqiao.desk.words import name_of
from fengqiao.orgs.queries import Directory

if TYPE_CHECKING:
    from fengqiao.enterprises.models import Enterprise


def _day(label: str, initial: date | None = None, hint: str = "") -> forms.CharField:
    shown = initial.isoformat() if initial else None
    widget = forms.DateInput(attrs={"type": "date"})
    return forms.CharField(label=label, required=False, initial=shown, help_text=hint, widget=widget)


class EnterpriseForm(forms.Form):
    """An enterprise to register."""

    use_required_attribute = False

    def __init__(self, pack: Pack, units: Directory, data: Any = None) -> None:
        super().__init__(data, auto_id="en-%s")
        sectors = [(each.code, name_of(each)) for each in pack.enterprises.sectors.values()]
        self.fields["name"] = forms.CharField(label=_("企业名称"), max_length=60)
        self.fields["credit"] = forms.CharField(
            label=_("统一社会信用代码"), max_length=24, help_text=_("18 位，末位是校验码")
        )
        self.fields["area"] = forms.ChoiceField(label=_("所在村社"), choices=area_choices(units.places.values()))
        self.fields["sector"] = forms.ChoiceField(label=_("行业"), choices=sectors)
        self.fields["people"] = forms.CharField(
            label=_("员工人数"), required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"})
        )
        self.fields["since"] = _day(_("加入联盟"), hint=_("不填就是还没有加入"))
        self.fields["contact_name"] = forms.CharField(label=_("联系人"), required=False, max_length=40)
        self.fields["contact_phone"] = forms.CharField(
            label=_("联系电话"),
            required=False,
            max_length=30,
            help_text=_("加密保存，只有联系民警和负责单位看得到，看一次记一次"),
        )


class CareForm(forms.Form):
    """Who looks after an enterprise, its police room, its time in the alliance."""

    use_required_attribute = False

    def __init__(self, row: Enterprise, units: Directory, people: list[tuple[str, str]], officers: list[str]) -> None:
        super().__init__(auto_id="care-%s")
        self.fields["unit"] = forms.ChoiceField(
            label=_("负责联系的单位"), choices=unit_list(units), initial=str(row.unit_id)
        )
        self.fields["officers"] = forms.MultipleChoiceField(
            label=_("联系民警"), required=False, choices=people, initial=officers,
            widget=forms.CheckboxSelectMultiple, help_text=_("换单位后先保存，再选人"),
        )  # fmt: skip
        rooms = [("", _("没有")), *venue_list()]
        self.fields["room"] = forms.ChoiceField(
            label=_("警务室"), required=False, choices=rooms, initial=str(row.room_id or "")
        )
        self.fields["since"] = _day(_("加入联盟"), row.since)
        self.fields["until"] = _day(_("退出联盟"), row.until, _("退出时联系人信息一并销毁"))


class ServeForm(forms.Form):
    """Something that was done for an enterprise."""

    use_required_attribute = False

    def __init__(self, pack: Pack, today: date) -> None:
        super().__init__(auto_id="serve-%s")
        services = [(each.code, name_of(each)) for each in pack.enterprises.services.values()]
        self.fields["service"] = forms.ChoiceField(label=_("做了什么"), choices=services)
        self.fields["day"] = _day(_("日期"), today)
        self.fields["audience"] = forms.CharField(
            label=_("听众人数"), required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"})
        )
        self.fields["text"] = forms.CharField(
            label=_("情况"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
        )


class ContactForm(forms.Form):
    """The contact person, to be kept anew."""

    use_required_attribute = False

    def __init__(self) -> None:
        super().__init__(auto_id="contact-%s")
        self.fields["contact_name"] = forms.CharField(label=_("联系人"), required=False, max_length=40)
        self.fields["contact_phone"] = forms.CharField(label=_("联系电话"), required=False, max_length=30)


class LookForm(forms.Form):
    """What the contact person is looked at for."""

    use_required_attribute = False

    def __init__(self, pack: Pack) -> None:
        super().__init__(auto_id="look-%s")
        reasons = [(each.code, name_of(each)) for each in pack.reasons.get(ReasonUse.UNMASK, ())]
        self.fields["purpose"] = forms.ChoiceField(label=_("用途"), choices=reasons)
