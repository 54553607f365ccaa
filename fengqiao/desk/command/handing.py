"""Hand-over sheets: the list, one sheet (open: as things stand now; signed: as they stood then), what its buttons do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from fengqiao.catalogue.model import Pack
from fengqiao.command import actions
from fengqiao.command.queries import (
    READERS,
    Room,
    handover_for,
    handovers,
    next_of,
    notes_of,
    on_duty,
    sheet_at,
    teams_of,
)
from fengqiao.command.rules.handing import OFFERED, WAITING, Sheet, sheet_from
from fengqiao.command.terms import HandoverState
from fengqiao.desk.command.shifts import address, post_name, shift_name, station_asked
from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.rows import Line, lines
from fengqiao.desk.matters.teams import team_name
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.posted import whole_or_none
from fengqiao.desk.words import called, entered, listed, name_of, say
from fengqiao.kit.problems import Problem
from fengqiao.matters.queries import visible
from fengqiao.orgs.queries import Directory, directory, staff_names
from fengqiao.rulebook.queries import pack_on

if TYPE_CHECKING:
    from fengqiao.command.models import Handover

STATES = {
    HandoverState.OPEN: gettext_lazy("当班在写"),
    HandoverState.GIVEN: gettext_lazy("已交班，等接班"),
    HandoverState.TAKEN: gettext_lazy("双方已签"),
}
TONES = {"open": "blue", "given": "amber", "taken": "green"}
PAGE = 30


@require_GET
@staff_only(*READERS)
def listing(request: DeskRequest) -> HttpResponse:
    """Show the sheets of a station, the latest first, and open the one of the shift that runs."""
    now = timezone.now()
    units, pack = directory(at=now), pack_on(now).pack
    station = station_asked(request, units)
    if station is None:
        return render(request, "desk/handovers.html", {"station": None})
    page = Paginator(handovers(station.id), PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "id": row.id, "day": row.day, "shift": shift_name(row.pattern, row.shift, pack.station), "state": row.state,
            "word": STATES[HandoverState(row.state)], "tone": TONES[row.state], "begins": row.begins_at, "ends": row.ends_at,
            "given": row.given_by.name if row.given_by else "", "taken": row.taken_by.name if row.taken_by else "",
            "open": sheet_from(row.snapshot).open if row.given_at else None,
            "late": len(sheet_from(row.snapshot).late) if row.given_at else None,
        }
        for row in page.object_list
    ]  # fmt: skip
    running = any(row.begins_at <= now < row.ends_at for row in page.object_list)
    context = {
        "station": station, "name": entered(station.short, station.name_en), "page": page, "rows": rows, "running": running,
        "back": address("command", station),
    }  # fmt: skip
    return render(request, "desk/handovers.html", context)


def seen(request: DeskRequest, row_id: UUID) -> Handover:
    """Return a sheet that the viewer reaches, or nothing to be found."""
    row = handover_for(request.viewer, row_id)
    if row is None:
        raise Http404
    return row


@require_GET
@staff_only(*READERS)
def page(request: DeskRequest, row_id: UUID) -> HttpResponse:
    """Show one sheet."""
    now, row = timezone.now(), seen(request, row_id)
    units, pack = directory(at=now), pack_on(now).pack
    station = units.units.get(row.station_id)
    if station is None:
        raise Http404
    sheet = sheet_of(request, row, units, pack, now)
    shown = {line.id: line for line in lines_of(request, sheet, units, now)}
    context = {
        **head_of(row, sheet, units, pack),
        "station": station, "now": now,
        "tiles": tiles(sheet),
        "bins": [
            {"code": code, "name": bin_name(code, row, units, pack), **_found(ids, shown)} for code, ids in in_order(sheet, pack)
        ],
        "lists": [
            {"code": code, "name": word, **_found(getattr(sheet, code), shown)}
            for code, word in (("late", _("超期")), ("due", _("下一班里到期")), ("came", _("本班来件")), ("closed", _("本班办结")))
        ],
        "notes": [{"text": text, "who": who, "at": at} for text, who, at in notes_of(row)],
        "back": address("command-handovers", station),
    }  # fmt: skip
    return render(request, "desk/handover.html", context)


def sheet_of(request: DeskRequest, row: Handover, units: Directory, pack: Pack, now: datetime) -> Sheet:
    """Return what was handed over; while nobody has signed, what would be now."""
    if row.given_at is not None:
        return sheet_from(row.snapshot)
    after = next_of(row, pack.station.patterns.get(row.pattern))
    room = Room(units.units[row.station_id], units, pack, at=now)
    return sheet_at(request.viewer, room, row, at=now, until=after.ends if after else row.ends_at)


def lines_of(request: DeskRequest, sheet: Sheet, units: Directory, now: datetime) -> list[Line]:
    """Return the matters of a sheet that the viewer may see."""
    ids = {each for some in (*sheet.bins.values(), sheet.late, sheet.due, sheet.came, sheet.closed) for each in some}
    rows = visible(request.viewer).filter(id__in=ids, sealed=False).select_related("unit", "area")
    return lines(rows, now=now, units=units)


def _found(ids: Sequence[UUID], shown: dict[UUID, Line]) -> dict[str, Any]:
    found = [shown[each] for each in ids if each in shown]
    return {"count": len(ids), "lines": found, "hidden": len(ids) - len(found)}


def in_order(sheet: Sheet, pack: Pack) -> list[tuple[str, Sequence[UUID]]]:
    """Return the bins of a sheet: what waits, what is on offer, then the parts as the pack has them."""
    order = [WAITING, OFFERED, *pack.station.parts]
    known = sorted(sheet.bins, key=lambda code: order.index(code) if code in order else len(order))
    return [(code, sheet.bins[code]) for code in known]


def bin_name(code: str, row: Handover, units: Directory, pack: Pack) -> str:
    """Return what a bin of open matters is called: who has them."""
    if code in {WAITING, OFFERED}:
        return _("待派单") if code == WAITING else _("队间移交，等接收")
    team = next((team for team in teams_of(row.station_id, units, pack.station) if team.unit.part == code), None)
    return team_name(team) if team else called(pack.station.parts, code)


def tiles(sheet: Sheet) -> list[dict[str, Any]]:
    """Return the numbers of a sheet."""
    return [
        {"label": _("未结"), "value": sheet.open, "icon": "inbox", "tone": ""},
        {"label": _("超期"), "value": len(sheet.late), "icon": "alarm", "tone": "red" if sheet.late else ""},
        {
            "label": _("下一班里到期"),
            "value": len(sheet.due),
            "icon": "hourglass",
            "tone": "amber" if sheet.due else "",
        },
        {"label": _("本班来件"), "value": len(sheet.came), "icon": "send", "tone": ""},
        {"label": _("本班办结"), "value": len(sheet.closed), "icon": "circle-check", "tone": ""},
    ]


def head_of(row: Handover, sheet: Sheet, units: Directory, pack: Pack) -> dict[str, Any]:
    """Return what stands at the head of a sheet on a page and on paper."""
    duty: dict[str, list[str]] = {}
    if row.given_at is None:
        for one in on_duty(row.station_id, at=row.begins_at):
            duty.setdefault(one.post, []).append(one.staff.name)
    else:
        names = staff_names({each for some in sheet.duty.values() for each in some})
        duty = {code: [names.get(each, "") for each in ids] for code, ids in sheet.duty.items()}
    after = next_of(row, pack.station.patterns.get(row.pattern))
    shift = shift_name(row.pattern, row.shift, pack.station)
    return {
        "row": row, "shift": shift, "word": STATES[HandoverState(row.state)], "tone": TONES[row.state],
        "duty": [(post_name(code, pack.station), listed(names)) for code, names in duty.items()],
        "next": shift_name(row.pattern, after.shift.code, pack.station) if after else "", "next_until": after.ends if after else None,
        "gear": [(code, name_of(each), row.gear.get(code)) for code, each in pack.station.gear.items()],
    }  # fmt: skip


def _note(request: DeskRequest, row_id: UUID, now: datetime) -> None:
    actions.note(handover_id=row_id, text=request.POST.get("text", ""), by=request.viewer, at=now)


def _give(request: DeskRequest, row_id: UUID, now: datetime) -> None:
    raw = {key.removeprefix("gear-"): value for key, value in request.POST.items() if key.startswith("gear-")}
    gear = {code: count for code, value in raw.items() if (count := whole_or_none(str(value))) is not None}
    actions.give(handover_id=row_id, gear=gear, by=request.viewer, at=now)


def _take(request: DeskRequest, row_id: UUID, now: datetime) -> None:
    actions.take_over(handover_id=row_id, by=request.viewer, at=now)


DEEDS: dict[str, tuple[Callable[[DeskRequest, UUID, datetime], None], object]] = {
    "note": (_note, gettext_lazy("已记下。")),
    "give": (_give, gettext_lazy("已签交班，等接班的人签。")),
    "take": (_take, gettext_lazy("已签接班。")),
}


@require_POST
@staff_only(*READERS)
def act(request: DeskRequest, row_id: UUID, deed: str) -> HttpResponse:
    """Do what a button of a sheet says; strangers and unknown deeds are not found."""
    if deed not in DEEDS:
        raise Http404
    seen(request, row_id)
    do, said = DEEDS[deed]
    try:
        do(request, row_id, timezone.now())
        messages.success(request, str(said))
    except Problem as problem:
        messages.error(request, say(problem))
    return redirect("command-handover", row_id=row_id)


@require_POST
@staff_only(*READERS)
def begin(request: DeskRequest) -> HttpResponse:
    """Open the sheet of the shift that runs."""
    now = timezone.now()
    station = station_asked(request, directory(at=now))
    if station is None:
        raise Http404
    try:
        return redirect("command-handover", row_id=actions.open_sheet(station_id=station.id, by=request.viewer, at=now))
    except Problem as problem:
        messages.error(request, say(problem))
    return redirect(address("command-handovers", station))
