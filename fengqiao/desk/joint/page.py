"""One incident: the page, and what it asks for every few seconds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from fengqiao.desk.doors import staff_only
from fengqiao.desk.joint.forms import page_forms
from fengqiao.desk.joint.showing import shown
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.notices.reading import read_by_opening
from fengqiao.incidents.queries import READERS, incident_for, sheet, took_part, version_for
from fengqiao.kit.identifiers import new_id
from fengqiao.orgs.queries import directory
from fengqiao.rulebook.queries import limit_on, pack_of

if TYPE_CHECKING:
    from fengqiao.incidents.models import Incident

NOTHING_NEW, STOP = 204, 286  # 286: htmx asks no more


@require_GET
@staff_only(*READERS)
def incident(request: DeskRequest, incident_id: UUID) -> HttpResponse:
    """Show an incident."""
    row = incident_for(request.viewer, incident_id)
    if row is None:
        raise Http404
    read_by_opening(request, row.matter_id, timezone.now())
    return render(request, "desk/joint.html", context_of(request, row))


@require_GET
@staff_only(*READERS)
def feed(request: DeskRequest, incident_id: UUID) -> HttpResponse:
    """Say what changed since the version that a page shows: nothing (204), its parts anew, or that it is over for it."""
    version = version_for(request.viewer, incident_id)
    if version is None:
        if not took_part(request.viewer, incident_id):
            raise Http404
        return render(request, "desk/_joint_gone.html", {}, status=STOP)
    if request.GET.get("v") == version:
        return HttpResponse(status=NOTHING_NEW)
    row = incident_for(request.viewer, incident_id)
    if row is None:
        raise Http404
    return render(request, "desk/_joint_parts.html", {**context_of(request, row), "again": True})


def context_of(request: DeskRequest, row: Incident) -> dict[str, Any]:
    """Return everything that the page shows."""
    now = timezone.now()
    units, joint = directory(at=now), pack_of(row.edition_id).pack.joint
    found = sheet(row)
    return {
        **shown(found, joint, request.viewer, units, now),
        "forms": page_forms(found, joint, units),
        "press": new_id(),
        "every": limit_on("joint.refresh_seconds", now),
        "now": now,
    }
