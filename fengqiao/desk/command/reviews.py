"""The weekly review of a station: what its talks decided and what came of it by part, checks, returns, hand-overs; as a page and Excel."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fengqiao.catalogue.model import Pack
from fengqiao.command.queries import READERS, Review, review
from fengqiao.command.rules.shifts import week_of
from fengqiao.command.rules.talks import Tally
from fengqiao.desk.command.checks import part_word
from fengqiao.desk.command.shifts import address, day_asked, station_asked
from fengqiao.desk.doors import staff_only
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import entered
from fengqiao.desk.workbooks import sent
from fengqiao.kit.sheets import Column, ColumnKind, SheetSpec
from fengqiao.look import charts
from fengqiao.matters.actions import note_export
from fengqiao.orgs.queries import UnitCard, directory
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on


def _asked(request: DeskRequest) -> tuple[UnitCard | None, Pack, date]:
    """Return the station and the Monday of the week that an address names; today's week where it names none."""
    now = timezone.now()
    station = station_asked(request, directory(at=now))
    today = timezone.localdate(now)
    return station, pack_on(now).pack, week_of(min(day_asked(request.GET.get("week", ""), today), today))[0]


@require_GET
@staff_only(*READERS)
def page(request: DeskRequest) -> HttpResponse:
    """Show a week."""
    station, pack, monday = _asked(request)
    if station is None:
        return render(request, "desk/review.html", {"station": None})
    now = timezone.now()
    found, before = review(station.id, monday, at=now), review(station.id, monday - timedelta(days=7), at=now)
    this = week_of(timezone.localdate(now))[0]
    rows = _rows(found, pack)
    context = {
        "station": station, "name": entered(station.short, station.name_en), "found": found, "rows": rows,
        "tiles": _tiles(found, before), "chart": _chart(rows) if found.whole.decided else None,
        "heads": _heads(), "whole": _cells(found.whole),
        "before_url": address("command-review", station, week=monday - timedelta(days=7)),
        "after_url": address("command-review", station, week=monday + timedelta(days=7)) if monday < this else "",
        "now_url": address("command-review", station), "back": address("command", station), "talk_url": address("command-talk", station),
        "export_url": address("command-review-export", station, week=monday), "may_export": request.viewer.may(Right.EXPORT),
    }  # fmt: skip
    return render(request, "desk/review.html", context)


def _heads() -> list[str]:
    return [_("定了"), _("按时完成"), _("晚了才完成"), _("正在办"), _("超期未完成"), _("按时率")]


def _cells(tally: Tally) -> list[str]:
    due = tally.in_time + tally.done_late + tally.late  # what still has time says nothing yet
    share = f"{100 * tally.in_time / due:.0f}%" if due else "–"
    return [*(str(each) for each in _numbers(tally)), share]


def _numbers(tally: Tally) -> tuple[int, ...]:
    return tally.decided, tally.in_time, tally.done_late, tally.open, tally.late


def _rows(found: Review, pack: Pack) -> list[dict[str, Any]]:
    """Return the parts in the order of the pack; what a station itself does comes last."""
    order = list(pack.station.parts)
    codes = sorted(found.by_part, key=lambda code: order.index(code) if code in order else len(order))
    return [
        {"part": part_word(code, pack) if code else _("所里"), "cells": _cells(found.by_part[code]), "tally": found.by_part[code]}
        for code in codes
    ]  # fmt: skip


def _chart(rows: list[dict[str, Any]]) -> charts.Chart:
    series = {
        _("按时完成"): [row["tally"].in_time or None for row in rows],
        _("晚了才完成"): [row["tally"].done_late or None for row in rows],
        _("正在办"): [row["tally"].open or None for row in rows],
        _("超期未完成"): [row["tally"].late or None for row in rows],
    }
    tones = dict(zip(series, ("green", "amber", "blue", "red"), strict=True))
    kept = {title: figures for title, figures in series.items() if any(figures)}
    return charts.stacked([row["part"] for row in rows], kept, name=_("队、室"), tones=tones)


def _tiles(found: Review, before: Review) -> list[dict[str, Any]]:
    """Return the numbers of a week, each beside those of the week before."""
    whole, was = found.whole, before.whole
    done, done_was = whole.in_time + whole.done_late, was.in_time + was.done_late
    again = found.checked - found.in_order
    return [
        {"label": _("会商定的事"), "value": whole.decided, "hint": _beside(was.decided), "icon": "speakerphone"},
        {"label": _("办成"), "value": done, "hint": _beside(done_was), "icon": "circle-check"},
        {"label": _("超期未完成"), "value": whole.late, "hint": _beside(was.late), "icon": "alarm", "tone": "red" if whole.late else ""},
        {"label": _("退回别处的事项"), "value": found.returned, "hint": _beside(before.returned), "icon": "arrow-back-up"},
        {"label": _("核查"), "value": found.checked, "hint": _("不合格 %(n)s") % {"n": again} if again else _beside(before.checked), "icon": "checklist"},
        {"label": _("签字交接"), "value": f"{found.handed_over}/{found.shifts}", "hint": _("两人都签的 / 开了单的班"), "icon": "arrow-forward-up"},
    ]  # fmt: skip


def _beside(number: int) -> str:
    return _("上周 %(n)s") % {"n": number}


@require_POST
@staff_only(Right.EXPORT)
def export(request: DeskRequest) -> HttpResponse:
    """Send a week as Excel: by part, and the other numbers."""
    station, pack, monday = _asked(request)
    if station is None:
        raise Http404
    found = review(station.id, monday, at=timezone.now())
    rows: list[list[Any]] = [[row["part"], *_numbers(row["tally"])] for row in _rows(found, pack)]
    rows.append([_("合计"), *_numbers(found.whole)])
    other = [
        [_("核查"), found.checked], [_("核查合格"), found.in_order], [_("退回别处的事项"), found.returned],
        [_("开了交接班单的班"), found.shifts], [_("双方签字的班"), found.handed_over], [_("撤销的会商任务"), found.whole.withdrawn],
    ]  # fmt: skip
    sheets = [
        SheetSpec(name=_("会商任务"), columns=(Column(_("队、室"), ColumnKind.TEXT, 20), *(Column(head) for head in _heads()[:-1])), rows=rows),
        SheetSpec(name=_("核查和交接"), columns=(Column(_("指标"), ColumnKind.TEXT, 24), Column(_("数"))), rows=other),
    ]  # fmt: skip
    note_export(by=request.viewer, rows=len(rows) + len(other), at=timezone.now(), of="review")
    return sent(sheets, f"fengqiao-review-{station.code}-{found.first:%Y%m%d}.xlsx")
