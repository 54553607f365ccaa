"""What study uses: the register with how often each was used in a year, its Excel, and what an activity uses."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fengqiao.catalogue.model import Pack
from fengqiao.desk.doors import staff_only
from fengqiao.desk.fields import Plain, chosen
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.people_chosen import first_person, people_of
from fengqiao.desk.posted import id_chosen, id_or_none, year_of
from fengqiao.desk.study_event_words import ICONS, KINDS, sort_word
from fengqiao.desk.study_words import thing_name
from fengqiao.desk.words import listed as strung
from fengqiao.desk.words import name_of, say
from fengqiao.desk.workbooks import sent
from fengqiao.duties.queries import activity_for, reached
from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import Column, ColumnKind, SheetSpec
from fengqiao.matters.actions import note_export
from fengqiao.orgs.queries import Directory, directory
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on
from fengqiao.studies import actions
from fengqiao.studies.queries import ThingLine, names_of_lecturers, uses_of_year
from fengqiao.studies.terms import ThingKind

BARS = 10


@require_http_methods(["GET", "POST"])
@staff_only(Right.ORGANISE)
def listed(request: DeskRequest) -> HttpResponse:
    """Show the register with the uses of a year, and take something new in."""
    now, post, status = timezone.now(), request.POST, 200
    if request.method == "POST":
        try:
            actions.add_thing(
                unit_id=id_or_none(post.get("unit", "")) or request.viewer.unit_id, sort=post.get("sort", ""), name=post.get("name", ""),
                staff_id=id_or_none(post.get("staff", "")), person=post.get("person", ""), by=request.viewer, at=now,
            )  # fmt: skip
        except Problem as problem:
            messages.error(request, say(problem))
            status = 422
        else:
            messages.success(request, _("已登记，安排学习时可以选。"))
            return redirect("study-things")
    return render(request, "desk/study_things.html", _context(request, now, post or None), status=status)


def _context(request: DeskRequest, now: datetime, data: Any) -> dict[str, Any]:
    pack, today, units = pack_on(now).pack, timezone.localdate(now), directory(at=now)
    year, kind = year_of(request, today), request.GET.get("kind", "")
    every = uses_of_year(request.viewer, year)
    rows = [each for each in every if not kind or each.thing.kind == kind]
    persons, own = names_of_lecturers([each.thing for each in rows]), reached(request.viewer)
    lines = [
        {**_line(each, pack, units), "person": persons.get(each.thing.id, "") if each.thing.unit_id in own else "", "may_retire": each.thing.unit_id in own and each.thing.retired_on is None}
        for each in rows
    ]  # fmt: skip
    tabs = [{"label": _("全部"), "url": f"?year={year}", "active": not kind, "count": len(every)}]
    tabs += [
        {"label": word, "url": f"?kind={each.value}&year={year}", "active": kind == each.value, "count": sum(one.thing.kind == each.value for one in every)}
        for each, word in KINDS.items()
    ]  # fmt: skip
    used = [each for each in lines if each["times"]]
    return {
        "lines": lines, "tabs": tabs, "year": year, "before": year - 1, "after": year + 1 if year < today.year else None, "months": range(1, 13),
        "bars": [{"label": each["name"], "number": each["times"], "note": each["sort"]} for each in used[:BARS]],
        "unused": sum(not each["ever"] and not each["retired"] for each in lines), "times": sum(each["times"] for each in lines), "people": sum(each["people"] for each in lines),
        "form": _form(request, pack, units, now, data), "opened": data is not None, "may_export": request.viewer.may(Right.EXPORT), "kind": kind,
    }  # fmt: skip


def _line(each: ThingLine, pack: Pack, units: Directory) -> dict[str, Any]:
    row = each.thing
    return {
        "id": row.id, "icon": ICONS[ThingKind(row.kind)], "kind": KINDS[ThingKind(row.kind)], "sort": sort_word(row.sort, pack), "name": thing_name(row, pack),
        "unit": name_of(row.unit), "months": each.months, "times": each.times, "people": each.people, "hours": round(each.minutes / 60, 1), "ever": row.used,  # type: ignore[attr-defined]
        "last": row.last_used, "retired": row.retired_on,  # type: ignore[attr-defined]
        "by": strung(f"{name_of(units.units[unit])} {times}" for unit, times in sorted(each.units.items(), key=lambda one: -one[1]) if unit in units.units),
    }  # fmt: skip


def _form(request: DeskRequest, pack: Pack, units: Directory, now: datetime, data: Any) -> Plain:
    own = reached(request.viewer)
    sorts = [(code, f"{KINDS[each.kind]} · {name_of(each)}") for code, each in pack.duties.sorts.items()]
    return Plain(
        "thing", data, sort=chosen(_("哪一种"), sorts),
        name=forms.CharField(label=_("名称"), required=False, max_length=60, help_text=_("外请讲师写单位和职务，不写姓名")),
        unit=chosen(_("哪个单位的"), [(str(card.id), name_of(card)) for card in units.units.values() if card.id in own]),
        staff=forms.ChoiceField(label=_("本单位讲师"), required=False, choices=first_person(people_of(request.viewer, now))),
        person=forms.CharField(label=_("外请讲师姓名"), required=False, max_length=40, help_text=_("本人同意登记才填；加密保存，只有登记单位看得到，到期销毁")),
    )  # fmt: skip


@require_POST
@staff_only(Right.ORGANISE)
def retire(request: DeskRequest, thing_id: UUID) -> HttpResponse:
    """Say that a thing is not used any more."""
    try:
        actions.retire_thing(thing_id=thing_id, by=request.viewer, at=timezone.now())
    except Problem as problem:
        messages.error(request, say(problem))
    else:
        messages.success(request, _("已停用，用过的次数都留着。"))
    return redirect("study-things")


@require_POST
@staff_only(Right.ORGANISE)
def used(request: DeskRequest, activity_id: UUID) -> HttpResponse:
    """Say what an activity uses."""
    if activity_for(request.viewer, activity_id) is None:
        raise Http404
    try:
        wanted = [id_chosen(each) for each in request.POST.getlist("thing")]
        actions.say_used(activity_id=activity_id, thing_ids=wanted, by=request.viewer, at=timezone.now())
    except Problem as problem:
        messages.error(request, say(problem))
    else:
        messages.success(request, _("已记下用了什么；活动开展了才计数。"))
    return redirect("duty", activity_id=activity_id)


@require_POST
@staff_only(Right.EXPORT)
def export(request: DeskRequest) -> HttpResponse:
    """Send the register with the uses of a year as Excel; no name of anybody from outside."""
    now = timezone.now()
    pack, units = pack_on(now).pack, directory(at=now)
    year = year_of(request, timezone.localdate(now))
    text = ColumnKind.TEXT
    columns = (
        Column(_("类别"), text, 10), Column(_("种类"), text, 16), Column(_("名称"), text, 28), Column(_("单位"), text, 20),
        *[Column(_("%(n)s 月") % {"n": month}) for month in range(1, 13)], Column(_("次数")), Column(_("人次")), Column(_("小时")), Column(_("哪些单位用"), text, 30), Column(_("停用"), ColumnKind.DATE, 12),
    )  # fmt: skip
    lines = [_line(each, pack, units) for each in uses_of_year(request.viewer, year)]
    cells = [
        [str(each["kind"]), each["sort"], each["name"], each["unit"], *each["months"], each["times"], each["people"], each["hours"], each["by"], each["retired"]]
        for each in lines
    ]  # fmt: skip
    note_export(by=request.viewer, rows=len(cells), at=now, of="studies")
    return sent([SheetSpec(name=_("学习资源"), columns=columns, rows=cells)], f"fengqiao-study-{year}.xlsx")
