"""Pages of the call register: the list, its sums and checks, both as Excel."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fengqiao.catalogue.model import Pack
from fengqiao.desk.calls.asking import Asked, asked_of, check_words, chips, choices, spans
from fengqiao.desk.calls.rows import lines
from fengqiao.desk.calls.sheets import workbook
from fengqiao.desk.calls.sums import change, checks, class_rows, crossed, unit_rows
from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.leaving import Outgoing
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import name_of
from fengqiao.desk.workbooks import sent
from fengqiao.kit.problems import Problem
from fengqiao.matters.actions import note_export
from fengqiao.matters.queries import CallSums, call_cells, call_sums, calls
from fengqiao.matters.rules.calls import counted_classes
from fengqiao.orgs.queries import Directory, directory
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on


def opened(request: DeskRequest) -> tuple[Pack, Directory, Asked]:
    """Return the pack and the units in force, and what the address asks."""
    now = timezone.now()
    pack, units = pack_on(now).pack, directory(at=now)
    return pack, units, asked_of(request.viewer, units, pack, request.GET)


def tabs_of(found: Asked, active: str) -> list[dict[str, Any]]:
    """Return the pages of the register."""
    pages = (
        ("calls", _("登记簿")),
        ("calls-sums", _("统计核对")),
        ("calls-diverting", _("分流")),
        ("calls-figures", _("单位指标")),
    )
    return [{"label": label, "url": _span(found, page), "active": page == active} for page, label in pages]


def _span(found: Asked, page: str) -> str:
    """The address of a page for the days asked; a single day says little of units, so theirs begins with the month."""
    day = found.period.first
    if page == "calls-figures" and day == found.period.last:
        return found.address(page, since=day.replace(day=1).isoformat())
    return found.address(page)


def _sums(request: DeskRequest, found: Asked, pack: Pack) -> tuple[CallSums, CallSums]:
    asked = (found.filter, found.before())
    now, before = (call_sums(call_cells(calls(request.viewer, each, pack)), pack) for each in asked)
    return now, before


def _shared(request: DeskRequest, pack: Pack, units: Directory, found: Asked, page: str) -> dict[str, Any]:
    return {
        "asked": found,
        "choices": choices(request.viewer, units, pack, found),
        "spans": spans(found, page),
        "tabs": tabs_of(found, page),
        "may_export": request.viewer.may(Right.EXPORT),
        "may_take_in": request.viewer.may(Right.TAKE_IN),
        "export_url": found.address("calls-export", **found.codes),
        "intake_url": f"{reverse('intake')}?door=phone",
    }


@require_GET
@staff_only(Right.OVERVIEW)
def register(request: DeskRequest) -> HttpResponse:
    """Show the calls of a period, with both classes and the moments of each."""
    pack, units, found = opened(request)
    rows = calls(request.viewer, found.filter, pack)
    size = int(pack.value_on("queue.page_size", timezone.localdate()).number)
    page = Paginator(rows, size).get_page(request.GET.get("page"))
    sums, before = _sums(request, found, pack)
    wrong = sum(1 for name in check_words() if sums.wrong[name])
    context = {
        **_shared(request, pack, units, found, "calls"),
        "page": page,
        "lines": lines(list(page.object_list), pack),
        "chips": chips(found, pack),
        "clear_url": found.address(),
        "tiles": _tiles(sums, before, found, wrong),
    }
    return render(request, "desk/calls.html", context)


def _tiles(sums: CallSums, before: CallSums, found: Asked, wrong: int) -> list[dict[str, Any]]:
    return [
        {"label": _("警情"), "number": sums.total, "url": found.address(), "icon": "phone", "hint": _against(sums.total, before.total)},
        {"label": _("有效警情"), "number": sums.valid, "url": found.address(valid="yes"), "icon": "circle-check", "hint": _against(sums.valid, before.valid)},
        {"label": _("骚扰谎报，不计有效"), "number": sums.void, "url": found.address(valid="no"), "icon": "ban"},
        {"label": _("核对有出入"), "number": wrong, "url": found.address("calls-sums"), "icon": "alert-triangle", "tone": "amber" if wrong else ""},
    ]  # fmt: skip


def _against(now: int, before: int) -> str:
    said = change(now, before)
    return _("环比 %(change)s") % {"change": said} if before and said else said


@require_GET
@staff_only(Right.OVERVIEW)
def sums(request: DeskRequest) -> HttpResponse:
    """Show the sums of a period and whether they add up."""
    pack, units, found = opened(request)
    (now, before), total = _sums(request, found, pack), calls(request.viewer, found.filter, pack).count()
    listed = checks(now, total, found)
    context = {
        **_shared(request, pack, units, found, "calls-sums"),
        "checks": listed,
        "all_right": all(each.right_so for each in listed),
        "classes": class_rows(now, before, pack, found),
        "crossed": crossed(now, pack, found),
        "changed": now.changed,
        "heads": [name_of(each) for each in counted_classes(pack.classes)],
        "units": unit_rows(now, pack, units, found),
        "total": total,
    }
    return render(request, "desk/call_sums.html", context)


@require_POST
@staff_only(Right.EXPORT)
def export(request: DeskRequest) -> HttpResponse:
    """Send the register that the address asks for as Excel: the calls, the sums, classes against classes, the checks."""
    pack, units, found = opened(request)
    rows = calls(request.viewer, found.filter, pack)
    (now, before), total = _sums(request, found, pack), rows.count()
    most = int(pack.value_on("export.max_rows", timezone.localdate()).number)
    if total > most:
        message = "符合条件的有 {count} 起，一次最多导出 {limit} 起。请缩短期间后再导出。"
        raise Problem("calls-export-many", message, count=total, limit=most)
    outgoing = Outgoing(readable=False)
    sheets = workbook(lines(list(rows), pack), outgoing, {
        "classes": class_rows(now, before, pack, found),
        "crossed": crossed(now, pack, found),
        "units": unit_rows(now, pack, units, found),
        "heads": [name_of(each) for each in counted_classes(pack.classes)],
        "checks": checks(now, total, found),
    })  # fmt: skip
    at = timezone.now()
    note_export(by=request.viewer, rows=total, found=outgoing.found, left=outgoing.left, of="calls", at=at)
    return sent(sheets, f"fengqiao-calls-{found.period.first:%Y%m%d}-{found.period.last:%Y%m%d}.xlsx")
