"""Points: those who agreed with what they have, giving and using, the published scheme; one's own."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.fields import Plain, chosen, day_field
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.point_words import point_word
from fengqiao.desk.posted import day_of, id_chosen
from fengqiao.desk.volunteers.views import tabs_of
from fengqiao.desk.words import name_of, say
from fengqiao.kit.problems import Problem
from fengqiao.orgs.queries import staff_names
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on
from fengqiao.volunteers import actions
from fengqiao.volunteers.queries import (
    balance_of,
    lines_of,
    manages,
    member_of,
    members,
    names,
    oneself,
    outside,
    scheme,
    volunteer_for,
)

DONE = {
    "agree": gettext_lazy("已加入积分。"), "withdraw": gettext_lazy("已退出积分，积分和加入记录已删除。"), "give": gettext_lazy("积分已记。"),
    "use": gettext_lazy("已登记，积分已扣。"), "strike": gettext_lazy("积分已撤销。"), "lead": gettext_lazy("已定为队长。"),
}  # fmt: skip


@require_GET
@staff_only(Right.ORGANISE)
def listed(request: DeskRequest) -> HttpResponse:
    """Show those who agreed to points, by team."""
    return _listed(request, timezone.now())


def _listed(request: DeskRequest, now: datetime, status: int = 200, opened: str = "", data: Any = None) -> HttpResponse:
    viewer, today = request.viewer, timezone.localdate(now)
    rules, rewards = scheme(now)
    found = list(members(viewer, first=today.replace(day=1)))
    called = names([each.volunteer for each in found])
    run = [(str(each.volunteer_id), called[each.volunteer_id]) for each in found if manages(viewer, each.volunteer)]
    rest = [row for row in outside(viewer) if manages(viewer, row)]
    others = [(str(who), name) for who, name in names(rest).items()]
    context = {
        "tabs": tabs_of("volunteer-points", viewer, now), "opened": opened, **_scheme(now),
        "lines": [
            {"id": each.volunteer_id, "name": called[each.volunteer_id], "number": each.volunteer.number, "team": name_of(each.volunteer.team), "leads": each.leads, "balance": each.balance, "recent": each.recent}  # type: ignore[attr-defined]
            for each in found
        ],
        "give": Plain("give", data, volunteer=chosen(_("谁"), run), rule=chosen(_("为什么"), [(code, f"{name_of(each)} +{each.points}") for code, each in rules.items()]), day=day_field(_("哪一天"), today)) if run and rules else None,
        "use": Plain("use", data, volunteer=chosen(_("谁"), run), reward=chosen(_("换什么"), [(code, f"{name_of(each)} · {each.points}") for code, each in rewards.items()])) if run and rewards else None,
        "agree": Plain("agree", data, volunteer=chosen(_("谁"), others)) if others and rules else None, "lead": Plain("lead", data, volunteer=chosen(_("谁"), run)) if run else None,
    }  # fmt: skip
    return render(request, "desk/volunteer_points.html", context, status=status)


def _scheme(now: datetime) -> dict[str, Any]:
    rules, rewards = scheme(now)
    return {
        "rules": [{"name": name_of(each), "points": each.points, "a_month": each.a_month, "source": each.source} for each in rules.values()],
        "rewards": [{"name": name_of(each), "points": each.points, "commends": each.commends, "source": each.source} for each in rewards.values()],
    }  # fmt: skip


@require_GET
@staff_only()
def own(request: DeskRequest) -> HttpResponse:
    """Show somebody their own points, and let them agree or take it back."""
    row = oneself(request.viewer)
    if row is None:
        raise Http404
    return _person(request, row.id)


@require_GET
@staff_only()
def person(request: DeskRequest, volunteer_id: UUID) -> HttpResponse:
    """Show the points of one volunteer, to whoever looks after them and to themselves."""
    return _person(request, volunteer_id)


def _person(request: DeskRequest, volunteer_id: UUID) -> HttpResponse:
    now, row = timezone.now(), volunteer_for(request.viewer, volunteer_id)
    if row is None:
        raise Http404
    pack, member = pack_on(now).pack, member_of(row)
    lines = lines_of(member.id) if member else []
    called = staff_names({each.given_by for each in lines})
    context = {
        "row": row, "name": names([row])[row.id], "member": member, "balance": balance_of(member.id) if member else 0, "is_self": row.staff_id == request.viewer.staff_id,
        "manages": manages(request.viewer, row), **_scheme(now),
        "lines": [{"id": each.id, "day": each.day, "word": point_word(each.code, pack), "points": each.points, "use": each.use, "by": called.get(each.given_by, "–")} for each in lines],
    }  # fmt: skip
    return render(request, "desk/volunteer_points_of.html", context)


@require_POST
@staff_only()
def act(request: DeskRequest, deed: str) -> HttpResponse:
    """Do one thing with points."""
    if deed not in DONE:
        raise Http404
    post, now, viewer = request.POST, timezone.now(), request.viewer
    page = post.get("page") == "person"
    who = None
    try:
        who = id_chosen(post.get("volunteer", ""))
        given: dict[str, Any] = {"volunteer_id": who, "by": viewer, "at": now}
        if deed == "agree":
            actions.agree_to_points(consents=post.get("consents") == "yes", **given)
        elif deed == "give":
            actions.give_points(rule=post.get("rule", ""), day=day_of(post.get("day", "")), **given)
        elif deed == "use":
            actions.use_points(reward=post.get("reward", ""), **given)
        elif deed == "strike":
            actions.strike_points(line_id=id_chosen(post.get("line", "")), **given)
        else:
            (actions.withdraw_from_points if deed == "withdraw" else actions.lead_points)(**given)
    except Problem as problem:
        messages.error(request, say(problem))
        if page and who is not None and volunteer_for(viewer, who) is not None:
            return redirect("volunteer-points-of", volunteer_id=who)
        if not viewer.may(Right.ORGANISE):
            return redirect("volunteer-mine")
        return _listed(request, now, 422, deed, post)
    messages.success(request, DONE[deed])
    return redirect("volunteer-points-of", volunteer_id=who) if page else redirect("volunteer-points")
