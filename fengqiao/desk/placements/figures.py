"""A year of placements: who is where in which month, counts by unit, and both as Excel."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.duty_words import hours_said
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.placements.showing import line_of
from fengqiao.desk.posted import year_of
from fengqiao.desk.words import name_of
from fengqiao.desk.workbooks import sent
from fengqiao.kit.sheets import Column, ColumnKind, SheetSpec
from fengqiao.matters.actions import note_export
from fengqiao.orgs.terms import Right
from fengqiao.placements.queries import done_of_each, unit_counts, year_of_placements
from fengqiao.placements.rules.course import Term
from fengqiao.rulebook.queries import pack_on


@require_GET
@staff_only(Right.ORGANISE)
def year(request: DeskRequest) -> HttpResponse:
    """Show a year: the calendar of those placed, and how many each unit had."""
    now = timezone.now()
    pack, today = pack_on(now).pack, timezone.localdate(now)
    asked = year_of(request, today)
    rows = year_of_placements(request.viewer, asked)
    counts = unit_counts(rows, asked)
    context = {
        "year": asked, "before": asked - 1, "after": asked + 1 if asked <= today.year else None, "months": range(1, 13),
        "lines": [{**line_of(row, pack, today), "months": Term(row.first, row.last).months(asked)} for row in rows],
        "units": [{**each, "name": name_of(each["unit"])} for each in counts],
        "bars": [{"label": name_of(each["unit"]), "number": each["people"]} for each in sorted(counts, key=lambda each: -each["people"])],
        "people": len({row.staff_id for row in rows}), "early": sum(bool(row.ending) for row in rows),
        "longer": sum(row.last > row.planned_last for row in rows), "may_export": request.viewer.may(Right.EXPORT),
    }  # fmt: skip
    return render(request, "desk/placements_year.html", context)


@require_POST
@staff_only(Right.EXPORT)
def export(request: DeskRequest) -> HttpResponse:
    """Send the placements of a year, and the counts by unit, as Excel; no words of what was said."""
    now = timezone.now()
    pack, today = pack_on(now).pack, timezone.localdate(now)
    asked = year_of(request, today)
    rows = year_of_placements(request.viewer, asked)
    done = done_of_each(rows, pack)
    text = ColumnKind.TEXT
    columns = (
        Column(_("人员编号"), text, 12), Column(_("姓名"), text, 12), Column(_("哪一种"), text, 14), Column(_("派出单位"), text, 20), Column(_("单位"), text, 20),
        Column(_("村社"), text, 14), Column(_("带教人"), text, 12), Column(pgettext("placement", "起"), ColumnKind.DATE, 12), Column(_("止"), ColumnKind.DATE, 12), Column(_("状态"), text, 14),
        Column(_("记录条数")), Column(_("学时"), text, 8), Column(_("参加勤务")), Column(_("提前结束的原因"), text, 16), Column(_("评语档次"), text, 10),
    )  # fmt: skip
    cells: list[list[Any]] = []
    for row in rows:
        line, did = line_of(row, pack, today), done[row.id]
        cells.append(
            [line["number"], line["name"], line["kind"], row.sender, line["unit"], line["area"], line["mentor"], row.first, row.last, str(line["word"]),
             did.entries, hours_said(did.study_minutes), did.activities, line["ending"], line["appraisal"]]
        )  # fmt: skip
    by_unit = (
        Column(_("单位"), text, 24),
        *[Column(_("%(n)s 月") % {"n": month}) for month in range(1, 13)],
        Column(_("人数")),
        Column(_("延长")),
        Column(_("提前结束")),
    )
    sums = [
        [name_of(each["unit"]), *each["months"], each["people"], each["longer"], each["early"]]
        for each in unit_counts(rows, asked)
    ]
    note_export(by=request.viewer, rows=len(cells), at=now, of="placements")
    sheets = [
        SheetSpec(name=_("实习锻炼"), columns=columns, rows=cells),
        SheetSpec(name=_("按单位"), columns=by_unit, rows=sums),
    ]
    return sent(sheets, f"fengqiao-placements-{asked}.xlsx")
