"""The roll of volunteers, one of them, and hours to confirm."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.duty_words import duty_word
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.posted import id_or_none
from fengqiao.desk.volunteer_words import DAYS, STATES, TONES, hours_in_words, stars_in_words
from fengqiao.desk.volunteers.forms import application_of, new_form, slot_grid, teams_in
from fengqiao.desk.words import name_of, say
from fengqiao.desk.workbooks import sent
from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import Column, ColumnKind, SheetSpec
from fengqiao.matters.actions import note_export
from fengqiao.orgs.queries import Viewer, directory, staff_names
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import limit_on, pack_on
from fengqiao.volunteers import actions
from fengqiao.volunteers.queries import (
    Wanted,
    limit,
    names,
    papers_to_sign,
    papers_waiting,
    sums,
    thresholds,
    unconfirmed,
    volunteers,
)
from fengqiao.volunteers.rules.stars import standing
from fengqiao.volunteers.terms import VolunteerState

if TYPE_CHECKING:
    from fengqiao.volunteers.models import Volunteer


NAMED = 12  # people of a document who are named on the page


def tabs_of(active: str, viewer: Viewer, now: datetime) -> list[dict[str, Any]]:
    """Return the pages of the chapter; how many activities wait is said on their tab."""
    waiting = len({each.activity_id for each in unconfirmed(viewer, at=now)}) + papers_to_sign(viewer)
    pages = (
        ("volunteers", _("名册"), None),
        ("volunteer-hours", _("待确认时长"), waiting or None),
        ("volunteer-stars", _("星级公示"), None),
        ("volunteer-points", _("志工积分"), None),
    )
    return [{"label": label, "url": reverse(name), "active": name == active, "count": n} for name, label, n in pages]


def _asked(request: DeskRequest) -> tuple[Wanted, dict[str, str]]:
    get = request.GET
    given = {name: get.get(name, "").strip()[:40] for name in ("q", "state", "team", "lacking")}
    try:
        team = id_or_none(given["team"])
    except Problem:
        team = None
    state = given["state"] if given["state"] in set(VolunteerState) else ""
    ahead = limit_on("volunteers.remind_days", timezone.now()) if given["lacking"] == "soon" else 0
    return Wanted(state, team, given["q"], bool(given["lacking"]), ahead), {
        key: value for key, value in given.items() if value
    }


@require_GET
@staff_only(Right.ORGANISE)
def listed(request: DeskRequest) -> HttpResponse:
    """Show the volunteers of one's units and teams."""
    now, viewer = timezone.now(), request.viewer
    day, pack = timezone.localdate(now), pack_on(now).pack
    wanted, given = _asked(request)
    page = Paginator(volunteers(viewer, wanted, day=day), int(pack.value_on("queue.page_size", day).number)).get_page(
        request.GET.get("page")
    )
    told = sums(viewer, day=day)
    here = reverse("volunteers")
    context = {
        "page": page, "lines": lines_of(list(page.object_list), now), "sums": told, "month_hours": hours_in_words(told.minutes),
        "applied_url": f"{here}?state=applied", "checked_url": f"{here}?state=checked", "lacking_url": f"{here}?lacking=yes",
        "q": wanted.word, "lacking": given.get("lacking", ""), "ahead": wanted.ahead, "soon_url": f"{here}?lacking=soon", "narrowed": bool(given),
        "states": [(each.value, word, each.value == wanted.state) for each, word in STATES.items()],
        "teams": [(code, word, code == str(wanted.team_id)) for code, word in teams_in(directory(at=now))],
        "tabs": tabs_of("volunteers", viewer, now), "may_export": viewer.may(Right.EXPORT), "may_import": viewer.may(Right.IMPORT),
        "export_url": f"{reverse('volunteers-export')}?{urlencode({k: v for k, v in given.items() if k != 'q'})}",
    }  # fmt: skip
    return render(request, "desk/volunteers.html", context)


def lines_of(rows: list[Volunteer], now: datetime) -> list[dict[str, Any]]:
    """Return volunteers as lines of a list."""
    steps, called, today = thresholds(now), names(rows), timezone.localdate(now)
    active = limit("active_hours", now).number * 60
    stood = {row.id: standing(row.minutes, steps) for row in rows}  # type: ignore[attr-defined]
    return [
        {
            "id": row.id, "number": row.number or "–", "name": called[row.id], "team": name_of(row.team), "state": row.state,
            "word": STATES[VolunteerState(row.state)], "tone": TONES[row.state], "stars": stars_in_words(stood[row.id].stars),
            "short": hours_in_words(stood[row.id].missing or 0) if row.state == VolunteerState.ENROLLED.value and stood[row.id].missing else "",
            "carried": hours_in_words(row.carried) if row.carried else "",
            "hours": hours_in_words(row.minutes), "recent": hours_in_words(row.recent), "active": row.recent >= active,  # type: ignore[attr-defined]
            "trained": row.trained, "insured": row.insured_until,
            "covered": bool(row.insured_from and row.insured_until and row.insured_from <= today <= row.insured_until),
        }
        for row in rows
    ]  # fmt: skip


