"""What the buttons of the command room do: parse, one action, back to where one was."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fengqiao.command import actions
from fengqiao.command.queries import READERS, dispatch_for, share_seen
from fengqiao.desk.doors import staff_only
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import say
from fengqiao.kit.problems import Problem

CODE = re.compile(r"[A-Za-z0-9._-]{1,40}")  # of a unit


def _maybe(raw: str) -> UUID | None:
    with suppress(ValueError):
        return UUID(raw)
    return None


def chosen_part(request: DeskRequest) -> tuple[UUID, UUID | None]:
    """The part chosen, and somebody of it where one was: “part” or “part:person”."""
    part, _colon, person = request.POST.get("to", "").partition(":")
    chosen = _maybe(part)
    if chosen is None or (person and _maybe(person) is None):
        raise Problem("choose-one", "请先从列表里选一项。")
    return chosen, _maybe(person)


def _dispatch(request: DeskRequest, row_id: UUID, now: datetime) -> None:
    part, staff = chosen_part(request)
    actions.dispatch(
        task_id=row_id, part_id=part, staff_id=staff, reason=request.POST.get("reason", ""), by=request.viewer, at=now,
        seen=_maybe(request.POST.get("seen", "")),
    )  # fmt: skip


def _offer(request: DeskRequest, row_id: UUID, now: datetime) -> None:
    part, _staff = chosen_part(request)
    actions.offer(dispatch_id=row_id, part_id=part, reason=request.POST.get("reason", ""), by=request.viewer, at=now)


def _take(request: DeskRequest, row_id: UUID, now: datetime) -> None:
    actions.take(dispatch_id=row_id, by=request.viewer, at=now)


def _refuse(request: DeskRequest, row_id: UUID, now: datetime) -> None:
    actions.refuse(dispatch_id=row_id, reason=request.POST.get("reason", ""), by=request.viewer, at=now)


DEEDS: dict[str, tuple[Callable[[DeskRequest, UUID, datetime], None], object]] = {
    "dispatch": (_dispatch, gettext_lazy("已派出。")),
    "offer": (_offer, gettext_lazy("已提出移交，等对方接收。")),
    "take": (_take, gettext_lazy("已接收。")),
    "refuse": (_refuse, gettext_lazy("已退给原来的队。")),
}


@require_POST
@staff_only(*READERS)
def act(request: DeskRequest, row_id: UUID, deed: str) -> HttpResponse:
    """Do what a button says; strangers and unknown deeds are not found."""
    if deed not in DEEDS:
        raise Http404
    row = share_seen(request.viewer, row_id) if deed == "dispatch" else dispatch_for(request.viewer, row_id)
    if row is None:
        raise Http404
    do, said = DEEDS[deed]
    try:
        do(request, row_id, timezone.now())
        messages.success(request, str(said))
    except Problem as problem:
        messages.error(request, say(problem))
    if station := request.POST.get("board", ""):
        asked = f"?station={station}" if CODE.fullmatch(station) else ""
        return redirect(f"{reverse('command')}{asked}")
    return redirect("matter", matter_id=row.matter_id)
