"""Pages of asking after the end: whom to ask, what was answered, the three shares by unit."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fengqiao.catalogue.model import Pack
from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.leaving import Outgoing
from fengqiao.desk.matters.rating_words import RATING_WAYS, SAID, SHORT, answers_in
from fengqiao.desk.matters.rows import lines
from fengqiao.desk.measures.asking import Asked, asked, spans, unit_choices
from fengqiao.desk.measures.views import line_of
from fengqiao.desk.measures.words import percent
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.ratings.errands import errand_sheet_of
from fengqiao.desk.words import LAMPS, entered, name_of
from fengqiao.desk.workbooks import sent
from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import Column, SheetSpec
from fengqiao.look import charts
from fengqiao.matters.actions import note_export
from fengqiao.matters.queries import ratings, to_ask
from fengqiao.matters.rules.lamps import lamp
from fengqiao.matters.rules.rating import QUESTIONS
from fengqiao.matters.terms import MatterState, RatingAnswer, RatingWay
from fengqiao.measure.queries import figure, figures_by_unit
from fengqiao.measure.rules import Question
from fengqiao.orgs.queries import directory
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import limit_on, pack_on

ERRAND_SHARES = ("errands.rated.responded.share", "errands.rated.solved.share", "errands.rated.satisfied.share")
SHARES = ("rated.share", "rated.responded.share", "rated.solved.share", "rated.satisfied.share")
LOOKED_BACK = timedelta(days=365)
SOON = timedelta(days=5)
DRAWN = 6  # units in the picture: those with most answers; the table has all


def tabs_of(request: DeskRequest, active: str) -> list[dict[str, Any]]:
    """Return the pages of the chapter."""
    pages = [("ratings", _("待回访")), ("ratings-given", _("已评议")), ("ratings-errands", _("代办"))]
    if request.viewer.may(Right.OVERVIEW):
        pages.append(("ratings-sums", _("三率")))
    return [{"label": label, "url": reverse(page), "active": page == active} for page, label in pages]


@require_GET
@staff_only(Right.ASK_AFTER)
def to_be_asked(request: DeskRequest) -> HttpResponse:
    """Show the closed matters whose tellers nobody has asked yet, the most pressing first."""
    now = timezone.now()
    pack = pack_on(now).pack
    rows = to_ask(request.viewer, at=now)
    size = int(pack.value_on("queue.page_size", timezone.localdate(now)).number)
    page = Paginator(rows, size).get_page(request.GET.get("page"))
    found, days = list(page.object_list), limit_on("rating.days", now)
    shown = [
        {"line": line, "row": row, "own": row.closer == request.viewer.staff_id, **_asked_by(row, days, now)}
        for line, row in zip(lines(found, now=now), found, strict=True)
    ]
    context = {
        "page": page,
        "rows": shown,
        "tabs": tabs_of(request, "ratings"),
        "days": days,
        "tries": limit_on("rating.tries", now),
    }
    return render(request, "desk/ratings.html", context)


def _asked_by(row: Any, days: int, now: datetime) -> dict[str, Any]:
    """The date by which somebody asks: that of the clock, else the last day on which it may be rated."""
    until = row.ask_by or row.closed_at + timedelta(days=days)
    before = timedelta(days=1) if row.ask_by else SOON
    code = lamp(MatterState.WORKING, until, until - before, now)
    return {"lamp": code.value, "lamp_word": LAMPS[code], "ask_by": until}


@require_GET
@staff_only(Right.ASK_AFTER)
def given(request: DeskRequest) -> HttpResponse:
    """Show what was answered, the newest first; one answer may be chosen."""
    now = timezone.now()
    pack = pack_on(now).pack
    name, answer = _chosen(request)
    rows = ratings(request.viewer, since=now - LOOKED_BACK)
    if name:
        rows = rows.filter(**{f"codes__{name}": answer})
    size = int(pack.value_on("queue.page_size", timezone.localdate(now)).number)
    page = Paginator(rows, size).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_row(entry) for entry in page.object_list],
        "choices": [
            (str(SHORT[question]), [(f"{question}.{each.value}", SAID[question][each], (name, answer) == (question, each.value)) for each in QUESTIONS[question]])
            for question in QUESTIONS
        ],
        "chosen": f"{name}.{answer}" if name else "",
        "tabs": tabs_of(request, "ratings-given"),
        "may_export": request.viewer.may(Right.EXPORT),
    }  # fmt: skip
    return render(request, "desk/ratings_given.html", context)


def _chosen(request: DeskRequest) -> tuple[str, str]:
    name, _dot, answer = request.GET.get("answer", "").partition(".")
    return (name, answer) if name in QUESTIONS and answer in set(RatingAnswer) else ("", "")


def _row(entry: Any) -> dict[str, Any]:
    matter = entry.matter
    return {
        "at": entry.at,
        "number": matter.number,
        "title": matter.title,
        "url": reverse("matter", args=[matter.id]),
        "unit": entered(matter.unit.short or matter.unit.name, matter.unit.name_en),
        "area": name_of(matter.area) if matter.area else "",
        "way": RATING_WAYS[RatingWay(entry.codes["asked_by"])],
        "answers": answers_in(entry.codes),
        "text": entry.text,
        "state": matter.state,
    }


@require_POST
@staff_only(Right.EXPORT)
def export(request: DeskRequest) -> HttpResponse:
    """Send the ratings of a year as Excel; private data in their words is made unreadable."""
    now = timezone.now()
    most = int(pack_on(now).pack.value_on("export.max_rows", timezone.localdate(now)).number)
    rows = list(ratings(request.viewer, since=now - LOOKED_BACK)[: most + 1])
    if len(rows) > most:
        raise Problem("rows-many", "一次最多导出 {limit} 行，请缩小范围。", limit=most)
    outgoing = Outgoing(readable=False)
    names = [_("编号"), _("事项"), _("承办"), _("评议时间"), _("方式"), *(str(SHORT[name]) for name in QUESTIONS)]
    columns = tuple(Column(name) for name in [*names, _("对方的话")])
    cells = [
        [
            row["number"],
            outgoing(row["title"]),
            row["unit"],
            row["at"],
            str(row["way"]),
            *(each["answer"] for each in row["answers"]),
            outgoing(row["text"]),
        ]
        for row in map(_row, rows)
    ]
    more, answered = errand_sheet_of(request.viewer, since=now - LOOKED_BACK, most=most, out=outgoing)
    sheets = [SheetSpec(_("办后评议"), columns, cells), more]
    note_export(
        by=request.viewer, rows=len(cells) + answered, at=now, found=outgoing.found, left=outgoing.left, of="ratings"
    )
    return sent(sheets, f"ratings-{timezone.localdate(now)}.xlsx")


@require_GET
@staff_only(Right.OVERVIEW)
def sums(request: DeskRequest) -> HttpResponse:
    """Show the three shares of a period, whole and by unit, as a picture and a table; every figure opens."""
    now = timezone.now()
    pack, units = pack_on(now).pack, directory(at=now)
    found = asked(request.viewer, units, request.GET.dict(), timezone.localdate(now))
    known, of_errands = ([code for code in some if code in pack.measures] for some in (SHARES, ERRAND_SHARES))
    figures, errand_figures = (
        [
            line_of(figure(Question(pack.measures[code], found.period, found.scope), pack.measures), found.query())
            for code in some
        ]
        for some in (known, of_errands)
    )
    rows = _by_unit(pack, found, known)
    context = {
        "asked": found,
        "choices": {"units": unit_choices(request.viewer, units, found.unit)},
        "spans": spans(found, timezone.localdate(now)),
        "tabs": tabs_of(request, "ratings-sums"),
        "figures": figures,
        "errand_figures": errand_figures,
        "heads": [name_of(pack.measures[code]) for code in known],
        "rows": rows,
        "chart": _picture(
            sorted(rows, key=lambda row: -row["rated"])[:DRAWN], [name_of(pack.measures[code]) for code in known[1:]]
        ),
    }
    return render(request, "desk/ratings_sums.html", context)


def _by_unit(pack: Pack, found: Asked, codes: list[str]) -> list[dict[str, Any]]:
    """The units in which something was rated, with their shares."""
    ids = [card.id for card in found.spine]
    columns = [
        figures_by_unit(Question(pack.measures[code], found.period, found.scope, frozenset(ids)), pack.measures, ids)
        for code in codes
    ]
    rows = []
    for card in found.spine:
        cells = [column.get(card.id) for column in columns]
        if any(cell is not None and cell.value is not None for cell in cells[1:]):
            query = found.query(unit=card.code)
            shown = [
                {
                    "value": percent(cell.number) if cell and cell.number is not None else "",
                    "share": float(cell.number) if cell and cell.number is not None else None,
                    "parts": f"{cell.part} / {cell.whole}" if cell and cell.part is not None else "",
                    "url": f"{reverse('measure', args=[code])}?{query}",
                }
                for code, cell in zip(codes, cells, strict=True)
            ]
            whole = [cell.whole or 0 for cell in cells[1:] if cell]
            rows.append({"unit": name_of(card), "cells": shown, "rated": max(whole, default=0)})
    return rows


def _picture(rows: list[dict[str, Any]], names: list[str]) -> charts.Chart | None:
    if not rows or not names:
        return None
    series = {
        name: [None if row["cells"][place]["share"] is None else round(100 * row["cells"][place]["share"]) for row in rows]
        for place, name in enumerate(names, 1)
    }  # fmt: skip
    return charts.bars([row["unit"] for row in rows], series, name=_("单位"))
