"""What the buttons of a matter's page do: parse, one action, back to the page."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fengqiao.catalogue.model import ReasonUse
from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.forms import PREFIX
from fengqiao.desk.matters.page import context_of
from fengqiao.desk.matters.queue import READERS
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import name_of
from fengqiao.kit.problems import Problem
from fengqiao.matters import actions
from fengqiao.matters.queries import dossier, matter_for
from fengqiao.matters.terms import TaskRole
from fengqiao.vault.actions import Upload, unmask

Do = Callable[[DeskRequest, UUID, int | None], str]


def _id(request: DeskRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise Problem("choose-one", "请先从列表里选一项。") from None


def _uploads(request: DeskRequest) -> list[Upload]:
    return [Upload(file.name or "", file.read()) for file in request.FILES.getlist("files")]


def _text(request: DeskRequest, name: str = "text") -> str:
    return request.POST.get(name, "")


def _fields(request: DeskRequest) -> dict[str, str]:
    return {name.removeprefix(PREFIX): _text(request, name) for name in request.POST if name.startswith(PREFIX)}


def _accept(request: DeskRequest, matter_id: UUID, seen: int | None) -> str:
    actions.accept(matter_id=matter_id, by=request.viewer, at=timezone.now(), seen_version=seen)
    return _("已签收。")


def _route(request: DeskRequest, matter_id: UUID, seen: int | None) -> str:
    actions.route(
        matter_id=matter_id,
        unit_id=_id(request, "unit"),
        reason=_text(request),
        by=request.viewer,
        at=timezone.now(),
        seen_version=seen,
    )
    return _("已分流。")


def _assign(request: DeskRequest, matter_id: UUID, seen: int | None) -> str:
    actions.assign(
        matter_id=matter_id, staff_id=_id(request, "staff"), by=request.viewer, at=timezone.now(), seen_version=seen
    )
    return _("已指派。")


def _progress(request: DeskRequest, matter_id: UUID, seen: int | None) -> str:
    actions.progress(
        matter_id=matter_id,
        text=_text(request),
        uploads=_uploads(request),
        step=_text(request, "step"),
        fields=_fields(request),
        by=request.viewer,
        at=timezone.now(),
        seen_version=seen,
    )
    return _("进展已记录。")


def _give_back(request: DeskRequest, matter_id: UUID, seen: int | None) -> str:
    actions.give_back(
        matter_id=matter_id,
        reason=_text(request, "reason"),
        text=_text(request),
        by=request.viewer,
        at=timezone.now(),
        seen_version=seen,
    )
    return _("已退回。")


def _add_party(request: DeskRequest, matter_id: UUID, seen: int | None) -> str:
    role = TaskRole.COPY if _text(request, "role") == TaskRole.COPY.value else TaskRole.HELPER
    actions.add_party(
        matter_id=matter_id,
        unit_id=_id(request, "unit"),
        role=role,
        wanted=_text(request),
        by=request.viewer,
        at=timezone.now(),
        seen_version=seen,
    )
    return _("已通知该单位。")


def _finish_task(request: DeskRequest, matter_id: UUID, seen: int | None) -> str:
    actions.finish_task(
        matter_id=matter_id,
        text=_text(request),
        uploads=_uploads(request),
        by=request.viewer,
        at=timezone.now(),
        seen_version=seen,
    )
    return _("协办已完成。")


def _close(request: DeskRequest, matter_id: UUID, seen: int | None) -> str:
    actions.close(
        matter_id=matter_id,
        result=_text(request, "result"),
        text=_text(request),
        fields=_fields(request),
        uploads=_uploads(request),
        by=request.viewer,
        at=timezone.now(),
        seen_version=seen,
    )
    return _("已办结。")


def _reopen(request: DeskRequest, matter_id: UUID, seen: int | None) -> str:
    actions.reopen(
        matter_id=matter_id,
        reason=_text(request, "reason"),
        text=_text(request),
        by=request.viewer,
        at=timezone.now(),
        seen_version=seen,
    )
    return _("已重新交办。")


def _urge(request: DeskRequest, matter_id: UUID, seen: int | None) -> str:
    actions.urge(matter_id=matter_id, text=_text(request), by=request.viewer, at=timezone.now(), seen_version=seen)
    return _("督办已送达。")


MOVES: dict[str, Do] = {
    "accept": _accept,
    "route": _route,
    "assign": _assign,
    "progress": _progress,
    "give_back": _give_back,
    "add_party": _add_party,
    "finish_task": _finish_task,
    "close": _close,
    "reopen": _reopen,
    "urge": _urge,
}


@require_POST
@staff_only(*READERS)
def move(request: DeskRequest, matter_id: UUID, name: str) -> HttpResponse:
    """Do one move and show the matter again, or the queue where the viewer no longer sees it."""
    do = MOVES.get(name)
    if do is None or matter_for(request.viewer, matter_id) is None:
        raise Http404
    seen = request.POST.get("version", "")
    said = do(request, matter_id, int(seen) if seen.isdecimal() and len(seen) < 9 else None)
    messages.success(request, said)
    if matter_for(request.viewer, matter_id) is None:
        return redirect("queue")
    return redirect("matter", matter_id=matter_id)


@require_POST
@staff_only(*READERS)
def contact(request: DeskRequest, matter_id: UUID) -> HttpResponse:
    """Show the personal fields once, for a purpose that is recorded: in their place on the page, or in the whole page."""
    case = dossier(request.viewer, matter_id)
    if case is None:
        raise Http404
    purpose = case.published.pack.reason(ReasonUse.UNMASK, _text(request, "purpose"))
    if purpose is None:
        raise Problem("purpose-unknown", "请选择查看的用途。")
    clear = unmask(
        owner_id=matter_id,
        purpose=purpose.code,
        open_task=case.task_of(request.viewer) is not None,
        by=request.viewer,
        at=timezone.now(),
    )
    names = {field.code: name_of(field) for field in case.kind.fields}
    shown = [(names.get(code, code), value) for code, value in clear.items()]
    if request.htmx:
        return render(request, "desk/_contact.html", {"personal": shown, "purpose": name_of(purpose)})
    messages.success(
        request, _("已按“%(purpose)s”查看，记入台账。离开本页后重新隐去。") % {"purpose": name_of(purpose)}
    )
    return render(request, "desk/matter.html", {**context_of(request, case), "personal": shown})
