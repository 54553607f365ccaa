"""Forms of inspections and findings; what may be done the actions decide."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from fengqiao.catalogue.known import known
from fengqiao.catalogue.model import Pack
from fengqiao.desk.fields import Choices, unit_list
from fengqiao.desk.inspections.words import OWNERS, SEVERITIES, SOURCES
from fengqiao.desk.matters.forms import Files, area_choices
from fengqiao.desk.words import name_of
from fengqiao.inspections.terms import FindingSource, Owner, Severity
from fengqiao.orgs.queries import Directory, Viewer, staff_in, venue_named, venues

MOST_VENUES = 500


def _first(choices: Choices, word: str) -> Choices:
    return [("", word), *choices]


def venue_list(chosen: str = "") -> Choices:
    """Return venues with the village that each lies in, the one chosen among them also where it is a company's."""
    rows = venues()[:MOST_VENUES]
    try:
        also = venue_named(UUID(chosen)) if chosen else None
    except ValueError:
        also = None
    rows = [also, *rows] if also and also not in rows else rows
    return [(str(row.id), f"{name_of(row)} · {name_of(row.area)}") for row in rows]


def _text(label: str, rows: int = 3, hint: str = "") -> forms.CharField:
    return forms.CharField(label=label, required=False, help_text=hint, widget=forms.Textarea(attrs={"rows": rows}))


def files_field(label: str) -> Files:
    """Return the field of photographs and papers."""
    return Files(label=label)


