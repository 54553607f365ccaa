"""Today's visits on the page of phones: masked until they are opened on purpose, and then for the day alone (ADR 168)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fengqiao.desk.visit_words import due_words, visit_word
from fengqiao.desk.words import name_of, say
from fengqiao.kit.problems import Problem
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import limit_on, pack_on
from fengqiao.vault.queries import masked_in
from fengqiao.visits.actions import open_round
from fengqiao.visits.queries import on_round

NAME, ADDRESS, PHONE = "teller_name", "teller_address", "teller_phone"


def masked_visits(viewer: Viewer, now: datetime) -> dict[str, Any] | None:
    """Return whom somebody is to visit, masked, and what may be found there; None for those who visit nobody."""
    if not viewer.may(Right.INSPECT) or not viewer.may(Right.UNMASK):
        return None
    pack, today = pack_on(now).pack, timezone.localdate(now)
    soon, most = limit_on("visits.soon_days", now), limit_on("visits.round", now)
    rows = on_round(viewer, (), today=today, soon=soon, most=most)
    masked = masked_in([row.id for row in rows])
    ready = pack.visits.concerns.values() if viewer.may(Right.TAKE_IN) else ()
    return {
        "stops": [_stop(row, masked.get(row.id, {}).get(NAME, ""), now) for row in rows],
        "concerns": [{"code": each.code, "name": name_of(each)} for each in ready if each.text],
    }


def _stop(row: Any, name: str, now: datetime) -> dict[str, Any]:
    pack, today = pack_on(now).pack, timezone.localdate(now)
    return {
        "id": str(row.id), "name": row.title or name or _("一户"), "area": name_of(row.area), "tier": visit_word("tier", row.tier, pack),
        "due": due_words(row.due, today),
    }  # fmt: skip


@require_POST
def open_visits(request: HttpRequest) -> JsonResponse:
    """Send today's visits in clear, in the order in which to go, until the day is over; each look is recorded with its purpose.

    401 without a log-in, 422 where there is nobody to visit.
    """
    viewer: Viewer | None = getattr(request, "viewer", None)
    if viewer is None:
        return JsonResponse({"problem": "log-in"}, status=401)
    now = timezone.now()
    try:
        stops = open_round(ids=(), start=None, by=viewer, at=now)
    except Problem as problem:
        return JsonResponse({"problem": problem.code, "says": say(problem)}, status=422)
    midnight = timezone.make_aware(datetime.combine(timezone.localdate(now) + timedelta(days=1), time.min))
    told = [
        {**_stop(stop.row, stop.personal.get(NAME, ""), now), "who": stop.personal.get(NAME, "") if stop.row.title else "",
         "address": stop.personal.get(ADDRESS, ""), "phone": stop.personal.get(PHONE, "")}
        for stop in stops
    ]  # fmt: skip
    return JsonResponse({"me": str(viewer.staff_id), "until": round(midnight.timestamp() * 1000), "stops": told})
