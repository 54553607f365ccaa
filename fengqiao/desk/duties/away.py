"""When one cannot come: said here by everybody for themselves; shifts and activities are known without being written."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.duty_words import AWAY_PARTS, headline_of, place_of
from fengqiao.desk.fields import Plain, chosen, day_field
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.posted import day_of
from fengqiao.desk.words import say
from fengqiao.duties import actions
from fengqiao.duties.queries import absences_of, mine, shifts_of
from fengqiao.duties.rules.absences import Away
from fengqiao.duties.terms import AwayPart
from fengqiao.kit.problems import Problem
from fengqiao.rulebook.queries import pack_on

DAYS = 31


@require_http_methods(["GET", "POST"])
@staff_only()
def away(request: DeskRequest) -> HttpResponse:
    """Show when somebody said that they cannot come and what is known of them already; take in one more."""
    now, status = timezone.now(), 200
    if request.method == "POST":
        try:
            actions.say_away(away=_said(request), by=request.viewer, at=now)
        except Problem as problem:
            messages.error(request, say(problem))
            status = 422
        else:
            messages.success(request, _("已记下，排班的人看得到，不会再排您。"))
            return redirect("duty-away")
    return render(request, "desk/duty_away.html", _context(request, now), status=status)


def _said(request: DeskRequest) -> Away:
    post = request.POST
    part = post.get("part", "")
    if part not in set(AwayPart):
        raise Problem("away-part", "请选全天、白天还是晚上。")
    first = day_of(post.get("first", ""))
    return Away(first, day_of(post.get("last", "")) if post.get("last") else first, AwayPart(part))


def _context(request: DeskRequest, now: Any) -> dict[str, Any]:
    viewer, pack, today = request.viewer, pack_on(now).pack, timezone.localdate(now)
    until = now + timedelta(days=DAYS)
    shifts = sorted(each for each in shifts_of([viewer.staff_id], now, until).get(viewer.staff_id, []) if each[1] > now and each[0] < until)  # fmt: skip
    known: list[dict[str, Any]] = [
        {"starts": begins, "ends": ends, "title": _("值班"), "place": "", "id": None} for begins, ends in shifts
    ]
    known += [
        {"starts": row.starts, "ends": row.ends, "title": headline_of(row, pack), "place": place_of(row), "id": row.id}
        for row in mine(viewer, at=now, days=DAYS)
        if row.ends > now
    ]
    form = Plain(
        "away", request.POST or None, first=day_field(_("从哪天"), today), last=forms.CharField(label=_("到哪天"), required=False, help_text=_("只有一天就不填"), widget=forms.DateInput(attrs={"type": "date"})),
        part=chosen(_("哪一段"), [(each.value, AWAY_PARTS[each]) for each in AwayPart]),
    )  # fmt: skip
    rows = absences_of(viewer, today=today)
    return {
        "form": form, "known": sorted(known, key=lambda each: each["starts"]),
        "rows": [{"id": each.id, "first": each.first, "last": each.last, "one": each.first == each.last, "part": AWAY_PARTS[AwayPart(each.part)]} for each in rows],
    }  # fmt: skip


@require_POST
@staff_only()
def take_back(request: DeskRequest, absence_id: UUID) -> HttpResponse:
    """Take back what one said."""
    actions.take_away_back(absence_id=absence_id, by=request.viewer, at=timezone.now())
    messages.success(request, _("已撤掉，又可以排您了。"))
    return redirect("duty-away")
