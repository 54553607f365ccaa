"""Forms of volunteers, and what is read from them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from fengqiao.catalogue.model import Pack, ReasonUse
from fengqiao.desk.fields import Plain, chosen
from fengqiao.desk.posted import day_of, id_or_none
from fengqiao.desk.volunteer_words import DAYS, PARTS, REASONS
from fengqiao.desk.words import name_of
from fengqiao.kit.problems import Problem
from fengqiao.orgs.queries import Directory
from fengqiao.orgs.terms import AreaLevel, Line
from fengqiao.volunteers.actions import REASONS as GIVEN
from fengqiao.volunteers.actions import Application, Person

if TYPE_CHECKING:
    from fengqiao.volunteers.models import Volunteer


def teams_in(units: Directory) -> list[tuple[str, str]]:
    """Return the teams of volunteers."""
    return [(str(card.id), name_of(card)) for card in units.units.values() if card.line == Line.VOLUNTEER.value]


def villages_in(units: Directory) -> list[tuple[str, str]]:
    """Return the villages by code."""
    return [(each.code, name_of(each)) for each in units.places.values() if each.level is AreaLevel.VILLAGE]


def _text(label: str, most: int, hint: str = "", kind: str = "text") -> forms.CharField:
    attrs = {"autocomplete": "off", "type": kind}
    return forms.CharField(
        label=label, required=False, max_length=most, help_text=hint, widget=forms.TextInput(attrs=attrs)
    )


def _day(label: str, value: date | None = None, hint: str = "") -> forms.CharField:
    widget = forms.DateInput(attrs={"type": "date"})
    return forms.CharField(
        label=label, required=False, initial=value.isoformat() if value else "", widget=widget, help_text=hint
    )


def person_fields() -> dict[str, forms.Field]:
    """Return the fields of what is kept sealed."""
    return {
        "name": _text(_("姓名"), 40), "phone": _text(_("电话"), 30, kind="tel"),
        "id_number": _text(_("身份证号"), 20, _("可不填；买保险要用")), "emergency_name": _text(_("紧急联系人"), 40),
        "emergency_phone": _text(_("紧急联系人电话"), 30, kind="tel"),
    }  # fmt: skip


def new_form(units: Directory, data: Any = None) -> Plain:
    """Return the form of an application."""
    month = forms.CharField(
        label=_("出生年月"), required=False, widget=forms.TextInput(attrs={"type": "month", "placeholder": "1975-03"})
    )
    return Plain(
        "vol", data, **person_fields(), born=month, team=chosen(_("哪支队伍"), teams_in(units)),
        area=chosen(_("所在村社"), villages_in(units)),
    )  # fmt: skip


def slot_grid(on: frozenset[str]) -> list[dict[str, Any]]:
    """Return the parts of the week as lines of a grid, those chosen marked."""
    return [
        {"word": word, "cells": [{"code": f"{n}{part}", "on": f"{n}{part}" in on, "word": day} for n, day in enumerate(DAYS, 1)]}
        for part, word in PARTS
    ]  # fmt: skip


def days_in_words() -> tuple[Any, ...]:
    """Return the days of the week."""
    return DAYS


def month_of(text: str) -> date:
    """Read a month (1975-03, or a day in it); refuses what is none."""
    text = text.strip()
    try:
        return day_of(f"{text}-01" if text.count("-") == 1 else text)
    except Problem:
        raise Problem("volunteer-born", "出生年月不对，请核对。") from None


def person_of(post: QueryDict) -> Person:
    """Read what is kept sealed."""
    get = post.get
    return Person(
        name=get("name", ""), phone=get("phone", ""), id_number=get("id_number", ""),
        emergency_name=get("emergency_name", ""), emergency_phone=get("emergency_phone", ""),
    )  # fmt: skip


def application_of(post: QueryDict, units: Directory) -> Application:
    """Read an application."""
    team = id_or_none(post.get("team", ""))
    if team is None:
        raise Problem("volunteer-team", "请选择一支义警队伍。")
    area = next((place.id for place in units.places.values() if place.code == post.get("area", "")), None)
    return Application(
        person=person_of(post), team_id=team, area_id=area, born=month_of(post.get("born", "")),
        slots=post.getlist("slots"), consents=post.get("consents") == "yes", shown=post.get("shown") == "yes",
    )  # fmt: skip


def why_form(prefix: str) -> Plain:
    """Return the form that asks for a reason."""
    return Plain(
        prefix, None, reason=chosen(_("原因"), [(code, word) for code, word in REASONS.items() if code in GIVEN])
    )


def _already(team: Mapping[UUID, str]) -> dict[str, forms.Field]:
    """The choice of somebody who is in the team already and was never registered, where there are such."""
    people = [("", _("新来的人")), *((str(who), name) for who, name in team.items())]
    return {"staff": forms.ChoiceField(label=_("在队里的谁"), required=False, choices=people)} if team else {}


def page_forms(row: Volunteer, pack: Pack, team: Mapping[UUID, str], units: Directory) -> dict[str, Plain]:
    """Return the forms of a volunteer's page by deed."""
    purposes = [(each.code, name_of(each)) for each in pack.reasons.get(ReasonUse.UNMASK, ())]
    villages = [(str(each.id), name_of(each)) for each in units.places.values() if each.level is AreaLevel.VILLAGE]
    return {
        "home": Plain("home", None, area=forms.ChoiceField(label=_("所在村社"), required=False, initial=str(row.area_id or ""), choices=[("", _("请选择")), *villages])),
        "refuse": why_form("refuse"), "suspend": why_form("suspend"),
        "enrol": Plain("enrol", None, **_already(team), login=_text(_("登录名"), 60, _("要用手机签到就开一个账号；不开也能由领队点到"))),
        "train": Plain("train", None, day=_day(_("通过培训的日子"), row.trained)),
        "insure": Plain("insure", None, begins=_day(_("保险起"), row.insured_from), ends=_day(_("保险止"), row.insured_until)),
        "person": Plain("person", None, **person_fields()),
        "look": Plain("look", None, purpose=chosen(_("用途"), purposes)),
    }  # fmt: skip
