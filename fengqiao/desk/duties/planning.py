"""Planning an activity, once or again and again."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from fengqiao.catalogue.model import Pack
from fengqiao.desk.doors import staff_only
from fengqiao.desk.duties import particulars
from fengqiao.desk.duty_words import FREQS, MOVES, WEEKDAYS
from fengqiao.desk.fields import Plain, chosen, figure, unit_list
from fengqiao.desk.matters.forms import area_choices
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.moments import moment_on
from fengqiao.desk.posted import day_of, id_chosen, id_or_none, whole_or_none
from fengqiao.desk.study_words import classroom_choices
from fengqiao.desk.words import name_of, say
from fengqiao.duties.actions import NewActivity
from fengqiao.duties.rules.recurring import Recurrence
from fengqiao.duties.terms import Freq, Moved
from fengqiao.kit.problems import Problem
from fengqiao.orgs.queries import Directory, directory, venues
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on
from fengqiao.studies.actions import plan_session

POINT = re.compile(r"\s*(-?\d{1,2}(?:\.\d{1,6})?)\s*[,\uff0c\s]\s*(-?\d{1,3}(?:\.\d{1,6})?)\s*\Z")
MOST_VENUES = 500
SUBJECT_HELP = gettext_lazy("写一行，最多 60 个字；不写群众的姓名、电话、住址")


@require_http_methods(["GET", "POST"])
@staff_only(Right.ORGANISE)
def new(request: DeskRequest) -> HttpResponse:
    """Plan an activity of one's unit."""
    now, post = timezone.now(), request.POST
    pack, units = pack_on(now).pack, directory(at=now)
    if not pack.duties.kinds and request.method == "POST":
        raise PermissionDenied
    status = 200
    if request.method == "POST":
        try:
            made = _planned(request, units, now)
        except Problem as problem:
            messages.error(request, say(problem))
            status = 422
        else:
            messages.success(request, _("已安排，可以报名了。"))
            return redirect("duty", activity_id=made)
    form, again = _form(request, pack, units, post or None, now), _again(units, post or None)
    context = {
        "form": form,
        "again": again,
        "opened": bool(post.get("freq")),
        "of_kinds": particulars.of_kinds(pack, post or None),
        "no_kinds": not pack.duties.kinds,
    }
    return render(request, "desk/duty_new.html", context, status=status)


def _form(request: DeskRequest, pack: Pack, units: Directory, data: Any, now: datetime) -> Plain:
    kinds: list[Any] = []
    for kind in pack.duties.kinds.values():
        forms_of = [(f"{kind.code}:{form.code}", f"{name_of(kind)} · {name_of(form)}") for form in kind.forms]
        kinds += forms_of or [(f"{kind.code}:", name_of(kind))]
    rooms = classroom_choices(request.viewer, pack)
    room = forms.ChoiceField(
        label=_("在哪个课堂学"), help_text=_("记学时的学习才选；先在学习资源里登记"), required=False, choices=[("", _("不选课堂")), *rooms]
    )  # fmt: skip
    return Plain(
        "duty",
        data,
        kind=chosen(_("什么勤务"), kinds),
        team=forms.ChoiceField(label=_("谁来参加"), help_text=_("不选就是本单位的人"), required=False, choices=[("", _("本单位")), *unit_list(units)]),
        **where_fields(units, timezone.localdate(now)),
        subject=forms.CharField(label=_("主题、集合地点"), help_text=SUBJECT_HELP, required=False, max_length=60),
        **({"classroom": room} if rooms else {}),
    )  # fmt: skip


