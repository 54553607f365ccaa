"""What waits for a second person: shown to those who may answer, to whoever proposed it, and answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import PROPOSED, ROLES, name_of
from fengqiao.orgs import actions
from fengqiao.orgs.queries import Viewer, may_answer, proposals_for, staff_names, what_of
from fengqiao.orgs.terms import Right, Role


def waiting_lines(viewer: Viewer, now: datetime) -> list[dict[str, Any]]:
    """Return what waits in the units that a viewer is in charge of or administers."""
    rows = proposals_for(viewer)
    names = staff_names(row.proposed_by for row in rows)
    return [
        {
            "id": row.id,
            "staff_id": row.staff_id,
            "what": PROPOSED[what_of(row)],
            "who": row.staff.name,
            "number": row.staff.number,
            "unit": name_of(row.unit),
            "role": ROLES[Role(row.role)] if row.role else "",
            "starts": row.starts,
            "ends": row.ends,
            "by": names.get(row.proposed_by, ""),
            "at": row.proposed_at,
            "may": may_answer(viewer, row),
            "own": row.proposed_by == viewer.staff_id,
        }
        for row in rows
    ]


@require_POST
@staff_only(Right.ADMINISTER, Right.AUDIT)
def answer(request: DeskRequest, proposal_id: UUID) -> HttpResponse:
    """Accept, refuse or take back a proposal; a temporary password is shown once to whoever accepts."""
    wanted, now = request.POST.get("answer", ""), timezone.now()
    back = redirect("people" if request.viewer.may(Right.ADMINISTER) else "audit")
    if wanted == "withdraw":
        actions.withdraw_proposal(proposal_id=proposal_id, by=request.viewer, at=now)
        messages.success(request, _("已撤回。"))
        return back
    accepted = wanted == "accept"
    password = actions.answer_proposal(proposal_id=proposal_id, accept=accepted, by=request.viewer, at=now)
    if password:
        return render(request, "desk/password_once.html", {"password": password, "name": "", "staff_id": None})
    messages.success(request, _("已核准。") if accepted else _("已退回。"))
    return back
