"""Temporary branches and squads: the list, founding one, one with its members, its activities and its end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.catalogue.duty import Count
from fengqiao.desk.doors import staff_only
from fengqiao.desk.duty_words import COUNTS, headline_of, place_of
from fengqiao.desk.duty_words import STATES as DUTY_STATES
from fengqiao.desk.duty_words import TONES as DUTY_TONES
from fengqiao.desk.fields import Plain, chosen, day_field, words
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.people_chosen import first_person, people_chosen, people_of
from fengqiao.desk.posted import day_of, id_chosen, id_or_none, whole_or_none
from fengqiao.desk.squad_words import KINDS, STATES, TONES
from fengqiao.desk.words import ROLES, name_of, say
from fengqiao.duties.queries import reached, tally
from fengqiao.duties.terms import ActivityState
from fengqiao.kit.problems import Problem
from fengqiao.orgs.queries import directory, homes_of, staff_names
from fengqiao.orgs.terms import Right, Role
from fengqiao.rulebook.queries import pack_on
from fengqiao.squads import actions
from fengqiao.squads.queries import limit, manages, members, purposes, report_of, squad_for, squads
from fengqiao.squads.terms import SquadKind, SquadState

if TYPE_CHECKING:
    from fengqiao.squads.models import Squad

DONE = {
    "join": gettext_lazy("已加入，原来的岗位不变。"), "part": gettext_lazy("已退出。"), "lead": gettext_lazy("已换负责人。"),
    "extend": gettext_lazy("期限已改。"), "dissolve": gettext_lazy("已解散，活动和数量都留着。"),
}  # fmt: skip
TERM = 60  # days proposed for a new one


@require_GET
@staff_only(Right.ORGANISE)
def listed(request: DeskRequest) -> HttpResponse:
    """Show the temporary units that somebody sees."""
    now = timezone.now()
    state = request.GET.get("state", "")
    state = state if state in set(SquadState) else ""
    size = int(pack_on(now).pack.value_on("queue.page_size", timezone.localdate(now)).number)
    page = Paginator(squads(request.viewer, state=state), size).get_page(request.GET.get("page"))
    today, rows = timezone.localdate(now), list(page.object_list)
    why = purposes(rows)
    here = reverse("squads")
    tabs = [{"label": _("全部"), "url": here, "active": not state, "count": None}]
    tabs += [
        {"label": word, "url": f"{here}?state={each.value}", "active": each.value == state, "count": None}
        for each, word in STATES.items()
    ]
    context = {"page": page, "lines": [_line(row, today, why) for row in rows], "tabs": tabs, "state": state}
    return render(request, "desk/squads.html", context)


def _line(row: Squad, today: Any, why: Mapping[UUID, str]) -> dict[str, Any]:
    runs = row.state == SquadState.RUNS.value
    return {
        "id": row.id, "name": row.unit.name, "kind": KINDS[SquadKind(row.kind)], "purpose": why[row.id], "parent": name_of(row.parent), "first": row.first,
        "last": row.last, "state": row.state, "word": STATES[SquadState(row.state)], "tone": TONES[row.state], "left": (row.last - today).days if runs else None,
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
@staff_only(Right.ORGANISE)
def new(request: DeskRequest) -> HttpResponse:
    """Found a temporary unit."""
    now, post, status = timezone.now(), request.POST, 200
    if request.method == "POST":
        try:
            made = _founded(request, now)
        except Problem as problem:
            messages.error(request, say(problem))
            status = 422
        else:
            messages.success(request, _("已成立，接着把成员加进来。"))
            return redirect("squad", squad_id=made)
    context = {"form": _new_form(request, post or None, now), "most": limit("most_days", now)}
    return render(request, "desk/squad_new.html", context, status=status)


def _new_form(request: DeskRequest, data: Any, now: datetime) -> Plain:
    units, today = directory(at=now).units, timezone.localdate(now)
    own = reached(request.viewer)
    parents = [(str(card.id), name_of(card)) for card in units.values() if card.id in own]
    number = forms.CharField(label=_("或写人员编号"), required=False, max_length=24, help_text=_("外单位的人写编号"))
    return Plain(
        "squad", data, kind=chosen(_("哪一种"), [(each.value, KINDS[each]) for each in SquadKind]),
        name=forms.CharField(label=_("名称"), required=False, max_length=40), purpose=words(_("为了什么任务"), rows=2),
        parent=chosen(_("设在哪个单位下面"), parents), first=day_field(_("从哪天"), today), last=day_field(_("到哪天"), today + timedelta(days=TERM)),
        lead=forms.ChoiceField(label=_("负责人"), required=False, choices=first_person(people_of(request.viewer, now))), number=number,
    )  # fmt: skip


def _founded(request: DeskRequest, now: datetime) -> UUID:
    post = request.POST
    kind, lead, parent = post.get("kind", ""), people_chosen(post, "lead", now), id_or_none(post.get("parent", ""))
    if kind not in set(SquadKind) or parent is None or not lead:
        raise Problem("squad-choose", "请选哪一种、设在哪个单位下面、谁负责。")
    return actions.found(
        parent_id=parent, kind=SquadKind(kind), name=post.get("name", ""), purpose=post.get("purpose", ""), first=day_of(post.get("first", "")),
        last=day_of(post.get("last", "")), lead=lead[0], by=request.viewer, at=now,
    )  # fmt: skip


def _seen(request: DeskRequest, squad_id: UUID) -> Squad:
    row = squad_for(request.viewer, squad_id)
    if row is None:
        raise Http404
    return row


@require_GET
@staff_only()
def page(request: DeskRequest, squad_id: UUID) -> HttpResponse:
    """Show one with its members, its activities and what they come to."""
    return render(request, "desk/squad.html", _context(request, _seen(request, squad_id), timezone.now()))


def _context(request: DeskRequest, row: Squad, now: datetime, opened: str = "", data: Any = None) -> dict[str, Any]:
    viewer, pack, today = request.viewer, pack_on(now).pack, timezone.localdate(now)
    people, done, may = members(row), tally(row.unit_id), manages(viewer, row)
    homes = homes_of({each.staff_id for each in people}, but=row.unit_id, at=now)
    runs = row.state == SquadState.RUNS.value
    held = [each for each in people if each.ends is None or each.ends > now]
    others = people_of(viewer, now, but={each.staff_id for each in held})
    number = forms.CharField(
        label=_("或写人员编号"), required=False, max_length=600, help_text=_("外单位的人写编号，几个人用空格隔开")
    )
    return {
        "row": row, **_line(row, today, purposes([row])), "report": report_of(row), "may": may, "runs": runs, "opened": opened, "acts": any(post.unit_id == row.unit_id for post in viewer.posts),
        "members": [
            {"id": each.staff_id, "name": each.name, "role": ROLES[each.role], "home": homes.get(each.staff_id, ""), "starts": each.starts, "ends": each.ends,
             "here": runs and each in held, "leads": each.role is Role.SECRETARY}
            for each in people
        ],
        "count": len({each.staff_id for each in people}), "done": done, "counts": [(COUNTS[Count(name)], number) for name, number in done.counts.items() if name in set(Count)],
        "activities": [
            {"id": each.id, "title": headline_of(each, pack), "starts": each.starts, "place": place_of(each), "state": each.state, "word": DUTY_STATES[ActivityState(each.state)], "tone": DUTY_TONES[each.state]}
            for each in done.activities
        ],
        "dissolved_by": staff_names([row.dissolved_by]).get(row.dissolved_by, "") if row.dissolved_by else "",
        "join": Plain("join", data if opened == "join" else None, staff=forms.ChoiceField(label=_("谁"), required=False, choices=[("", _("请选择")), *others]), number=number),
        "extend": Plain("extend", None, last=day_field(_("到哪天"), row.last)), "dissolve": Plain("end", data if opened == "dissolve" else None, report=words(_("总结"), _("做了什么、成效怎样；不写群众的姓名、电话"), rows=5)),
    }  # fmt: skip


@require_POST
@staff_only()
def act(request: DeskRequest, squad_id: UUID, deed: str) -> HttpResponse:
    """Do one thing with a temporary unit."""
    if deed not in DONE:
        raise Http404
    now, row, post = timezone.now(), _seen(request, squad_id), request.POST
    given: dict[str, Any] = {"squad_id": squad_id, "by": request.viewer, "at": now}
    version = whole_or_none(post.get("version", ""))
    try:
        if deed == "join":
            actions.join(staff_ids=people_chosen(post, "staff", now), **given)
        elif deed == "extend":
            actions.extend(last=day_of(post.get("last", "")), seen_version=version, **given)
        elif deed == "dissolve":
            actions.dissolve(report=post.get("report", ""), seen_version=version, **given)
        else:
            (actions.part if deed == "part" else actions.hand_lead)(staff_id=id_chosen(post.get("staff", "")), **given)
    except Problem as problem:
        messages.error(request, say(problem))
        return render(request, "desk/squad.html", _context(request, row, now, deed, post), status=422)
    messages.success(request, DONE[deed])
    return redirect("squad", squad_id=squad_id)
