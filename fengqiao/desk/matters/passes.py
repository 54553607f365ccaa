"""Slips and links on a matter's page: made, printed, taken back; when each was last opened."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.filters import READERS
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import PASS_STATES, PASS_TONES, TASK_ROLES, name_of
from fengqiao.look.addresses import full
from fengqiao.look.codes import qr
from fengqiao.matters.queries import Dossier, dossier, matter_for, took_in
from fengqiao.matters.terms import OPEN_TASKS, TaskRole
from fengqiao.orgs.queries import Viewer, staff_names
from fengqiao.orgs.terms import Right
from fengqiao.passes import actions
from fengqiao.passes.queries import GIVERS, can_mail, linked_tasks, slips_of
from fengqiao.passes.terms import PassState
from fengqiao.rulebook.queries import limit_on

GOOD = (PassState.LIVE, PassState.OPENED)


def passes_of(case: Dossier, viewer: Viewer, now: datetime) -> dict[str, Any]:
    """Return the slips of a matter and the links of its tasks, as its page shows them."""
    slips = slips_of(viewer, case.matter.id, now=now)
    names = staff_names(slip.made_by for slip in slips)
    asked = TaskRole.CONFER.value  # who is only asked whose it is has nothing to do here yet
    tasks = {task.id: task for task in case.tasks if task.state in OPEN_TASKS and task.role != asked}
    linked = [] if case.matter.sealed else linked_tasks(
        viewer, case.matter.id, {task.id: task.unit_id for task in tasks.values()}, now=now
    )  # fmt: skip
    return {
        "mails": can_mail(),
        "may": any(viewer.may(right) for right in GIVERS),
        "slips": [{**_shown(slip), "who": names.get(slip.made_by, "")} for slip in slips],
        "tasks": [
            {
                "id": each.task_id,
                "unit": name_of(tasks[each.task_id].unit),
                "role": TASK_ROLES[TaskRole(tasks[each.task_id].role)],
                "mail": each.mail,
                "links": [{**_shown(link), "asked_at": link.asked_at} for link in each.links],
            }
            for each in linked
        ],
    }


def _shown(card: Any) -> dict[str, Any]:
    return {
        "id": card.id,
        "made_at": card.made_at,
        "expires_at": card.expires_at,
        "opened_at": card.opened_at,
        "state": card.state.value,
        "word": PASS_STATES[card.state],
        "tone": PASS_TONES[card.state],
        "good": card.state in GOOD,
    }


@require_POST
@staff_only(*READERS)
def make_slip(request: DeskRequest, matter_id: UUID) -> HttpResponse:
    """Make a slip and show it, to be printed: it is not shown again."""
    if matter_for(request.viewer, matter_id) is None and not took_in(request.viewer, matter_id):
        raise Http404
    token = actions.make_slip(matter_id=matter_id, by=request.viewer, at=timezone.now())
    return redirect("track-slip", token=token)


@require_POST
@staff_only(*READERS)
def revoke_slip(request: DeskRequest, matter_id: UUID, slip_id: UUID) -> HttpResponse:
    """Take a slip back."""
    if matter_for(request.viewer, matter_id) is None:
        raise Http404
    actions.revoke_slip(slip_id=slip_id, by=request.viewer, at=timezone.now())
    messages.success(request, _("查询单已作废，扫码打不开了。"))
    return redirect("matter", matter_id=matter_id)


@require_POST
@staff_only(Right.ROUTE)
def make_link(request: DeskRequest, matter_id: UUID, task_id: UUID) -> HttpResponse:
    """Make a link for a task and show it once, to be copied, or printed as the paper that goes to the unit."""
    case = dossier(request.viewer, matter_id)
    task = next((each for each in case.tasks if each.id == task_id), None) if case else None
    if case is None or task is None:
        raise Http404
    now = timezone.now()
    token = actions.make_link(task_id=task_id, by=request.viewer, at=now)
    address = full(request, "task-link", token)
    hours = limit_on("portal.link_hours", now), limit_on("portal.session_hours", now)
    dates = [(clock.code, deadline.due_at) for clock, deadline in case.clocks if clock.stopped_at is None]
    context = {
        "matter": case.matter,
        "unit": name_of(task.unit),
        "role": TASK_ROLES[TaskRole(task.role)],
        "office": name_of(case.matter.unit) if task.role != TaskRole.LEAD.value else "",
        "address": address,
        "qr": qr(address),
        "link_hours": hours[0],
        "session_hours": hours[1],
        "dates": dates,
        "printed_at": now,
    }
    return render(request, "desk/link.html", context)


@require_POST
@staff_only(Right.ROUTE)
def mail_link(request: DeskRequest, matter_id: UUID, task_id: UUID) -> HttpResponse:
    """Send a fresh link to the unit's mailbox."""
    if matter_for(request.viewer, matter_id) is None:
        raise Http404
    actions.mail_link(task_id=task_id, by=request.viewer, at=timezone.now())
    messages.success(request, _("新链接已发往单位邮箱，先前的已作废。"))
    return redirect("matter", matter_id=matter_id)


@require_POST
@staff_only(Right.ROUTE)
def revoke_link(request: DeskRequest, matter_id: UUID, link_id: UUID) -> HttpResponse:
    """Take a link back, with whatever was opened by it."""
    if matter_for(request.viewer, matter_id) is None:
        raise Http404
    actions.revoke_link(link_id=link_id, by=request.viewer, at=timezone.now())
    messages.success(request, _("交办链接已作废，打开着的也不能再办。"))
    return redirect("matter", matter_id=matter_id)
