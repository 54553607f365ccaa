"""What the buttons of the shifts do: parse, one action, back to where one was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fengqiao.command import actions
from fengqiao.command.queries import READERS, swap_for
from fengqiao.command.terms import SwapState
from fengqiao.desk.command.shifts import address, station_asked
from fengqiao.desk.doors import staff_only
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.notices.reading import read_by_opening
from fengqiao.desk.posted import day_of, id_chosen
from fengqiao.desk.words import say
from fengqiao.kit.problems import Problem
from fengqiao.orgs.queries import UnitCard, directory


def _id(request: DeskRequest, name: str) -> UUID:
    return id_chosen(request.POST.get(name, ""))


def _fill(request: DeskRequest, station: UnitCard, now: datetime) -> str:
    post = request.POST
    people, gaps = actions.fill_week(
        station_id=station.id, pattern=post.get("pattern", ""), day=day_of(post.get("day", "")), by=request.viewer, at=now
    )  # fmt: skip
    if gaps:
        return _("排上 %(people)s 人次，还有 %(gaps)s 个岗位没有合适的人，标为“缺”。") % {
            "people": people,
            "gaps": gaps,
        }
    return _("排上 %(people)s 人次，要有人的岗位都有人了。") % {"people": people}


def _put(request: DeskRequest, station: UnitCard, now: datetime) -> str:
    post = request.POST
    actions.put(
        station_id=station.id, day=day_of(post.get("day", "")), shift=post.get("shift", ""), post=post.get("post", ""),
        staff_id=_id(request, "staff"), by=request.viewer, at=now,
    )  # fmt: skip
    return _("已排上。")


def _drop(request: DeskRequest, _station: UnitCard, now: datetime) -> str:
    actions.drop(duty_id=_id(request, "duty"), by=request.viewer, at=now)
    return _("已撤下。")


def _ask(request: DeskRequest, _station: UnitCard, now: datetime) -> str:
    actions.ask_swap(duty_id=_id(request, "duty"), other_id=_id(request, "other"), by=request.viewer, at=now)
    return _("已请对方换班，对方同意后才换。")


def _agree(request: DeskRequest, _station: UnitCard, now: datetime) -> str:
    swap = _id(request, "swap")
    actions.agree_swap(swap_id=swap, by=request.viewer, at=now)
    row = swap_for(request.viewer, swap)
    if row is not None and row.state == SwapState.AGREED.value:
        return _("您已同意，等值班领导同意后才换。")
    return _("两人都同意，班已换好。")


def _consent(request: DeskRequest, _station: UnitCard, now: datetime) -> str:
    actions.consent_swap(swap_id=_id(request, "swap"), by=request.viewer, at=now)
    return _("已同意，班已换好。")


def _end(request: DeskRequest, _station: UnitCard, now: datetime) -> str:
    actions.end_swap(swap_id=_id(request, "swap"), by=request.viewer, at=now)
    return _("不换了，班照旧。")


DEEDS: dict[str, Callable[[DeskRequest, UnitCard, datetime], str]] = {
    "fill": _fill,
    "put": _put,
    "drop": _drop,
    "ask": _ask,
    "agree": _agree,
    "consent": _consent,
    "end": _end,
}


@require_POST
@staff_only(*READERS)
def act(request: DeskRequest, deed: str) -> HttpResponse:
    """Do what a button says; strangers and unknown deeds are not found."""
    now = timezone.now()
    station = station_asked(request, directory(at=now))
    if deed not in DEEDS or station is None:
        raise Http404
    try:
        messages.success(request, DEEDS[deed](request, station, now))
    except Problem as problem:
        messages.error(request, say(problem))
    try:
        day = day_of(request.POST.get("day", ""))
    except Problem:
        return redirect(address("command-shifts", station))
    shift = request.POST.get("shift", "")
    if deed in {"put", "drop"} and shift.isascii() and shift.isidentifier():
        return redirect(f"{reverse('command-shift', args=[day, shift])}?station={station.code}")
    return redirect(address("command-shifts", station, day=day))


@require_GET
@staff_only(*READERS)
def swap(request: DeskRequest, row_id: UUID) -> HttpResponse:
    """Go to the week of a swap; what one was told of it is read."""
    now = timezone.now()
    row, units = swap_for(request.viewer, row_id), directory(at=now)
    if row is None or row.station_id not in units.units:
        raise Http404
    read_by_opening(request, row_id, now)
    return redirect(address("command-shifts", units.units[row.station_id], day=row.mine.day))
