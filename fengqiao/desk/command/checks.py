"""Checks after closing: what is to be checked, what was found, by part; and one closing with its points."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from fengqiao.catalogue.model import Pack
from fengqiao.command import actions
from fengqiao.command.queries import READERS, ToCheck, check_by_part, checks_made, commands, to_check, to_check_of
from fengqiao.command.rules.checks import days_on, share_on
from fengqiao.command.terms import CheckOutcome
from fengqiao.desk.command.shifts import address, station_asked
from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.rows import lines
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import entered, listed, name_of, say
from fengqiao.kit.problems import Problem
from fengqiao.orgs.queries import directory, staff_names
from fengqiao.rulebook.queries import pack_on

OUTCOMES = {CheckOutcome.IN_ORDER: gettext_lazy("合格"), CheckOutcome.NOT_IN_ORDER: gettext_lazy("不合格")}
TONES = {"in_order": "green", "not_in_order": "red"}
PAGE, SPAN = 30, 30  # rows of what was found; days that the counts by part go back


def part_word(code: str, pack: Pack) -> str:
    """Return what the part that held a matter is called; a dash where none did."""
    return name_of(pack.station.parts[code]) if code in pack.station.parts else code or "–"


@require_GET
@staff_only(*READERS)
def page(request: DeskRequest) -> HttpResponse:
    """Show what is to be checked in a station, what was found lately, and the counts by part."""
    now, viewer = timezone.now(), request.viewer
    units, pack = directory(at=now), pack_on(now).pack
    station = station_asked(request, units)
    if station is None:
        return render(request, "desk/checks.html", {"station": None})
    waiting = to_check(viewer, station.id, at=now)
    made = Paginator(checks_made(viewer, station.id), PAGE).get_page(request.GET.get("page"))
    shown = {line.id: line for line in lines([each.matter for each in waiting], now=now, units=units)}
    names = staff_names({each.closer for each in waiting} | {row.closer for row in made.object_list})
    decides, today = commands(viewer, station.id), timezone.localdate(now)
    context = {
        "station": station, "name": entered(station.short, station.name_en), "decides": decides,
        "share": f"{share_on(pack, today):.0%}", "days": days_on(pack, today),
        "waiting": [
            {
                "line": shown[each.matter.id], "due": each.due_at, "late": each.late(now), "closed": each.closed_at,
                "closer": names.get(each.closer, ""), "part": part_word(each.part, pack),
                "may": decides and each.closer != viewer.staff_id,
            }
            for each in waiting
        ],
        "made": [
            {
                "id": row.matter_id, "number": row.matter.number, "title": row.matter.title, "part": part_word(row.part, pack),
                "outcome": row.outcome, "word": OUTCOMES[CheckOutcome(row.outcome)], "tone": TONES[row.outcome],
                "missing": listed(name_of(pack.station.points[code]) for code in row.missing if code in pack.station.points),
                "text": row.text, "by": row.checked_by.name, "at": row.checked_at, "closer": names.get(row.closer, ""),
            }
            for row in made.object_list
        ],
        "page": made,
        "parts": [
            {"part": part_word(each.part, pack), "checked": each.checked, "good": each.in_order,
             "share": f"{100 * each.in_order / each.checked:.0f}%"}
            for each in check_by_part(station.id, now - timedelta(days=SPAN))
        ],
        "back": address("command", station),
    }  # fmt: skip
    return render(request, "desk/checks.html", context)


@require_http_methods(["GET", "POST"])
@staff_only(*READERS)
def one(request: DeskRequest, row_id: UUID) -> HttpResponse:
    """Show one closing to be checked with the points of the pack; keep what was found."""
    now, viewer = timezone.now(), request.viewer
    found = to_check_of(viewer, row_id, at=now)
    if found is None or not commands(viewer, found.matter.unit_id):
        raise Http404
    units, pack = directory(at=now), pack_on(now).pack
    station = units.units.get(found.matter.unit_id)
    if station is None:
        raise Http404
    status = 200
    if request.method == "POST":
        try:
            actions.check(
                matter_id=row_id, outcome=request.POST.get("outcome", ""), missing=request.POST.getlist("missing"),
                text=request.POST.get("text", ""), by=viewer, at=now,
            )  # fmt: skip
        except Problem as problem:
            messages.error(request, say(problem))
            status = 422
        else:
            good = request.POST.get("outcome") == CheckOutcome.IN_ORDER.value
            messages.success(
                request, gettext_lazy("核查合格，已记下。") if good else gettext_lazy("核查不合格，已退回由别人重办。")
            )
            return redirect(address("command-checks", station))
    return render(request, "desk/check.html", _context(request, found, pack, station, now), status=status)


def _context(request: DeskRequest, found: ToCheck, pack: Pack, station: Any, now: Any) -> dict[str, Any]:
    line = lines([found.matter], now=now)[0]
    asked = set(request.POST.getlist("missing"))
    return {
        "station": station, "line": line, "due": found.due_at, "late": found.late(now), "closed": found.closed_at,
        "closer": staff_names({found.closer}).get(found.closer, ""), "part": part_word(found.part, pack),
        "own": found.closer == request.viewer.staff_id, "text": request.POST.get("text", ""),
        "points": [(code, name_of(point), code in asked) for code, point in pack.station.points.items()],
        "back": address("command-checks", station),
    }  # fmt: skip