class InspectionForm(forms.Form):
    """An inspection to plan, or to begin at once."""

    use_required_attribute = False

    def __init__(self, pack: Pack, units: Directory, viewer: Viewer, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial, auto_id="ins-%s")
        kinds = [(each.code, name_of(each)) for each in pack.inspections.kinds.values()]
        others = [(code, word) for code, word in unit_list(units) if code != str(viewer.unit_id)]
        self.fields["kind"] = forms.ChoiceField(label=_("检查种类"), choices=_first(kinds, _("请选择")))
        self.fields["venue"] = forms.ChoiceField(
            label=_("场所或企业"),
            required=False,
            choices=_first(venue_list(str((data or initial or {}).get("venue", ""))), _("不是场所，是路段")),
        )
        self.fields["area"] = forms.ChoiceField(
            label=_("所在村社"),
            required=False,
            choices=area_choices(units.places.values()),
            help_text=_("选了场所就不用选"),
        )
        self.fields["place"] = forms.CharField(
            label=_("路段或具体位置"), required=False, max_length=120, help_text=_("如：老街口到北桥头")
        )
        self.fields["parties"] = forms.MultipleChoiceField(
            label=_("参加单位"), required=False, choices=others, widget=forms.CheckboxSelectMultiple,
            help_text=_("本单位牵头，不用选"),
        )  # fmt: skip
        self.fields["planned_for"] = forms.CharField(
            label=_("计划时间"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
            help_text=_("现在就查的不用填"),
        )  # fmt: skip


class FindingForm(forms.Form):
    """A finding to raise; in an inspection its place and source are known."""

    use_required_attribute = False

    def __init__(
        self,
        pack: Pack,
        units: Directory,
        now: datetime,
        data: Any = None,
        *,
        items: Choices | None = None,
        source: str = "",
        initial: Any = None,
    ) -> None:
        super().__init__(data, initial=initial, auto_id="fi-%s")
        day = timezone.localdate(now)
        terms = {each: known(pack, f"remedy.term.{each.value}", day).number for each in Severity}
        named = [
            (each.value, _("%(word)s，%(n)s 个工作日") % {"word": SEVERITIES[each], "n": terms[each]})
            for each in Severity
        ]
        if items is not None:
            self.fields["item"] = forms.ChoiceField(
                label=_("检查项目"), required=False, choices=_first(items, _("检查表以外"))
            )
        elif not source:
            kept = [(each.value, SOURCES[each]) for each in (FindingSource.INTERNAL, FindingSource.ROUND)]
            self.fields["source"] = forms.ChoiceField(label=_("问题来源"), choices=kept)
        self.fields["title"] = forms.CharField(label=_("是什么问题"), max_length=80)
        self.fields["text"] = _text(_("具体情况和整改要求"))
        self.fields["severity"] = forms.ChoiceField(
            label=_("严重程度"), choices=named, initial=Severity.GENERAL.value, widget=forms.RadioSelect
        )
        self.fields["days"] = forms.CharField(
            label=_("整改期限（工作日）"), required=False, help_text=_("不填就按严重程度"),
            widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        )  # fmt: skip
        self.fields["owner"] = forms.ChoiceField(
            label=_("由谁整改"), choices=[(each.value, OWNERS[each]) for each in Owner], widget=forms.RadioSelect,
            initial=Owner.UNIT.value,
        )  # fmt: skip
        self.fields["owner_unit"] = forms.ChoiceField(
            label=_("责任单位"),
            choices=_first(unit_list(units), _("请选择")),
            help_text=_("整改责任是企业的，选负责联系它的单位"),
        )
        self.fields["owner_staff"] = forms.ChoiceField(
            label=_("责任人"), required=False, choices=_first(self._people(units, data, now), _("先选责任单位，保存时再选人")),
        )  # fmt: skip
        if items is None:
            self.fields["venue"] = forms.ChoiceField(
                label=_("场所或企业"),
                required=False,
                choices=_first(venue_list(str((data or initial or {}).get("venue", ""))), _("没有")),
            )
            self.fields["area"] = forms.ChoiceField(
                label=_("所在村社"), required=False, choices=area_choices(units.places.values())
            )
        self.fields["place"] = forms.CharField(label=_("具体位置"), required=False, max_length=120)
        self.fields["on_spot"] = forms.BooleanField(label=_("已当场改正"), required=False)
        self.fields["files"] = files_field(_("照片或文书"))

    def _people(self, units: Directory, data: Any, now: datetime) -> Choices:
        """The people of the unit that was chosen, once one was."""
        chosen = (data or {}).get("owner_unit", "")
        found = next((unit for unit in units.units if str(unit) == chosen), None)
        return [(str(staff), name) for staff, name in staff_in(found, at=now)] if found else []


class MoveForm(forms.Form):
    """What one button of a finding asks for: words, files, working days, and what an effect is counted by."""

    use_required_attribute = False

    def __init__(self, name: str, *, files: bool = False, days: str = "", label: str = "", asked: int = 0) -> None:
        super().__init__(auto_id=f"{name}-%s")
        if days:
            self.fields["amount"] = forms.CharField(
                label=days, initial=asked or None, widget=forms.TextInput(attrs={"inputmode": "numeric"})
            )
        self.fields["text"] = _text(label or _("情况"))
        if files:
            self.fields["files"] = files_field(_("照片或文书"))


class WatchForm(forms.Form):
    """What is counted before and after, where, and from which day."""

    use_required_attribute = False

    def __init__(self, pack: Pack, place: str, today: date, watch: dict[str, str]) -> None:
        super().__init__(auto_id="watch-%s")
        counts = [(each.code, name_of(each)) for each in pack.inspections.counts.values()]
        self.fields["count"] = forms.ChoiceField(label=_("数什么"), choices=counts, initial=watch.get("count"))
        self.fields["place"] = forms.CharField(
            label=_("地点里写到"), required=False, max_length=120, initial=watch.get("place", place),
            help_text=_("只数地点或标题里写到这几个字的；不填就数整个村社"),
        )  # fmt: skip
        self.fields["remedied"] = forms.CharField(
            label=_("整改完成的日子"), initial=watch.get("from", today.isoformat()),
            widget=forms.DateInput(attrs={"type": "date"}),
        )  # fmt: skip
