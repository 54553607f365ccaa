"""The audit page and its Excel file."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fengqiao.desk.audit.entries import entries, events, read
from fengqiao.desk.audit.words import GROUPS, TONES
from fengqiao.desk.doors import staff_only
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.people.waiting import waiting_lines
from fengqiao.desk.workbooks import sent
from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import Column, ColumnKind, SheetSpec
from fengqiao.matters.actions import note_export
from fengqiao.orgs.queries import directory, people_watched
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on


@require_GET
@staff_only(Right.AUDIT)
def audit(request: DeskRequest) -> HttpResponse:
    """Show what happened, narrowed by person, period and kind."""
    now = timezone.now()
    pack = pack_on(now).pack
    wanted = read(request.GET, timezone.localdate(now))
    size = int(pack.value_on("queue.page_size", timezone.localdate(now)).number)
    page = Paginator(events(request.viewer, wanted), size).get_page(request.GET.get("page"))
    lines = entries(page, request.viewer, directory(at=now), pack)
    context: dict[str, Any] = {
        "page": page,
        "lines": [(line, TONES.get(line.kind, "line")) for line in lines],
        "wanted": wanted,
        "groups": [(code, words, code == wanted.group) for code, (words, _k) in GROUPS.items()],
        "people": [
            (row.id, f"{row.name} {row.number}", row.id == wanted.staff_id) for row in people_watched(request.viewer)
        ],
        "waiting": waiting_lines(request.viewer, now),
        "query": request.GET.urlencode(),
    }
    return render(request, "desk/audit.html", context)


@require_POST
@staff_only(Right.AUDIT)
def export(request: DeskRequest) -> HttpResponse:
    """Send the audit that the address asks for as an Excel file; that is recorded, too."""
    now = timezone.now()
    pack = pack_on(now).pack
    wanted = read(request.GET, timezone.localdate(now))
    most = int(pack.value_on("export.max_rows", timezone.localdate(now)).number)
    found = events(request.viewer, wanted)[: most + 1]
    lines = entries(found, request.viewer, directory(at=now), pack)
    if len(lines) > most:
        raise Problem("audit-many", "一次最多导出 {limit} 行。请缩短时间后再导出。", limit=most)
    note_export(by=request.viewer, rows=len(lines), at=now, of="audit")
    text, moment = ColumnKind.TEXT, ColumnKind.AUTO
    columns = (
        Column(_("时间"), moment, 20),
        Column(_("类别"), text, 14),
        Column(_("做了什么"), text, 26),
        Column(_("人员"), text, 20),
        Column(_("单位"), text, 24),
        Column(_("内容"), text, 50),
    )
    rows = [(line.at, line.group, line.word, line.who, line.unit, line.what) for line in lines]
    sheet = SheetSpec(name=_("查阅记录"), columns=columns, rows=rows)
    return sent([sheet], f"fengqiao-audit-{timezone.localtime(now):%Y%m%d-%H%M}.xlsx")
