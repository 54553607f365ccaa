"""The list of joint incidents: running ones first, what the period comes to, and what waits for one's unit."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fengqiao.desk.doors import staff_only
from fengqiao.desk.joint.showing import place_words, unit_name
from fengqiao.desk.joint.words import length
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import name_of
from fengqiao.incidents.queries import READERS, JointSums, Sheet, acts_for, incidents, sums, with_parties
from fengqiao.orgs.queries import Directory, directory
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_of

SPANS = (7, 30, 90, 365)
USUAL = 30
SIZE = 50


@require_GET
@staff_only(*READERS)
def index(request: DeskRequest) -> HttpResponse:
    """Show the incidents that a viewer may see."""
    now = timezone.now()
    days = _days(request.GET.get("days", ""))
    only = request.GET.get("only", "")
    rows = with_parties(list(incidents(request.viewer, since=_since(now, days), until=now + timedelta(days=1))))
    found = sums(rows)
    shown = [each for each in rows if _wanted(each, only)]
    units = directory(at=now)
    page = Paginator(shown, SIZE).get_page(request.GET.get("page"))
    context = {
        "spans": [{"label": _("近 %(n)s 天") % {"n": n}, "url": _address(n, only), "active": n == days} for n in SPANS],
        "tiles": _tiles(found, days),
        "page": page,
        "rows": [_row(each, request, units) for each in page.object_list],
        "only": only,
        "all_url": _address(days, ""),
        "may_take_in": request.viewer.may(Right.HANDLE) and request.viewer.may(Right.TAKE_IN),
        "drills": found.drills,
    }
    return render(request, "desk/joint_list.html", context)


def _days(raw: str) -> int:
    return int(raw) if raw.isdecimal() and len(raw) < 5 and int(raw) in SPANS else USUAL


def _since(now: datetime, days: int) -> datetime:
    day = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return day - timedelta(days=days - 1)


def _address(days: int, only: str) -> str:
    return f"{reverse('joint-list')}?days={days}" + (f"&only={only}" if only else "")


def _wanted(each: Sheet, only: str) -> bool:
    """Whether an incident is among those that a figure counts."""
    real = not each.incident.drill
    match only:
        case "running":
            return each.running and real
        case "late":
            return real and any(party.kept is False for party in each.parties)
        case "kept":
            return real and any(party.kept for party in each.parties)
        case "arrived":
            return real and each.first_seconds is not None
        case "real":
            return real
        case "drill":
            return each.incident.drill
    return True


def _tiles(found: JointSums, days: int) -> list[dict[str, Any]]:
    late = found.measured - found.kept
    share = _("%(kept)s / %(measured)s 次") % {"kept": found.kept, "measured": found.measured}
    each = f"{found.parties / found.incidents:.1f}" if found.incidents else "–"
    return [
        {"label": _("联动"), "value": found.incidents, "url": _address(days, "real"), "icon": "users-group", "tone": ""},
        {"label": _("进行中"), "value": found.running, "url": _address(days, "running"), "icon": "bell", "tone": "amber" if found.running else ""},
        {"label": _("时限内到场"), "value": share, "url": _address(days, "kept"), "icon": "circle-check", "tone": ""},
        {"label": _("超时到场"), "value": late, "url": _address(days, "late"), "icon": "alarm", "tone": "red" if late else ""},
        {"label": _("首支到场中位数"), "value": length(found.first_median), "url": _address(days, "arrived"), "icon": "clock", "tone": ""},
        {"label": _("每起平均力量"), "value": each, "url": _address(days, "real"), "icon": "users", "tone": ""},
    ]  # fmt: skip


def _row(each: Sheet, request: DeskRequest, units: Directory) -> dict[str, Any]:
    row = each.incident
    joint = pack_of(row.edition_id).pack.joint
    plan, outcome = joint.plans.get(row.plan), joint.outcomes.get(row.outcome)
    out = [party for party in each.parties if not party.leads]
    return {
        "url": reverse("joint", args=[row.id]),
        "title": row.matter.title,
        "number": row.matter.number,
        "plan": name_of(plan) if plan else row.plan,
        "where": place_words(each, units),
        "lead": unit_name(row.unit),
        "running": each.running,
        "drill": row.drill,
        "mine": any(acts_for(request.viewer, party.party.unit_id) and not party.moments.over for party in out),
        "outcome": name_of(outcome) if outcome else "",
        "opened_at": row.opened_at,
        "first": length(each.first_seconds),
        "kept": None
        if each.first_seconds is None or not row.limit_minutes
        else each.first_seconds <= row.limit_minutes * 60,
        "arrived": sum(party.seconds is not None for party in out),
        "out": len(out),
    }
