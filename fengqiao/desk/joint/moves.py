"""What the buttons of an incident's page do: parse, one action, back to the page."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.moves import uploads_of
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.posted import id_chosen
from fengqiao.desk.words import say
from fengqiao.incidents import actions
from fengqiao.incidents.actions import Ended, Noted
from fengqiao.incidents.queries import READERS, incident_for, version_for
from fengqiao.incidents.terms import JointStep
from fengqiao.kit.problems import Problem
from fengqiao.matters.actions import file_limits
from fengqiao.orgs.queries import directory
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault.actions import staging

LONGEST = 6  # digits of a number


def _press(request: DeskRequest) -> UUID | None:
    with suppress(ValueError):
        return UUID(request.POST.get("press", ""))
    return None


def _happened(request: DeskRequest, now: datetime) -> datetime | None:
    """When a step was, where somebody typed the time of the clock: the last time that it was so late."""
    raw = request.POST.get("when", "").strip()
    if not raw:
        return None
    for form in ("%H:%M", "%H:%M:%S"):
        with suppress(ValueError):
            typed = datetime.strptime(raw, form)  # noqa: DTZ007  # a time of the clock; its day is that of now
            local = timezone.localtime(now).replace(hour=typed.hour, minute=typed.minute, second=typed.second)
            moment = local.replace(microsecond=0)
            return moment if moment <= now else moment - timedelta(days=1)
    raise Problem("joint-step-when", "时间要在上一步之后、现在之前。")


def _step(request: DeskRequest, incident_id: UUID, now: datetime) -> None:
    code = request.POST.get("step", "")
    if code not in set(JointStep):
        raise Problem("choose-one", "请先从列表里选一项。")
    actions.step(
        incident_id=incident_id, party_id=id_chosen(request.POST.get("party", "")), step=JointStep(code), by=request.viewer,
        at=now, press=_press(request), happened=_happened(request, now),
    )  # fmt: skip


def _report(request: DeskRequest, incident_id: UUID, now: datetime) -> None:
    wanted = request.POST.get("area", "")
    area = next((p.id for p in directory(at=now).places.values() if p.code == wanted), None) if wanted else None
    if wanted and area is None:
        raise Problem("joint-place", "请从名单里选所在村社。")
    noted = Noted(code=request.POST.get("code", ""), text=request.POST.get("text", ""), area_id=area)
    with staging(uploads_of(request), file_limits(pack_on(now).pack, now)) as uploads:
        actions.report(
            incident_id=incident_id, noted=noted, uploads=uploads, by=request.viewer, at=now, press=_press(request)
        )


def _stand_down(request: DeskRequest, incident_id: UUID, now: datetime) -> None:
    chosen = [id_chosen(raw) for raw in request.POST.getlist("party")]
    actions.stand_down(
        incident_id=incident_id, party_ids=chosen or None, reason=request.POST.get("reason", ""),
        text=request.POST.get("text", ""), by=request.viewer, at=now,
    )  # fmt: skip


def _lead(request: DeskRequest, incident_id: UUID, now: datetime) -> None:
    party, text = id_chosen(request.POST.get("party", "")), request.POST.get("text", "")
    actions.pass_on(incident_id=incident_id, party_id=party, text=text, by=request.viewer, at=now)


def _end(request: DeskRequest, incident_id: UUID, now: datetime) -> None:
    numbers = {}
    for name in request.POST:
        raw = request.POST.get(name, "").strip()
        if name.startswith("n-") and raw:
            if not raw.isdecimal() or len(raw) > LONGEST:
                raise Problem("joint-numbers", "数字要填 0 到 {limit} 的整数。", limit=99999)
            numbers[name.removeprefix("n-")] = int(raw)
    ended = Ended(outcome=request.POST.get("outcome", ""), numbers=numbers, text=request.POST.get("text", ""))
    actions.end(incident_id=incident_id, ended=ended, by=request.viewer, at=now)


MOVES: dict[str, tuple[Callable[[DeskRequest, UUID, datetime], None], object]] = {
    "step": (_step, gettext_lazy("已记录。")),
    "report": (_report, gettext_lazy("已报告。")),
    "stand_down": (_stand_down, gettext_lazy("已撤回。")),
    "lead": (_lead, gettext_lazy("牵头已移交。")),
    "end": (_end, gettext_lazy("联动已结束。")),
}


@require_POST
@staff_only(*READERS)
def move(request: DeskRequest, incident_id: UUID, name: str) -> HttpResponse:
    """Do what a button says, and go back to the page, or to the list where the page is closed to one's unit by it."""
    if name not in MOVES or incident_for(request.viewer, incident_id) is None:
        raise Http404
    act, said = MOVES[name]
    try:
        act(request, incident_id, timezone.now())
    except Problem as problem:
        messages.error(request, say(problem))
        return redirect("joint", incident_id=incident_id)
    if version_for(request.viewer, incident_id) is None:
        messages.success(request, _("已记录。这次联动对您的单位已经结束。"))
        return redirect("joint-list")
    messages.success(request, str(said))
    return redirect("joint", incident_id=incident_id)
