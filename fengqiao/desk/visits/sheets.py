"""Those visited as a sheet: taken in, refused rows given back with reasons; the list without personal data sent."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.visits.views import asked_of, lines_of
from fengqiao.desk.words import say
from fengqiao.desk.workbooks import Refused, given_back, handed_in, sent, sent_errors
from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import Column, ColumnKind, SheetSpec, guess_columns
from fengqiao.matters.actions import note_export
from fengqiao.orgs.queries import directory, staff_in
from fengqiao.orgs.terms import AreaLevel, Right
from fengqiao.rulebook.queries import limit_on, pack_on
from fengqiao.visits import actions, queries
from fengqiao.visits.rules.sheets import HINTS, VisiteeRow, read_row

PROBED = 50


@require_POST
@staff_only(Right.IMPORT)
def take_in(request: DeskRequest) -> HttpResponse:
    """Take a sheet of those visited in: good rows are on the list at once, the others are shown with their reasons."""
    try:
        header, good, new, refused = _taken(request)
    except Problem as problem:
        messages.error(request, say(problem))
        return redirect("visits")
    if not refused:
        messages.success(
            request, ngettext("表格已导入，新登记 %(n)s 家。", "表格已导入，新登记 %(n)s 家。", new) % {"n": new}
        )
        return redirect("visits")
    message = _("%(good)s 行已经收下，其中新登记 %(new)s 家；%(refused)s 行没有导入。改好这几行，单独再导入一次就行。")
    told = message % {"good": good, "new": new, "refused": len(refused)}
    return given_back(request, told, header, refused, room="visits", title=_("走访"), errors="visits-errors")


def _taken(request: DeskRequest) -> tuple[list[str], int, int, list[Refused]]:
    now = timezone.now()
    sheet, pack = handed_in(request, now), pack_on(now).pack
    columns = guess_columns(sheet.header, sheet.sample(PROBED), HINTS)
    missing = [word for field, word in (("area", _("所在村社")), ("tier", _("走访档次"))) if field not in columns]
    if missing:
        raise Problem("enterprise-columns", "表里没有找到这几列：{columns}。请改好列名再上传。", columns=tuple(missing))
    places = directory(at=now).places.values()
    areas = {place.name: place.id for place in places if place.level in {AreaLevel.TOWN, AreaLevel.VILLAGE}}
    areas |= {place.code: place.id for place in places}
    tiers = {each.name: each for each in pack.visits.tiers.values()} | dict(pack.visits.tiers)
    people = _people(request, now)
    good: list[VisiteeRow] = []
    refused: list[Refused] = []
    for row in sheet.rows():
        try:
            good.append(read_row({field: row.text(index) for field, index in columns.items()}, areas, tiers, people))
        except Problem as problem:
            refused.append((row, say(problem)))
    new, _known = actions.add_visitees(rows=good, by=request.viewer, at=now)
    return list(sheet.header), len(good), len(new), refused


def _people(request: DeskRequest, now: datetime) -> dict[str, UUID]:
    """The people of the viewer's unit by name; two of one name are nobody, lest the wrong one be sent."""
    found: dict[str, UUID] = {}
    twice: set[str] = set()
    for who, name in staff_in(request.viewer.unit_id, at=now):
        twice |= {name} & found.keys()
        found[name] = who
    return {name: who for name, who in found.items() if name not in twice}


@require_POST
@staff_only(Right.IMPORT)
def errors(request: DeskRequest) -> HttpResponse:
    """Send the rows that were refused as Excel with their reasons, as the page of the import holds them."""
    return sent_errors(request.POST.get("again", ""), "fengqiao-visits-errors.xlsx")


@require_POST
@staff_only(Right.EXPORT)
def export(request: DeskRequest) -> HttpResponse:
    """Send the list that the address asks for as Excel; households stand in it by village alone."""
    now = timezone.now()
    pack, units, today = pack_on(now).pack, directory(at=now), timezone.localdate(now)
    asked, _given = asked_of(request, units)
    soon = limit_on("visits.soon_days", now)
    rows = queries.listed(request.viewer, asked, today=today, soon=soon)
    total, most = rows.count(), int(pack.value_on("export.max_rows", today).number)
    if total > most:
        message = "符合条件的有 {count} 家，一次最多导出 {limit} 家。请缩小范围后再导出。"
        raise Problem("enterprises-export-many", message, count=total, limit=most)
    text, day = ColumnKind.TEXT, ColumnKind.DATE
    columns = (
        Column(_("单位商户名称"), text, 24), Column(_("所在村社"), text, 14), Column(_("走访档次"), text, 16), Column(_("走访人"), text, 12),
        Column(_("负责走访的单位"), text, 20), Column(_("上次走访"), day, 12), Column(_("到期"), day, 12), Column(_("状态"), text, 12),
    )  # fmt: skip
    titles = dict(rows.values_list("id", "title"))
    cells = [
        [titles.get(each["id"], ""), each["area"], each["tier"], each["officer"], each["unit"], each["last"], each["due"], str(each["word"])]
        for each in lines_of(rows, pack, today, soon)
    ]  # fmt: skip
    note_export(by=request.viewer, rows=total, of="visits", at=now)
    return sent([SheetSpec(name=_("走访"), columns=columns, rows=cells)], f"fengqiao-visits-{today:%Y%m%d}.xlsx")
