"""Forms of the page of an incident: they give labels and choices; what may be done the actions decide."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from fengqiao.catalogue.joint import Joint
from fengqiao.catalogue.named import Named
from fengqiao.desk.joint.showing import unit_name
from fengqiao.desk.matters.forms import Files, MoveForm, area_choices
from fengqiao.desk.words import name_of
from fengqiao.incidents.queries import Sheet
from fengqiao.orgs.queries import Directory


def _codes(named: Iterable[Named], first: str) -> list[tuple[str, str]]:
    return [("", first), *((each.code, name_of(each)) for each in named)]


def _text(label: str, hint: str = "") -> forms.CharField:
    return forms.CharField(label=label, required=False, help_text=hint, widget=forms.Textarea(attrs={"rows": 2}))


def report_form(joint: Joint, units: Directory) -> MoveForm:
    """Return the form of a report from the scene."""
    return MoveForm(
        "report",
        {
            "code": forms.ChoiceField(
                label=_("简短报告"), required=False, choices=_codes(joint.reports.values(), _("不选，只写几个字"))
            ),
            "text": _text(_("情况"), _("只有联动各方看得到；不写姓名、证件号")),
            "area": forms.ChoiceField(
                label=_("现在的位置"), required=False, choices=area_choices(units.places.values())
            ),
            "files": Files(label=_("照片")),
        },
    )


def lead_forms(sheet: Sheet, joint: Joint, units: Directory) -> dict[str, MoveForm]:
    """Return the forms of the lead: standing down, passing the lead on, ending."""
    still = [(str(each.party.id), unit_name(each.party.unit)) for each in sheet.open_parties]
    routable = {card.id for card in units.receivers()}
    to = [
        (str(each.party.id), unit_name(each.party.unit))
        for each in sheet.open_parties
        if each.party.unit_id in routable
    ]
    found: dict[str, MoveForm] = {}
    if still:
        found["stand_down"] = MoveForm(
            "stand_down",
            {
                "party": forms.MultipleChoiceField(
                    label=_("撤回谁"), choices=still, widget=forms.CheckboxSelectMultiple, required=False,
                    help_text=_("一个不勾就是全部撤回"),
                ),
                "reason": forms.ChoiceField(label=_("理由"), choices=_codes(joint.reasons.values(), _("请选择"))),
                "text": _text(_("说明")),
            },
        )  # fmt: skip
    if to:
        found["lead"] = MoveForm(
            "lead",
            {
                "party": forms.ChoiceField(label=_("移交给"), choices=[("", _("请选择")), *to]),
                "text": _text(_("为什么移交")),
            },
        )
    counts: dict[str, forms.Field] = {
        f"n-{each.code}": forms.CharField(
            label=name_of(each), required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"})
        )
        for each in joint.counts.values()
    }
    found["end"] = MoveForm(
        "end",
        {
            "outcome": forms.ChoiceField(label=_("结果"), choices=_codes(joint.outcomes.values(), _("请选择"))),
            **counts,
            "text": _text(_("说明")),
        },
    )
    return found


def page_forms(sheet: Sheet, joint: Joint, units: Directory) -> dict[str, Any]:
    """Return the forms of the page by their names."""
    return {**lead_forms(sheet, joint, units), "report": report_form(joint, units)}
