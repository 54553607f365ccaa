"""No village without an officer: a map of gaps, the table, and naming who answers for one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.fields import Plain, chosen, day_field
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.posted import day_of, id_chosen
from fengqiao.desk.village_words import DUTIES
from fengqiao.desk.words import listed as strung
from fengqiao.desk.words import name_of, say
from fengqiao.desk.workbooks import sent
from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import Column, ColumnKind, SheetSpec
from fengqiao.look import maps
from fengqiao.matters.actions import note_export
from fengqiao.orgs.queries import staff_in
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on
from fengqiao.villages import actions
from fengqiao.villages.queries import Village, may_name, may_see, villages

DONE = {"name": gettext_lazy("已定下包村民警。"), "end": gettext_lazy("已结束。")}


@require_GET
@staff_only(Right.INSPECT)
def listed(request: DeskRequest) -> HttpResponse:
    """Show the villages of one's ground with those who answer for them; those without anybody first."""
    if not may_see(request.viewer):
        raise Http404
    return _page(request, timezone.now())


def _page(request: DeskRequest, now: datetime, status: int = 200) -> HttpResponse:
    viewer, found = request.viewer, villages(request.viewer, at=now)
    may = may_name(viewer)
    areas, who = _map(found, may=may)
    size = int(pack_on(now).pack.value_on("queue.page_size", timezone.localdate(now)).number)
    page = Paginator(_ordered(found), size).get_page(request.GET.get("page"))
    context = {
        "lines": [_line(each) for each in page.object_list], "page": page, "people": _people(found), "total": len(found),
        "gaps": sum(not each.covered for each in found), "deputies": sum(any(one.duty.value == "deputy" for one in each.officers) for each in found),
        "areas": areas, "who": who, "may_name": may, "may_export": viewer.may(Right.EXPORT), "form": _form(request, found, now) if may else None,
    }  # fmt: skip
    return render(request, "desk/villages.html", context, status=status)


def _ordered(found: list[Village]) -> list[Village]:
    """Those without anybody first, then by code."""
    return sorted(found, key=lambda each: (each.covered, each.place.code))


def _people(found: list[Village]) -> list[dict[str, Any]]:
    """Who answers for how many villages, and in how many is deputy secretary too; whoever has most first."""
    held: dict[Any, dict[str, Any]] = {}
    for each in found:
        for one in each.officers:
            if one.works:
                line = held.setdefault((one.staff_id, one.unit_id), {"name": one.name, "unit": one.unit, "officer": 0, "deputy": 0})  # fmt: skip
                line[one.duty.value] += 1
    return sorted(held.values(), key=lambda line: (-line["officer"], -line["deputy"], line["name"]))


def _line(each: Village) -> dict[str, Any]:
    return {
        "name": name_of(each.place), "town": name_of(each.town) if each.town else "", "covered": each.covered, "assign": _assign_url(each),
        "officers": [{"id": one.id, "name": one.name, "duty": DUTIES[one.duty], "unit": one.unit, "since": one.since, "works": one.works} for one in each.officers],
    }  # fmt: skip


def _map(found: list[Village], *, may: bool) -> tuple[list[maps.Area], dict[str, str]]:
    """Every village with a shape, and who of those who still work there answers for it; one without anybody leads to the form."""
    areas = [
        maps.Area(
            each.place.code, name_of(each.place), [(p[0], p[1]) for p in each.place.shape[0]],
            (each.place.label_point[0], each.place.label_point[1]) if each.place.label_point else None,
            _assign_url(each) if may and not each.covered else "",
        )
        for each in found
        if each.place.shape and each.place.shape[0]
    ]  # fmt: skip
    return areas, {
        each.place.code: str(strung(one.name for one in each.officers if one.works)) for each in found if each.covered
    }


def _assign_url(each: Village) -> str:
    return f"?village={each.place.id}#vi-name"


def _form(request: DeskRequest, found: list[Village], now: datetime) -> Plain:
    people = [(str(who), name) for who, name in staff_in(request.viewer.unit_id, at=now)]
    since = day_field(_("从哪天起"), timezone.localdate(now))
    places = [(str(each.place.id), name_of(each.place)) for each in _ordered(found)]
    form = Plain(
        "village", request.POST or None, village=chosen(_("村社"), places), staff=chosen(_("谁"), people),
        duty=chosen(_("身份"), [(each.value, word) for each, word in DUTIES.items()]), since=since,
    )  # fmt: skip
    form.fields["village"].initial = request.GET.get("village", "")
    return form


@require_POST
@staff_only(Right.EXPORT)
def sheet(request: DeskRequest) -> HttpResponse:
    """Send the villages with those who answer for them as Excel; a village has a row for each of them, or one without anybody."""
    if not may_see(request.viewer):
        raise Http404
    now, viewer, text = timezone.now(), request.viewer, ColumnKind.TEXT
    columns = (Column(_("编码"), text, 14), Column(_("乡镇"), text, 16), Column(_("村社"), text, 20), Column(_("谁"), text, 14), Column(_("身份"), text, 16), Column(_("单位"), text, 22), Column(_("从哪天起"), text, 14), Column(_("状态"), text, 14))  # fmt: skip
    rows: list[list[Any]] = []
    for each in _ordered(villages(viewer, at=now)):
        place = [each.place.code, name_of(each.town) if each.town else "", name_of(each.place)]
        state = _("有民警") if each.covered else _("缺民警")
        held = [[one.name, str(DUTIES[one.duty]), one.unit, one.since.isoformat(), state if one.works else _("已不在这个单位")] for one in each.officers]  # fmt: skip
        rows += [place + one for one in held or [["", "", "", "", state]]]
    note_export(by=viewer, rows=len(rows), of="villages", at=now)
    return sent([SheetSpec(name=_("一村一警"), columns=columns, rows=rows)], "fengqiao-villages.xlsx")


@require_POST
@staff_only(Right.INSPECT)
def act(request: DeskRequest, deed: str) -> HttpResponse:
    """Name somebody for a village, or end it."""
    if deed not in DONE or not may_see(request.viewer):
        raise Http404
    now, post = timezone.now(), request.POST
    try:
        if deed == "end":
            actions.end_officer(officer_id=id_chosen(post.get("officer", "")), by=request.viewer, at=now)
        else:
            area, staff = id_chosen(post.get("village", "")), id_chosen(post.get("staff", ""))
            since = day_of(post.get("since", ""))
            actions.name_officer(
                area_id=area, staff_id=staff, duty=post.get("duty", ""), since=since, by=request.viewer, at=now
            )
    except Problem as problem:
        messages.error(request, say(problem))
        return _page(request, now, status=422)
    messages.success(request, str(DONE[deed]))
    return redirect("villages")
