"""Placements: the list, placing people, and one's own page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from fengqiao.desk.doors import staff_only
from fengqiao.desk.duty_words import hours_said
from fengqiao.desk.fields import Plain, chosen, day_field, words
from fengqiao.desk.matters.forms import area_choices
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.people_chosen import people_chosen, people_of
from fengqiao.desk.placement_words import STATES
from fengqiao.desk.placements.entering import entry_form
from fengqiao.desk.placements.showing import asked_of, line_of, times_of
from fengqiao.desk.posted import day_of, id_or_none
from fengqiao.desk.words import name_of, say
from fengqiao.duties.queries import reached
from fengqiao.kit.problems import Problem
from fengqiao.orgs.queries import directory
from fengqiao.orgs.terms import Right
from fengqiao.placements import actions
from fengqiao.placements.actions import NewPlacement
from fengqiao.placements.queries import Wanted, done_of_each, mentored, own, placements, said_of
from fengqiao.placements.rules.course import Term
from fengqiao.placements.terms import PlacementState
from fengqiao.rulebook.queries import pack_on


@require_GET
@staff_only(Right.ORGANISE)
def listed(request: DeskRequest) -> HttpResponse:
    """Show the placements that somebody sees, by state and kind."""
    now = timezone.now()
    pack, today = pack_on(now).pack, timezone.localdate(now)
    state, kind = request.GET.get("state", ""), request.GET.get("kind", "")
    state, kind = (state if state in set(PlacementState) else "", kind if kind in pack.placements.kinds else "")
    rows = placements(request.viewer, Wanted(state=state, kind=kind))
    size = int(pack.value_on("queue.page_size", today).number)
    page = Paginator(rows, size).get_page(request.GET.get("page"))
    done = done_of_each(list(page.object_list), pack)
    lines = []
    for row in page.object_list:
        wanted = asked_of(row, done[row.id], pack, today)
        lines.append({**line_of(row, pack, today), "entries": done[row.id].entries, "lacking": wanted.lacking})
    here = reverse("placements")

    def url(**over: str) -> str:
        codes = {name: code for name, code in {"state": state, "kind": kind, **over}.items() if code}
        return f"{here}?{urlencode(codes)}" if codes else here

    tabs = [{"label": _("全部"), "url": url(state=""), "active": not state, "count": None}]
    tabs += [
        {"label": word, "url": url(state=each.value), "active": each.value == state, "count": None}
        for each, word in STATES.items()
    ]
    context = {
        "page": page, "lines": lines, "tabs": tabs, "state": state, "kind": kind, "all_url": url(kind=""), "no_kinds": not pack.placements.kinds,
        "kinds": [{"word": name_of(each), "url": url(kind=code), "on": code == kind} for code, each in pack.placements.kinds.items()],
        "may_export": request.viewer.may(Right.EXPORT), "year": today.year,
    }  # fmt: skip
    return render(request, "desk/placements.html", context)


@require_http_methods(["GET", "POST"])
@staff_only(Right.ORGANISE)
def new(request: DeskRequest) -> HttpResponse:
    """Place people."""
    now, post, status = timezone.now(), request.POST, 200
    if request.method == "POST":
        try:
            made = _placed(request, now)
        except Problem as problem:
            messages.error(request, say(problem))
            status = 422
        else:
            messages.success(
                request,
                ngettext(
                    "已安排 %(n)s 人，已经告诉本人和带教人。", "已安排 %(n)s 人，已经告诉本人和带教人。", len(made)
                )
                % {"n": len(made)},
            )
            return redirect("placement", placement_id=made[0]) if len(made) == 1 else redirect("placements")
    kinds = pack_on(now).pack.placements.kinds.values()
    context = {"form": _form(request, post or None, now), "kinds": [(name_of(kind), kind.days, kind.most_days, kind.hours, kind.records) for kind in kinds]}  # fmt: skip
    return render(request, "desk/placement_new.html", context, status=status)


def _form(request: DeskRequest, data: Any, now: datetime) -> Plain:
    units, today, kinds = directory(at=now), timezone.localdate(now), pack_on(now).pack.placements.kinds
    hosts = [(str(card.id), name_of(card)) for card in units.units.values() if card.id in reached(request.viewer)]
    people = people_of(request.viewer, now)
    usual = next(iter(kinds.values())).days if kinds else 90
    return Plain(
        "placement", data,
        kind=chosen(_("哪一种"), [(code, name_of(kind)) for code, kind in kinds.items()]),
        sender=forms.CharField(label=_("派出单位"), required=False, max_length=40, help_text=_("院校或者原单位，没有就不填")),
        staff=forms.MultipleChoiceField(label=_("谁来"), required=False, choices=people, widget=forms.CheckboxSelectMultiple),
        number=forms.CharField(label=_("或写人员编号"), required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("一批人把编号贴进来，用空格或换行隔开；还没到岗的也可以")),
        unit=chosen(_("到哪个单位"), hosts), area=forms.ChoiceField(label=_("到哪个村社"), required=False, choices=area_choices(units.places.values())),
        mentor=chosen(_("带教人"), people, _("接收单位的人")),
        first=day_field(_("从哪天"), today), last=day_field(_("到哪天"), today + timedelta(days=usual - 1)),
        tasks=words(_("来做什么"), _("写工作内容，不写群众的姓名、电话"), rows=2),
    )  # fmt: skip


def _placed(request: DeskRequest, now: datetime) -> list[UUID]:
    post = request.POST
    unit, mentor = id_or_none(post.get("unit", "")), id_or_none(post.get("mentor", ""))
    people = people_chosen(post, "staff", now, coming=True)
    if unit is None or mentor is None or not people:
        raise Problem("placement-choose", "请选谁来、到哪个单位、谁带教。")
    code = post.get("area", "")
    area = next((place.id for place in directory(at=now).places.values() if place.code == code), None)
    new = NewPlacement(
        staff_ids=people, unit_id=unit, kind=post.get("kind", ""), mentor_id=mentor, area_id=area, sender=post.get("sender", ""),
        term=Term(day_of(post.get("first", "")), day_of(post.get("last", ""))), tasks=post.get("tasks", ""),
    )  # fmt: skip
    return actions.place(new=new, by=request.viewer, at=now)


@require_GET
@staff_only()
def mine(request: DeskRequest) -> HttpResponse:
    """Show one's own placement, large and with few things, and those whom one mentors."""
    now = timezone.now()
    pack, today = pack_on(now).pack, timezone.localdate(now)
    rows, others = own(request.viewer), mentored(request.viewer)
    done = done_of_each([*rows[:1], *others], pack)
    current = rows[0] if rows else None
    context: dict[str, Any] = {"current": None}
    if current is not None:
        wanted = asked_of(current, done[current.id], pack, today)
        context["current"] = {
            **line_of(current, pack, today), "tasks": said_of(current).tasks, "asked": wanted, "times": times_of(done[current.id], pack),
            "activities": done[current.id].activities, "hours": hours_said(done[current.id].study_minutes), "hours_asked": hours_said(wanted.study_asked),
            "enters": current.state in {PlacementState.RUNS.value, PlacementState.OVER.value}, "summed": current.summed_at is not None,
        }  # fmt: skip
        context["entry"] = entry_form(pack, today)
    context["others"] = [
        {
            **line_of(row, pack, today),
            "entries": done[row.id].entries,
            "lacking": asked_of(row, done[row.id], pack, today).lacking,
        }
        for row in others
    ]
    context["before"] = [line_of(row, pack, today) for row in rows[1:]]
    return render(request, "desk/placement_mine.html", context)
