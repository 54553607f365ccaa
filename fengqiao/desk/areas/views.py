"""The arrival plan: areas with how soon help is to be there and who covers them; one area and whom the plans call there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fengqiao.catalogue.joint import CallOutPlan, Joint
from fengqiao.catalogue.model import Pack
from fengqiao.desk.doors import staff_only
from fengqiao.desk.joint.showing import unit_name
from fengqiao.desk.joint.words import SETTINGS, limit_words
from fengqiao.desk.matters.forms import Worded
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import listed, name_of
from fengqiao.incidents.queries import READERS, things_of
from fengqiao.incidents.rules.calling import Thing, limit_at, proposed
from fengqiao.kit.problems import Problem
from fengqiao.orgs.actions import Ground, set_grounds
from fengqiao.orgs.queries import Directory, Place, administered_areas, directory, own_settings, teams_to_call
from fengqiao.orgs.terms import AreaSetting, Right
from fengqiao.rulebook.queries import pack_on

DOORS = (*READERS, Right.ADMINISTER)
FIELD_OF = {"area-setting": "setting", "area-team": "teams"}


class GroundForm(Worded):
    """What holds of one area."""

    def __init__(self, data: Any, initial: dict[str, Any], above: str, teams: list[tuple[str, str]]) -> None:
        super().__init__(data, initial=initial, auto_id="area-%s")
        settings = [(each.value, str(SETTINGS[each])) for each in AreaSetting]
        self.fields["setting"] = forms.ChoiceField(
            label=_("城乡类别"), required=False, choices=[("", above), *settings],
            help_text=_("到场时限跟着它走：城区、城郊有分钟数，农村尽快"),
        )  # fmt: skip
        self.fields["teams"] = forms.MultipleChoiceField(
            label=_("覆盖这里的力量"), required=False, choices=teams, widget=forms.CheckboxSelectMultiple,
            help_text=_("只列义警队、救援队这类不承接分流的力量；派出所和部门的辖区决定事项分给谁，不在这里改"),
        )  # fmt: skip


@require_GET
@staff_only(*DOORS)
def areas(request: DeskRequest) -> HttpResponse:
    """Show an area and those inside it: setting, limit, who covers it, which kinds of party are missing."""
    now = timezone.now()
    units, pack = directory(at=now), pack_on(now).pack
    here = _inside(request.GET.get("in", ""), units)
    rows = [
        place for place in units.places.values() if here and (place.id == here.id or place.above[1:2] == (here.id,))
    ]
    own, things, mine = own_settings(), things_of(units.places), administered_areas(request.viewer)
    inner = {place.above[1] for place in units.places.values() if len(place.above) > 1}
    today = timezone.localdate(now)
    context = {
        "here": name_of(here) if here else "",
        "crumbs": [(name_of(units.places[each]), _address(each)) for each in reversed(here.above[1:])] if here else [],
        "rows": [
            {
                "name": name_of(place),
                "top": place is here,
                "url": _address(place.id) if place.id in inner and place is not here else "",
                "edit": reverse("area", args=[place.id]),
                "may_edit": place.id in mine,
                **_setting_of(place, own, pack, today),
                **_cover(place, units, things, pack.joint),
            }
            for place in rows
        ],
        "may_edit": bool(mine),
        "source": _source(pack, today),
    }
    return render(request, "desk/areas.html", context)


def _inside(raw: str, units: Directory) -> Place | None:
    """The area of the address, else the first at the top."""
    try:
        found = units.places.get(UUID(raw))
    except ValueError:
        found = None
    return found or next(iter(units.places.values()), None)


def _address(area_id: UUID) -> str:
    return f"{reverse('areas')}?in={area_id}"


def _setting_of(place: Place, own: dict[UUID, str], pack: Pack, today: Any) -> dict[str, Any]:
    word = str(SETTINGS[AreaSetting(place.setting)]) if place.setting else _("未定")
    minutes = limit_at(pack, place.setting, today)
    return {
        "setting": word,
        "inherited": place.id not in own and bool(place.setting),
        "none": not place.setting,
        "minutes": minutes,
        "soon": place.setting and minutes is None,
    }


def _source(pack: Pack, today: Any) -> str:
    value = pack.values.get("joint.arrive.urban")
    return value.on(today).source if value and value.history[0].since <= today else ""


def _calling(joint: Joint, roles: Iterable[str]) -> CallOutPlan:
    """A plan that calls these kinds of party."""
    first = next(iter(joint.plans.values()))
    return CallOutPlan(first.code, first.name, first.name_en, "", "", "", tuple(roles))


def _cover(place: Place, units: Directory, things: list[Thing], joint: Joint) -> dict[str, Any]:
    """Who is at home in an area itself, and for which kinds of party nobody covers it at all.

    Each kind is asked for by itself: in a plan a unit stands once, as the first kind that it fits.
    """
    cards = list(units.units.values())
    roles = dict.fromkeys(role for plan in joint.plans.values() for role in plan.roles if role in joint.roles)
    if not roles:
        return {"near": "", "missing": ""}
    found = proposed(joint, _calling(joint, roles), cards, things, place.above)
    near = [unit_name(units.units[each.unit_id]) for each in found if each.steps == 0]
    missing = [
        name_of(joint.roles[code])
        for code in roles
        if not proposed(joint, _calling(joint, [code]), cards, things, place.above)
    ]
    return {"near": listed(near), "missing": listed(missing)}


@require_http_methods(["GET", "POST"])
@staff_only(*DOORS)
def area(request: DeskRequest, area_id: UUID) -> HttpResponse:
    """Show whom the plans call in an area; whoever administers it says what country it is and which teams cover it."""
    now = timezone.now()
    units, pack = directory(at=now), pack_on(now).pack
    place = units.places.get(area_id)
    if place is None:
        raise Http404
    may_edit = area_id in administered_areas(request.viewer)
    if request.method == "POST" and not may_edit:
        raise Http404
    form = _form(request, place, units)
    if request.method == "POST" and form.is_valid():
        teams = frozenset(UUID(each) for each in form.cleaned_data["teams"])
        ground = Ground(area_id, form.cleaned_data["setting"], teams)
        try:
            set_grounds(grounds=[ground], by=request.viewer, at=now)
        except Problem as problem:
            form.tell({FIELD_OF.get(problem.code, ""): problem})
        else:
            messages.success(request, _("%(area)s 的到场安排已保存。") % {"area": name_of(place)})
            return redirect(_address(place.above[1] if len(place.above) > 1 else place.id))
    today = timezone.localdate(now)
    above = place.above[1] if len(place.above) > 1 else place.id
    context = {
        "form": form if may_edit else None,
        "name": name_of(place),
        "back": _address(above),
        "crumbs": [(name_of(units.places[each]), _address(each)) for each in reversed(place.above[1:])],
        "limit": limit_words(place.setting, limit_at(pack, place.setting, today)),
        "plans": _plans(place, units, pack.joint),
    }
    return render(request, "desk/area.html", context, status=422 if form.errors else 200)


def _form(request: DeskRequest, place: Place, units: Directory) -> GroundForm:
    now = timezone.now()
    own = own_settings().get(place.id, "")
    above = units.places[place.above[1]].setting if len(place.above) > 1 else ""
    word = _("随上级：%(setting)s") % {"setting": SETTINGS[AreaSetting(above)] if above else _("未定")}
    teams = teams_to_call(at=now)
    initial = {"setting": own, "teams": [str(each.id) for each in teams.values() if place.id in each.covers]}
    choices = [(str(each.id), name_of(each)) for each in teams.values()]
    data = request.POST if request.method == "POST" else None
    return GroundForm(data, initial, word if len(place.above) > 1 else _("未定"), choices)


def _plans(place: Place, units: Directory, joint: Joint) -> list[dict[str, Any]]:
    """Whom each plan would call here, by kind of party, the closest first; kinds for which there is nobody say so."""
    cards, things = list(units.units.values()), things_of(units.places)
    plans = []
    for plan in joint.plans.values():
        found = proposed(joint, plan, cards, things, place.above)
        lines = []
        for code in plan.roles:
            who = [unit_name(units.units[each.unit_id]) for each in found if each.role.code == code]
            if code not in joint.roles:
                continue
            # A unit stands once in a plan: whoever fits this kind too may stand under another.
            elsewhere = not who and proposed(joint, _calling(joint, [code]), cards, things, place.above)
            lines.append({"role": name_of(joint.roles[code]), "who": listed(who), "elsewhere": bool(elsewhere)})
        plans.append({"name": name_of(plan), "lines": lines})
    return plans