def where_fields(units: Directory, day: date) -> dict[str, forms.Field]:
    """Return the fields for when and where an activity is, and for how many."""
    rooms = [(str(venue.id), name_of(venue)) for venue in venues()[:MOST_VENUES]]
    clock = {"type": "time"}
    return {
        "day": forms.CharField(label=_("哪一天"), required=False, initial=day.isoformat(), widget=forms.DateInput(attrs={"type": "date"})),
        "begins": forms.CharField(label=_("几点开始"), required=False, initial="19:00", widget=forms.TimeInput(attrs=clock)),
        "finishes": forms.CharField(label=_("几点结束"), help_text=_("早于开始就是第二天"), required=False, initial="21:00", widget=forms.TimeInput(attrs=clock)),
        "area": forms.ChoiceField(label=_("哪个村社"), required=False, choices=area_choices(units.places.values())),
        "venue": forms.ChoiceField(label=_("哪个场所"), required=False, choices=[("", _("不定场所")), *rooms]),
        "places": figure(_("名额")),
        "point": forms.CharField(label=_("经纬度"), help_text=_("签到按它量远近；写成 28.12345, 120.12345。不填就用本单位上次在这里用的"), required=False, max_length=40),
    }  # fmt: skip


def _again(units: Directory, data: Any) -> Plain:
    days = [(f"weekly:{n + 1}", f"{FREQS[Freq.WEEKLY]} {word}") for n, word in enumerate(WEEKDAYS)]
    by_day = {Freq.MONTHLY: _("每月 %(n)s 日"), Freq.QUARTERLY: _("每季度 %(n)s 日"), Freq.YEARLY: _("每年 %(n)s 日")}
    days += [(f"{freq.value}:{n}", word % {"n": n}) for freq, word in by_day.items() for n in range(1, 32)]
    hosts = forms.MultipleChoiceField(
        label=_("轮流主办"), help_text=_("勾选几个单位；每次轮到谁由规则排，次数相差不到一次"), required=False,
        choices=unit_list(units), widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    return Plain(
        "again",
        data,
        freq=forms.ChoiceField(label=_("多久一次"), help_text=_("每季度、每年，从开始那天所在的月算起"), required=False, choices=[("", _("只办一次")), *days]),
        until=forms.CharField(label=_("排到哪一天"), help_text=_("最多两年"), required=False, widget=forms.DateInput(attrs={"type": "date"})),
        moved=forms.ChoiceField(label=_("逢休息日"), required=False, choices=[(each.value, MOVES[each]) for each in Moved]),
        hosts=hosts,
    )  # fmt: skip


def _planned(request: DeskRequest, units: Directory, now: datetime) -> UUID:
    post, by = request.POST, request.viewer
    kind, _colon, form = post.get("kind", "").partition(":")
    day = day_of(post.get("day", ""))
    starts, ends = moment_on(day, post.get("begins", "")), moment_on(day, post.get("finishes", ""))
    if ends <= starts:
        ends += timedelta(days=1)
    area = next((place.id for place in units.places.values() if place.code == post.get("area", "")), None)
    one = NewActivity(
        kind=kind, form=form, starts=starts, ends=ends, team_id=id_or_none(post.get("team", "")), area_id=area,
        venue_id=id_or_none(post.get("venue", "")), places=whole_or_none(post.get("places", "")), point=point_of(post.get("point", "")),
        subject=post.get("subject", ""), said=particulars.typed(post, f"{particulars.START}{kind}-"),
    )  # fmt: skip
    things = [id_chosen(room)] if (room := post.get("classroom", "")) else []
    freq, _colon, on = post.get("freq", "").partition(":")
    if not freq:
        return plan_session(new=one, things=things, by=by, at=now)
    if freq not in set(Freq) or post.get("moved", "") not in set(Moved):
        raise Problem("series-on", "请选每周几，或者每月、每季度、每年几日。")
    rule = Recurrence(Freq(freq), whole_or_none(on) or 0, Moved(post["moved"]), day, day_of(post.get("until", "")))
    hosts = [host for raw in post.getlist("hosts") if (host := id_or_none(raw))]
    return plan_session(new=one, things=things, rule=rule, hosts=hosts, by=by, at=now)


def point_of(text: str) -> tuple[int, int] | None:
    """Return latitude and longitude in millionths; refuses what is neither."""
    if not text.strip():
        return None
    found = POINT.match(text)
    if found is None:
        raise Problem("duty-point", "经纬度看不懂，请写成 28.12345, 120.12345。")
    return round(float(found[1]) * 1_000_000), round(float(found[2]) * 1_000_000)
