"""Calling out: the plan's proposals ticked in one go, when a matter becomes joint and later on."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from fengqiao.catalogue.joint import CallOutPlan, Joint
from fengqiao.desk.doors import staff_only
from fengqiao.desk.joint.showing import place_words, unit_name
from fengqiao.desk.joint.words import limit_words
from fengqiao.desk.matters.whereabouts import full_name
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import in_language, listed, name_of, say
from fengqiao.incidents import actions
from fengqiao.incidents.actions import Called
from fengqiao.incidents.queries import incident_for, incident_of, leads, sheet, things_of
from fengqiao.incidents.rules.calling import Proposed, limit_at, proposed
from fengqiao.kit.problems import Problem
from fengqiao.matters.queries import matter_for
from fengqiao.orgs.queries import Directory, directory
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_of, pack_on

LONGEST = 200


@require_http_methods(["GET", "POST"])
@staff_only(Right.HANDLE)
def begin(request: DeskRequest, matter_id: UUID) -> HttpResponse:
    """Show whom a plan proposes for a matter, then turn it into a joint incident and call out whoever is ticked."""
    matter, now = matter_for(request.viewer, matter_id), timezone.now()
    if matter is None:
        raise Http404
    there = incident_of(request.viewer, matter_id)
    if there and there.ended_at is None:
        return redirect("joint", incident_id=there.id)
    published, units = pack_on(now), directory(at=now)
    joint = published.pack.joint
    if request.method == "POST":
        try:
            made = actions.open_incident(
                matter_id=matter_id, plan=request.POST.get("plan", ""), calls=calls_of(request),
                drill=request.POST.get("drill") == "1", by=request.viewer, at=now,
            )  # fmt: skip
        except Problem as problem:
            messages.error(request, say(problem))
            return redirect(f"{reverse('joint-open', args=[matter_id])}?plan={request.POST.get('plan', '')[:32]}")
        messages.success(request, _("联动已启动。"))
        return redirect("joint", incident_id=made)
    plan = joint.plans.get(request.GET.get("plan", "")) or next(iter(joint.plans.values()), None)
    area = units.places.get(matter.area_id) if matter.area_id else None
    context = {
        **_choices(joint, plan, units, matter.area_id, {matter.unit_id}),
        "matter": matter,
        "subject": matter.title,
        "back": reverse("matter", args=[matter_id]),
        "post_to": reverse("joint-open", args=[matter_id]),
        "where": " ".join(filter(None, (full_name(area, units.places) if area else _("未定辖区"), matter.place))),
        "limit": limit_words(
            area.setting if area else "",
            limit_at(published.pack, area.setting if area else "", timezone.localdate(now)),
        ),
        "opening": True,
    }
    return render(request, "desk/joint_call.html", context)


@require_http_methods(["GET", "POST"])
@staff_only(Right.HANDLE)
def more(request: DeskRequest, incident_id: UUID) -> HttpResponse:
    """Show whom else a plan proposes for an incident, and call out whoever is ticked."""
    row, now = incident_for(request.viewer, incident_id), timezone.now()
    if row is None or not leads(request.viewer, row):
        raise Http404
    if request.method == "POST":
        try:
            calls = calls_of(request)
            actions.call_out(incident_id=incident_id, calls=calls, by=request.viewer, at=now)
        except Problem as problem:
            messages.error(request, say(problem))
            return redirect("joint-call", incident_id=incident_id)
        said = ngettext("已通知 %(n)s 支力量。", "已通知 %(n)s 支力量。", len(calls))
        messages.success(request, said % {"n": len(calls)})
        return redirect("joint", incident_id=incident_id)
    units, joint = directory(at=now), pack_of(row.edition_id).pack.joint
    found = sheet(row)
    busy = {each.party.unit_id for each in found.parties if not each.moments.over}
    plan = joint.plans.get(request.GET.get("plan", "")) or joint.plans.get(row.plan)
    context = {
        **_choices(joint, plan, units, row.matter.area_id, busy),
        "matter": row.matter,
        "subject": row.matter.title,
        "back": reverse("joint", args=[row.id]),
        "post_to": reverse("joint-call", args=[row.id]),
        "where": place_words(found, units),
        "limit": limit_words(row.setting, row.limit_minutes),
        "opening": False,
    }
    return render(request, "desk/joint_call.html", context)


def _choices(
    joint: Joint, plan: CallOutPlan | None, units: Directory, area_id: UUID | None, busy: Collection[UUID]
) -> dict[str, Any]:
    chain = units.places[area_id].above if area_id in units.places else ()
    cards = [card for card in units.units.values() if card.id not in busy]
    found = proposed(joint, plan, cards, things_of(units.places), chain) if plan else []
    offered = {each.unit_id for each in found}
    seen: set[str] = set()
    rows = []
    for each in found:
        rows.append({**_row(each, units, len(chain)), "ticked": each.role.code not in seen})
        seen.add(each.role.code)
    others = sorted((card for card in cards if card.id not in offered), key=lambda card: (card.line, card.code))
    return {
        "plans": [
            {"code": p.code, "name": name_of(p), "about": in_language(p.about, p.about_en), "now": p is plan}
            for p in joint.plans.values()
        ],
        "plan": plan,
        "source": in_language(plan.source, "") if plan else "",
        "rows": rows,
        "others": [(card.id, name_of(card)) for card in others],
    }


def _row(each: Proposed, units: Directory, height: int) -> dict[str, Any]:
    words = {0: _("就在本村社"), 1: _("本镇街")}
    top = each.steps >= height - 1 and height > 1
    return {
        "id": each.unit_id,
        "unit": unit_name(units.units[each.unit_id]),
        "full": name_of(units.units[each.unit_id]),
        "role": each.role.code,
        "role_name": name_of(each.role),
        "near": _("全县") if top else words.get(each.steps, _("附近")),
        "things": listed(name_of(thing) for thing in each.things),
        "ask": each.role.ask,
    }


def calls_of(request: DeskRequest) -> list[Called]:
    """Return who is ticked, with what each is asked; refuses what is no unit."""
    found = []
    post = request.POST
    for raw in [*post.getlist("unit"), *filter(None, post.getlist("other"))]:
        try:
            unit_id = UUID(raw)
        except ValueError:
            raise Problem("unit-unknown", "请选择承办单位。") from None
        ask = post.get(f"ask-{raw}") or post.get("ask", "")
        found.append(Called(unit_id, post.get(f"role-{raw}", "")[:32], ask[:LONGEST]))
    return found
