"""The overview page: counts by town, kind, state and unit; each number opens to its list."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from fengqiao.desk.doors import staff_only
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.overview.figures import Figures, Period
from fengqiao.desk.words import STATES
from fengqiao.matters.terms import MatterState
from fengqiao.orgs.queries import directory
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on

SPANS = (7, 30, 90, 365)
LONGEST = 3660


def _period(request: DeskRequest, today: date) -> tuple[Period, int]:
    """Return the period asked for, and its span in days where it is one of the usual ones."""
    try:
        first, last = (date.fromisoformat(request.GET.get(name, "")) for name in ("since", "until"))
    except ValueError:
        first = last = today
    else:
        if 1990 <= first.year <= last.year <= 9000 and first <= last and (last - first).days <= LONGEST:
            return Period(first, last), 0
    days = request.GET.get("days", "")
    span = int(days) if days.isdecimal() and len(days) < 5 and int(days) in SPANS else 30
    return Period(today - timedelta(days=span - 1), today), span


@require_GET
@staff_only(Right.OVERVIEW)
def overview(request: DeskRequest) -> HttpResponse:
    """Show the overview of what the viewer sees."""
    now = timezone.now()
    period, span = _period(request, timezone.localdate(now))
    figures = Figures(request.viewer, period, pack_on(now).pack, directory(at=now), now)
    areas, values = figures.map_of()
    context = {
        "period": period,
        "spans": [
            {"label": ngettext("%(n)s 天", "%(n)s 天", n) % {"n": n}, "url": f"?days={n}", "active": n == span}
            for n in SPANS
        ],
        "tiles": figures.tiles(),
        "towns": figures.towns(),
        "kinds": figures.kinds(),
        "units": figures.unit_rows(),
        "states": [STATES[state] for state in MatterState],
        "areas": areas,
        "values": values,
        "trend": figures.trend(),
        "by_town": figures.by_town_and_state(),
    }
    return render(request, "desk/overview.html", context)
