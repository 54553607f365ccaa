"""Practical matters as Excel, in (rows that cannot be read are given back) and out."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.leaving import Outgoing
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.posted import year_of
from fengqiao.desk.practical.words import AIMS, line_of
from fengqiao.desk.words import say
from fengqiao.desk.workbooks import given_back, handed_in, sent, sent_errors
from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import Column, ColumnKind, Sheet, SheetSpec, guess_columns
from fengqiao.matters.actions import note_export
from fengqiao.orgs.terms import Right
from fengqiao.practical.actions import take_sheet
from fengqiao.practical.queries import items
from fengqiao.practical.rules.sheets import DUE, HINTS, NEEDED, STONE, TITLE
from fengqiao.practical.terms import Aim

PROBED, MOST = 50, 600


@require_POST
@staff_only(Right.IMPORT)
def hand_in(request: DeskRequest) -> HttpResponse:
    """Take a sheet of a list: what can be read is put in; the other rows come back with their reasons."""
    now = timezone.now()
    try:
        sheet, rows = _read(request, now)
        done, refused = take_sheet(rows=rows, aims={str(AIMS[each]): each for each in Aim}, by=request.viewer, at=now)
    except Problem as problem:
        messages.error(request, say(problem))
        return redirect("practical-list")
    if not refused:
        messages.success(request, _("已列入 %(done)s 项。") % {"done": done})
        return redirect("practical-list")
    told = _("已列入 {n} 项；{refused} 行没有列入。改好这几行，单独再导入一次就行。").format(
        n=done, refused=len(refused)
    )
    why = {each.number: say(each.problem) for each in refused}
    back = [(row, why[row.number]) for row in sheet.rows() if row.number in why]
    return given_back(
        request, told, sheet.header, back, room="practical-list", title=_("实事清单"), errors="practical-errors"
    )


@require_POST
@staff_only(Right.IMPORT)
def errors(request: DeskRequest) -> HttpResponse:
    """Send the rows that were not put in as Excel with their reasons, as the page holds them."""
    return sent_errors(request.POST.get("again", ""), "fengqiao-practical-errors.xlsx")


def _read(request: DeskRequest, now: datetime) -> tuple[Sheet, list[tuple[int, dict[str, object]]]]:
    """Return the sheet and its numbered rows by field; refuses one without the columns that are needed, or too long."""
    sheet = handed_in(request, now)
    columns = guess_columns(sheet.header, sheet.sample(PROBED), HINTS)
    named = {TITLE: _("实事项目"), STONE: _("节点"), DUE: _("完成时限")}
    if missing := tuple(str(named[each]) for each in NEEDED if each not in columns):
        raise Problem("practical-columns", "表里没有找到这几列：{columns}。请改好列名再上传。", columns=missing)
    if sheet.row_count > MOST:
        raise Problem("practical-rows", "一张清单最多 {most} 行。", most=MOST)
    return sheet, [(row.number, {name: row.values[place] for name, place in columns.items()}) for row in sheet.rows()]


@require_POST
@staff_only(Right.EXPORT)
def export(request: DeskRequest) -> HttpResponse:
    """Send the list of a year as Excel, one row a milestone: it can be handed in again."""
    today, text = timezone.localdate(), ColumnKind.TEXT
    year, outgoing = year_of(request, today), Outgoing(readable=False)
    cells = [
        [str(line["row"].year), outgoing(line["row"].title), str(line["aim"]), line["unit"], ", ".join(line["helpers"]),
         outgoing(each["stone"].title), each["stone"].due.isoformat(), str(each["word"]),
         each["stone"].reported_on.isoformat() if each["stone"].reported_on else "", outgoing(each["stone"].note), str(line["word"])]
        for line in (line_of(row, today) for row in items(request.viewer, year))
        for each in line["stones"]
    ]  # fmt: skip
    columns = (
        Column(_("年度"), text, 8), Column(_("实事项目"), text, 40), Column(_("类别"), text, 16), Column(_("牵头单位"), text, 20),
        Column(_("协办单位"), text, 24), Column(_("节点"), text, 32), Column(_("完成时限"), text, 14), Column(_("节点状态"), text, 12),
        Column(_("报完成"), text, 14), Column(_("做成了什么"), text, 40), Column(_("项目状态"), text, 12),
    )  # fmt: skip
    note_export(
        by=request.viewer, rows=len(cells), at=timezone.now(), found=outgoing.found, left=outgoing.left, of="practical"
    )
    return sent([SheetSpec(name=_("实事清单"), columns=columns, rows=cells)], f"fengqiao-practical-{year}.xlsx")
