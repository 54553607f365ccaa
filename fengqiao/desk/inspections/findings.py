"""Pages of findings: the checker's board with its list and Excel, raising one outside an inspection, one finding."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.inspections.case import context_of
from fengqiao.desk.inspections.forms import FindingForm
from fengqiao.desk.inspections.inspections import wanted_finding
from fengqiao.desk.inspections.rows import finding_lines, tabs_of
from fengqiao.desk.inspections.words import SEVERITIES, SOURCES, STATES
from fengqiao.desk.matters.leaving import Outgoing
from fengqiao.desk.matters.moves import uploads_of
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.notices.reading import read_by_opening
from fengqiao.desk.posted import id_or_none
from fengqiao.desk.words import name_of, say
from fengqiao.desk.workbooks import sent
from fengqiao.inspections import actions
from fengqiao.inspections.queries import FindingFilter, finding_case, findings, tallies
from fengqiao.inspections.terms import FindingSource, FindingState, Severity
from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import Column, ColumnKind, SheetSpec
from fengqiao.matters.actions import file_limits, note_export
from fengqiao.matters.queries import matter_for
from fengqiao.orgs.queries import Directory, directory
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault.actions import staging

CODES = ("state", "severity", "source", "unit", "late", "back", "mine", "q")


def _asked(query: QueryDict, units: Directory) -> tuple[FindingFilter, dict[str, str]]:
    """Read an address: what cannot be read narrows nothing."""
    given = {name: query.get(name, "").strip()[:40] for name in CODES if query.get(name, "").strip()}
    known: dict[str, set[str]] = {
        "state": {*FindingState},
        "severity": {*Severity},
        "source": {*FindingSource},
        "unit": {card.code for card in units.units.values()},
    }
    given = {name: value for name, value in given.items() if name not in known or value in known[name]}
    unit = next((card.id for card in units.units.values() if card.code == given.get("unit")), None)
    wanted = FindingFilter(
        states=(given["state"],) if "state" in given else (),
        severity=given.get("severity", ""),
        source=given.get("source", ""),
        units=(unit,) if unit else (),
        late="late" in given,
        sent_back="back" in given,
        mine="mine" in given,
        word=given.get("q", ""),
    )
    return wanted, given


@require_GET
@staff_only(Right.INSPECT, Right.HANDLE)
def board(request: DeskRequest) -> HttpResponse:
    """Show what is being put right: the board, and the list that it opens."""
    now, viewer = timezone.now(), request.viewer
    pack, units = pack_on(now).pack, directory(at=now)
    wanted, given = _asked(request.GET, units)
    size = int(pack.value_on("queue.page_size", timezone.localdate(now)).number)
    page = Paginator(findings(viewer, wanted, at=now), size).get_page(request.GET.get("page"))
    codes = {name: value for name, value in given.items() if name != "q"}
    context = {
        "page": page,
        "lines": finding_lines(page.object_list, now),
        "tiles": _tiles(tallies(viewer, at=now)),
        "q": given.get("q", ""),
        "states": [(each.value, STATES[each], each.value == given.get("state")) for each in FindingState],
        "severities": [(each.value, SEVERITIES[each], each.value == given.get("severity")) for each in Severity],
        "sources": [(each.value, SOURCES[each], each.value == given.get("source")) for each in FindingSource],
        "tabs": tabs_of("findings") if viewer.may(Right.INSPECT) else [],
        "narrowed": bool(given),
        "mine": "mine" in given,
        "may_raise": viewer.may(Right.INSPECT),
        "may_export": viewer.may(Right.EXPORT),
        "export_url": f"{reverse('findings-export')}?{urlencode(codes)}",
    }
    return render(request, "desk/findings.html", context)


def _tiles(found: dict[str, int]) -> list[dict[str, Any]]:
    here = reverse("findings")
    return [
        {"label": _("整改中"), "number": found["open"], "url": f"{here}?state=open", "icon": "hourglass"},
        {"label": _("已超期"), "number": found["late"], "url": f"{here}?late=1", "icon": "alarm", "tone": "red" if found["late"] else ""},
        {"label": _("待复查"), "number": found["recheck"], "url": f"{here}?state=submitted", "icon": "eye"},
        {"label": _("退回过、还没通过"), "number": found["sent_back"], "url": f"{here}?back=1", "icon": "arrow-back-up", "tone": "amber" if found["sent_back"] else ""},
        {"label": _("已整改"), "number": found["passed"], "url": f"{here}?state=passed", "icon": "circle-check"},
    ]  # fmt: skip


@require_http_methods(["GET", "POST"])
@staff_only(Right.INSPECT)
def new(request: DeskRequest) -> HttpResponse:
    """Raise a finding of an internal check, of a round of assessment, or from a matter."""
    now, viewer, post = timezone.now(), request.viewer, request.POST
    pack, units = pack_on(now).pack, directory(at=now)
    try:
        matter_id = id_or_none(request.GET.get("matter", ""))
    except Problem as problem:
        raise Http404 from problem
    matter = matter_for(viewer, matter_id) if matter_id else None
    if (matter_id and matter is None) or (matter and matter.sealed):
        raise Http404
    source = FindingSource.MATTER.value if matter else ""
    initial = {"area": matter.area.code if matter and matter.area else "", "place": matter.place if matter else ""}
    form = FindingForm(pack, units, now, post or None, source=source, initial=initial)
    status = 200
    if request.method == "POST":
        chosen = source or post.get("source", "")
        try:
            wanted = wanted_finding(request, source=_source(chosen), matter_id=matter_id)
            with staging(uploads_of(request), file_limits(pack, now)) as ready:
                made = actions.raise_finding(wanted=wanted, uploads=ready, by=viewer, at=now)
        except Problem as problem:
            messages.error(request, say(problem))
            status = 422
        else:
            messages.success(request, _("问题已登记，整改责任单位看得到。"))
            return redirect("finding", finding_id=made)
    return render(request, "desk/finding_new.html", {"form": form, "matter": matter}, status=status)


def _source(code: str) -> FindingSource:
    if code not in set(FindingSource):
        raise Problem("finding-source", "请选择问题从哪里来。")
    return FindingSource(code)


@require_GET
@staff_only()
def page(request: DeskRequest, finding_id: UUID) -> HttpResponse:
    """Show one finding."""
    case = finding_case(request.viewer, finding_id, at=timezone.now())
    if case is None:
        raise Http404
    read_by_opening(request, finding_id, timezone.now())
    return render(request, "desk/finding.html", context_of(request, case))


@require_POST
@staff_only(Right.EXPORT)
def export(request: DeskRequest) -> HttpResponse:
    """Send the list that the address asks for as Excel; private data in its words is hidden."""
    now, units = timezone.now(), directory(at=timezone.now())
    wanted, _given = _asked(request.GET, units)
    rows = findings(request.viewer, wanted, at=now)
    total = rows.count()
    most = int(pack_on(now).pack.value_on("export.max_rows", timezone.localdate(now)).number)
    if total > most:
        message = "符合条件的有 {count} 条，一次最多导出 {limit} 条。请缩小范围后再导出。"
        raise Problem("findings-export-many", message, count=total, limit=most)
    outgoing = Outgoing(readable=False)
    text, moment = ColumnKind.TEXT, ColumnKind.DATE
    columns = (
        Column(_("编号"), text, 18), Column(_("问题"), text, 40), Column(_("严重程度"), text, 10), Column(_("问题来源"), text, 12),
        Column(_("整改责任"), text, 28), Column(_("状态"), text, 10), Column(_("期限"), text, 10), Column(_("发现时间"), moment, 18),
        Column(_("到期"), moment, 18), Column(_("完成"), moment, 18), Column(_("退回次数")), Column(_("检查单位"), text, 20),
    )  # fmt: skip
    cells = [
        [
            line["number"], outgoing(line["title"]), str(line["severity"]), str(line["source"]), line["owner"], str(line["word"]),
            line["lamp_word"], line["found_at"], line["due_at"], line["ended_at"], line["sent_back"], name_of(row.unit),
        ]
        for row in rows
        for line in finding_lines([row], now)
    ]  # fmt: skip
    note_export(by=request.viewer, rows=total, found=outgoing.found, left=outgoing.left, of="findings", at=now)
    sheet = SheetSpec(name=_("整改台账"), columns=columns, rows=cells)
    return sent([sheet], f"fengqiao-findings-{timezone.localdate(now):%Y%m%d}.xlsx")
