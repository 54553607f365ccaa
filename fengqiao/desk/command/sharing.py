"""Matters done together by officers and grid workers: lists for both sides, and the panel on a matter's page."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fengqiao.command import actions
from fengqiao.command.queries import READERS, may_share, shared, shared_of
from fengqiao.desk.doors import staff_only
from fengqiao.desk.inspections.forms import id_or_none
from fengqiao.desk.matters.rows import lines
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import TASK_STATES, entered, name_of, say
from fengqiao.kit.problems import Problem
from fengqiao.matters.queries import Dossier, matter_for, states_of_shares
from fengqiao.matters.terms import OPEN_TASKS, TaskRole, TaskState
from fengqiao.orgs.queries import Directory, Viewer, directory, staff_in

if TYPE_CHECKING:
    from fengqiao.command.models import Shared

PAGE = 50
TONES = {"offered": "amber", "working": "blue", "done": "green"}


def _side(unit: Any, who: Any, state: str, *, leads: bool) -> dict[str, Any]:
    """Return one side as pages show it: its unit, who there, how far its share is."""
    return {
        "unit": entered(unit.short or unit.name, unit.name_en), "who": who.name if who else "", "leads": leads,
        "state": state, "word": TASK_STATES[TaskState(state)] if state else "", "tone": TONES.get(state, "grey"),
    }  # fmt: skip


def _sides(row: Shared, states: dict[tuple[UUID, UUID], str]) -> list[dict[str, Any]]:
    sides = ((row.station, row.officer), (row.grid, row.worker))
    return [
        _side(unit, who, states.get((row.matter_id, unit.id), ""), leads=unit.id == row.lead_id) for unit, who in sides
    ]


@require_GET
@staff_only(*READERS)
def page(request: DeskRequest) -> HttpResponse:
    """Show the matters done together: one's own, or all of one's grid or station."""
    now, viewer = timezone.now(), request.viewer
    mine = request.GET.get("of", "") != "all"
    counts = {code: shared(viewer, mine=own).filter(matter__closed_at__isnull=True).count() for code, own in (("mine", True), ("all", False))}  # fmt: skip
    found = Paginator(shared(viewer, mine=mine), PAGE).get_page(request.GET.get("page"))
    rows = list(found.object_list)
    shown = {line.id: line for line in lines([row.matter for row in rows], now=now, units=directory(at=now))}
    states = states_of_shares([row.matter_id for row in rows])
    context = {
        "page": found, "mine": mine,
        "rows": [{"line": shown[row.matter_id], "sides": _sides(row, states)} for row in rows],
        "tabs": [
            {"label": word, "url": f"{reverse('command-shared')}?of={code}", "active": mine is (code == "mine"), "count": counts[code]}
            for code, word in (("mine", _("我的")), ("all", _("我的网格、我的所")))
        ],
    }  # fmt: skip
    return render(request, "desk/shared.html", context)


def shared_on(viewer: Viewer, case: Dossier, units: Directory, now: datetime) -> dict[str, Any] | None:
    """Return what a matter's page shows of doing it together: both sides, or the form that asks the other; None where neither."""
    row = shared_of(case.matter.id)
    if row is not None:
        states = states_of_shares([row.matter_id])
        return {
            "sides": _sides(row, states),
            "lead": name_of(row.station if row.lead_id == row.station_id else row.grid),
        }
    lead = next(
        (task for task in case.tasks if task.role == TaskRole.LEAD.value and task.state == TaskState.WORKING.value),
        None,
    )
    if lead is None or lead.state not in OPEN_TASKS or not any(viewer.may(right) for right in READERS):
        return None
    pair = may_share(viewer, case.matter, lead.unit_id, units)
    if pair is None:
        return None
    return {
        "asks": entered(pair.other.short, pair.other.name_en),
        "people": staff_in(pair.other.id, at=now),
        "matter": case.matter.id,
    }


@require_POST
@staff_only(*READERS)
def ask(request: DeskRequest, row_id: UUID) -> HttpResponse:
    """Ask the other side to do a matter together."""
    if matter_for(request.viewer, row_id) is None:
        raise Http404
    try:
        staff_id = id_or_none(request.POST.get("staff", ""))
        actions.share(
            matter_id=row_id, staff_id=staff_id, wanted=request.POST.get("wanted", ""), by=request.viewer, at=timezone.now()
        )  # fmt: skip
        messages.success(request, _("已请对方共办，两边看到的是同一件。"))
    except Problem as problem:
        messages.error(request, say(problem))
    return redirect("matter", matter_id=row_id)