@require_POST
@staff_only(Right.EXPORT)
def export(request: DeskRequest) -> HttpResponse:
    """Send the list that the address asks for as Excel; telephones and documents are not in it."""
    now = timezone.now()
    day, pack = timezone.localdate(now), pack_on(now).pack
    wanted, _given = _asked(request)
    rows = list(volunteers(request.viewer, wanted, day=day)[: int(pack.value_on("export.max_rows", day).number)])
    text = ColumnKind.TEXT
    columns = (
        Column(_("编号"), text, 14), Column(_("姓名"), text, 12), Column(_("队伍"), text, 20), Column(_("状态"), text, 14), Column(_("星级"), text, 8),
        Column(_("离下一星差（小时）")), Column(_("累计时长（小时）")), Column(_("其中原有时长（小时）")), Column(_("本月时长（小时）")), Column(_("通过培训"), text, 12), Column(_("保险至"), text, 12),
    )  # fmt: skip
    steps = thresholds(now)
    cells = [
        [e["number"], e["name"], e["team"], str(e["word"]), e["stars"], round((standing(row.minutes, steps).missing or 0) / 60, 1), round(row.minutes / 60, 1), round(row.carried / 60, 1), round(row.recent / 60, 1), str(e["trained"] or ""), str(e["insured"] or "")]  # type: ignore[attr-defined]
        for row, e in zip(rows, lines_of(rows, now), strict=True)
    ]  # fmt: skip
    note_export(by=request.viewer, rows=len(rows), of="volunteers", at=now)
    return sent([SheetSpec(name=_("义警名册"), columns=columns, rows=cells)], f"fengqiao-volunteers-{day:%Y%m%d}.xlsx")


@require_http_methods(["GET", "POST"])
@staff_only(Right.ORGANISE)
def new(request: DeskRequest) -> HttpResponse:
    """Take an application in."""
    now, post = timezone.now(), request.POST
    units, status = directory(at=now), 200
    if request.method == "POST":
        try:
            made = actions.apply(new=application_of(post, units), by=request.viewer, at=now)
        except Problem as problem:
            messages.error(request, say(problem))
            status = 422
        else:
            messages.success(request, _("已登记报名，个人信息已加密保存。"))
            return redirect("volunteer", volunteer_id=made)
    context = {
        "form": new_form(units, post or None), "grid": slot_grid(frozenset(post.getlist("slots"))), "days": DAYS,
        "consents": post.get("consents") == "yes", "shown": post.get("shown") == "yes",
    }  # fmt: skip
    return render(request, "desk/volunteer_new.html", context, status=status)


@require_GET
@staff_only(Right.ORGANISE)
def hours(request: DeskRequest) -> HttpResponse:
    """Show the activities whose hours wait for somebody to confirm them."""
    now, viewer = timezone.now(), request.viewer
    return render(request, "desk/volunteer_hours.html", _hours(viewer, now))


def _hours(viewer: Viewer, now: datetime) -> dict[str, Any]:
    found = papers_waiting(viewer)
    called = staff_names({each.row.asked_by for each in found})
    papers = [
        {"id": each.row.id, "number": each.row.number, "by": called.get(each.row.asked_by, "–"), "at": each.row.asked_at,
         "people": each.people[:NAMED], "more": max(0, len(each.people) - NAMED), "count": len(each.people), "hours": hours_in_words(each.minutes), "mine": each.mine}
        for each in found
    ]  # fmt: skip
    return {"lines": _waiting(viewer, now), "papers": papers, "tabs": tabs_of("volunteer-hours", viewer, now)}


@require_POST
@staff_only(Right.ORGANISE)
def sign(request: DeskRequest, paper_id: UUID) -> HttpResponse:
    """Sign a document's hours of before, or send it back."""
    taken = request.POST.get("taken") == "yes"
    try:
        count = actions.sign_paper(paper_id=paper_id, taken=taken, by=request.viewer, at=timezone.now())
    except Problem as problem:
        if problem.code == "paper-unknown":
            raise Http404 from None
        messages.error(request, say(problem))
    else:
        said = _("已核签 %(n)s 人的原有时长。") % {"n": count} if taken else _("已退回，这份文件的时长不算。")
        messages.success(request, said)
    return redirect("volunteer-hours")


def _waiting(viewer: Viewer, now: datetime) -> list[dict[str, Any]]:
    found, pack = unconfirmed(viewer, at=now), pack_on(now).pack
    called = staff_names({each.staff_id for each in found})
    lines: dict[UUID, dict[str, Any]] = {}
    for each in found:
        line = lines.setdefault(
            each.activity_id,
            {
                "id": each.activity_id, "title": duty_word("duty", each.kind, pack), "form": duty_word("duty_form", each.form, pack) if each.form else "",
                "starts": each.starts, "ends": each.ends, "people": [], "own": False, "hours": hours_in_words(each.minutes),
            },
        )  # fmt: skip
        line["people"].append(called.get(each.staff_id, "–"))
        line["own"] |= each.staff_id == viewer.staff_id
    for line in lines.values():
        line["none"] = line["own"] and len(line["people"]) == 1
    return list(lines.values())


@require_POST
@staff_only()
def confirm(request: DeskRequest, activity_id: UUID) -> HttpResponse:
    """Confirm the hours of those who came to an activity."""
    try:
        count = actions.confirm_hours(activity_id=activity_id, by=request.viewer, at=timezone.now())
    except Problem as problem:
        if problem.code == "duty-unknown":
            raise Http404 from None
        messages.error(request, say(problem))
    else:
        messages.success(request, _("已确认 %(n)s 人的时长。") % {"n": count})
    return redirect("volunteer-hours")
