"""The first screen of volunteers and village assistants: one button, and what became of what they told."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.amounts import matters
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import STATES, entered, name_of
from fengqiao.errands.actions import may_take
from fengqiao.errands.queries import waiting_for
from fengqiao.matters import queries
from fengqiao.matters.queries import QueueFilter, Told
from fengqiao.matters.terms import MatterState, Tab
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_of

SHOWN = 20
STEPS = (MatterState.TRIAGE, MatterState.OFFERED, MatterState.WORKING, MatterState.CLOSED)


@require_GET
@staff_only(Right.TAKE_IN)
def tell(request: DeskRequest) -> HttpResponse:
    """Show the button, and one's own tellings."""
    viewer, now = request.viewer, timezone.now()
    found = queries.told_by(viewer, most=SHOWN)
    total, closed, _since = queries.told_count(viewer)
    seen = queries.named(viewer, {each.matter_id for each in found}) if viewer.may(Right.HANDLE) else {}
    waiting = queries.queue(viewer, QueueFilter(tab=Tab.TODO), now=now).count() if viewer.may(Right.HANDLE) else None
    runs = may_take(viewer)
    context = {
        "runs": runs,
        "errands": waiting_for(viewer, day=timezone.localdate(now), at=now) if runs else None,
        "told": [_line(each, each.matter_id in seen) for each in found],
        "total": total,
        "closed": closed,
        "shown": SHOWN,
        "waiting": waiting,
        "waiting_url": matters(tab=Tab.TODO.value),
    }
    return render(request, "desk/first_tell.html", context)


def _line(each: Told, seen: bool) -> dict[str, Any]:  # noqa: FBT001
    if each.sealed and not seen:
        # Not even its title: whoever took it in need not be one of those named.
        return {
            "title": _("一件保密的事"),
            "at": each.told_at,
            "state": "noted",
            "word": _("已收到"),
            "says": _("已交专人办理，不公开进展。"),
        }
    result = pack_of(each.edition_id).pack.kinds[each.kind].result(each.result)
    unit = entered(each.unit, each.unit_en)
    says = {
        MatterState.TRIAGE: _("正在确定由谁办。"),
        MatterState.OFFERED: _("已送%(unit)s，等待签收。") % {"unit": unit},
        MatterState.WORKING: _("%(unit)s正在办。") % {"unit": unit},
        MatterState.CLOSED: _("%(unit)s已办结：%(result)s。")
        % {"unit": unit, "result": name_of(result) if result else "–"},
    }[each.state]
    return {
        "title": each.title,
        "at": each.told_at,
        "state": each.state.value,
        "word": STATES[each.state],
        "says": says,
        "closed_at": each.closed_at,
        "step": STEPS.index(each.state) + 1,
        "url": reverse("matter", args=[each.matter_id]) if seen else "",
    }
