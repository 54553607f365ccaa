"""Looking at personal fields: one telling, chosen groups of fields, a purpose that is recorded."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fengqiao.catalogue.model import ReasonUse
from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.filters import READERS
from fengqiao.desk.matters.page import context_of, teller
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import name_of
from fengqiao.kit.problems import Problem
from fengqiao.matters.queries import Dossier, dossier
from fengqiao.vault.actions import unmask
from fengqiao.vault.queries import groups_in, tellers_of
from fengqiao.vault.terms import PersonalGroup


@require_POST
@staff_only(*READERS)
def contact(request: DeskRequest, matter_id: UUID) -> HttpResponse:
    """Show personal fields once, for a purpose that is recorded: in their place on the page, or in the whole page."""
    case = dossier(request.viewer, matter_id)
    if case is None:
        raise Http404
    purpose = case.published.pack.reason(ReasonUse.UNMASK, request.POST.get("purpose", ""))
    if purpose is None:
        raise Problem("purpose-unknown", "请选择查看的用途。")
    masked = tellers_of(matter_id)
    report_id = _report(request, case)
    kept = masked.get(report_id, {})
    asked = [group for group in PersonalGroup if group.value in request.POST.getlist("group")]
    clear = unmask(
        report_id=report_id,
        groups=asked or groups_in(kept)[:1],
        purpose=purpose.code,
        open_task=case.task_of(request.viewer) is not None,
        by=request.viewer,
        at=timezone.now(),
    )
    shown = teller(case, report_id, kept, clear)
    if request.htmx:
        return render(request, "desk/_contact.html", {"teller": shown, "purpose": name_of(purpose)})
    messages.success(
        request, _("已按“%(purpose)s”查看，记入台账。离开本页后重新隐去。") % {"purpose": name_of(purpose)}
    )
    context = context_of(request, case)
    for report in context["reports"]:
        if report["teller"] and report["teller"]["report"] == report_id:
            report["teller"] = shown
    return render(request, "desk/matter.html", context)


def _report(request: DeskRequest, case: Dossier) -> UUID:
    """The telling that was asked for, which must be one of this matter's; the first where none is named."""
    ids = {str(report.id): report.id for report in case.reports}
    asked = request.POST.get("report", "")
    found = ids.get(asked) if asked else next(iter(ids.values()), None)
    if found is None:
        raise Http404
    return found
