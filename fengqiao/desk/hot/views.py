"""The pages of hot issues: the list with its filters, one issue with its messages, gathering anew."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.hot.issues import Issue, issues
from fengqiao.desk.matters.filters import Choices
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import STATES, listed, name_of, say
from fengqiao.jobs.actions import start
from fengqiao.jobs.queries import latest_by_subject
from fengqiao.kit.problems import Problem
from fengqiao.look import charts
from fengqiao.matters.queries import gathered, last_gathering
from fengqiao.matters.terms import MatterState
from fengqiao.orgs.queries import Directory, directory
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on

SPANS = (7, 30, 90)
SHOWN = 30
EVERYWHERE = UUID(int=0)  # what is gathered: all matters, as one subject of the job
JOB = "gather"


@require_GET
@staff_only(Right.OVERVIEW)
def hot(request: DeskRequest) -> HttpResponse:
    """Show the hot issues of a period, as the worker gathered them within the last hour."""
    now = timezone.now()
    choices = Choices(pack_on(now).pack, directory(at=now))
    span, since, until = _period(request, now)
    rows = gathered(request.viewer, since=since, until=until)
    area = request.GET.get("area", "")
    below = set(choices.below(area)) if area else set()
    found = [issue for issue in issues(rows, since, until) if not below or below & set(issue.areas)]
    context = {
        "span": span,
        "spans": [
            {"label": ngettext("%(n)s 天", "%(n)s 天", n) % {"n": n}, "url": _address(n, area), "active": n == span}
            for n in SPANS
        ],
        "towns": [(town.code, name_of(town), town.code == area) for town in choices.towns()],
        "issues": [_line(issue, span, choices.directory) for issue in found[:SHOWN]],
        "total": len(found),
        "job": latest_by_subject([EVERYWHERE], JOB, now=now).get(EVERYWHERE),
        "gathered_at": last_gathering(),
    }
    return render(request, "desk/hot.html", context)


@require_GET
@staff_only(Right.OVERVIEW)
def issue(request: DeskRequest, group: UUID) -> HttpResponse:
    """Show one issue: its heat with the parts, the weeks, the matters."""
    now = timezone.now()
    units = directory(at=now)
    span, since, until = _period(request, now)
    found = issues(gathered(request.viewer, since=since, until=until, group=group), since, until)
    if not found:
        raise Http404
    (one,) = found
    labels = [f"{day:%m-%d}" for day, _told in one.weeks]
    context = {
        **_line(one, span, units),
        "span": span,
        "chart": charts.lines(labels, {_("诉求"): [told for _day, told in one.weeks]}, name=_("从这一天起七天")),
        "matters": [
            {
                "id": each.matter_id,
                "number": each.number,
                "title": each.title,
                "state": each.state,
                "state_word": STATES[MatterState(each.state)],
                "unit": _unit(each.unit_id, units),
                "area": _area(each.area_id, units),
                "told": len(each.told),
                "at": each.told[-1],
            }
            for each in sorted(one.members, key=lambda each: each.told[-1], reverse=True)
        ],
    }
    return render(request, "desk/hot_issue.html", context)


@require_POST
@staff_only(Right.OVERVIEW)
def gather(request: DeskRequest) -> HttpResponse:
    """Gather anew, in the background."""
    try:
        start(kind=JOB, subject_id=EVERYWHERE, by=request.viewer, at=timezone.now())
        messages.success(request, _("正在后台重新归并，稍后刷新本页。"))
    except Problem as problem:
        messages.info(request, say(problem))
    return redirect("hot")


def _period(request: DeskRequest, now: datetime) -> tuple[int, datetime, datetime]:
    asked = request.GET.get("days", "")
    span = int(asked) if asked in {str(each) for each in SPANS} else 30
    until = timezone.localtime(now)
    return span, until - timedelta(days=span), until


def _address(span: int, area: str) -> str:
    query = urlencode({"days": str(span), "area": area} if area else {"days": str(span)})
    return f"{reverse('hot')}?{query}"


def _line(issue: Issue, span: int, units: Directory) -> dict[str, Any]:
    most = max(told for _day, told in issue.weeks)
    return {
        "title": issue.title,
        "url": f"{reverse('hot-issue', args=[issue.group])}?days={span}",
        "heat": issue.heat,
        "told": issue.told,
        "rush": issue.rush,
        "rise": issue.rise,
        "count": len(issue.members),
        "last": issue.last,
        "states": [
            (state.value, STATES[state], issue.states[state.value])
            for state in MatterState
            if issue.states[state.value]
        ],
        "units": listed(dict.fromkeys(_unit(unit_id, units) for unit_id in issue.units[:3])),
        "areas": listed(dict.fromkeys(_area(area_id, units) for area_id in issue.areas[:2])),
        "weeks": [
            {"day": day, "told": told, "height": round(24 * told / most), "top": 24 - round(24 * told / most)}
            for day, told in issue.weeks
        ],
    }


def _unit(unit_id: UUID, units: Directory) -> str:
    card = units.units.get(unit_id)
    return name_of(card) if card else "–"


def _area(area_id: UUID | None, units: Directory) -> str:
    place = units.places.get(area_id) if area_id else None
    return name_of(place) if place else ""
