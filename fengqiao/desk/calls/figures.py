"""What units do with calls: figures of a period by unit, as a picture and a table, and the same as Excel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from fengqiao.catalogue.model import Pack
from fengqiao.desk.calls.asking import Asked, asked_of, spans
from fengqiao.desk.calls.views import tabs_of
from fengqiao.desk.doors import staff_only
from fengqiao.desk.measures.asking import asked as reach_of
from fengqiao.desk.measures.asking import unit_choices
from fengqiao.desk.measures.views import line_of
from fengqiao.desk.measures.words import amount, percent
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import entered, in_language, name_of
from fengqiao.desk.workbooks import sent
from fengqiao.kit.sheets import Column, ColumnKind, SheetSpec
from fengqiao.look import charts
from fengqiao.matters.actions import note_export
from fengqiao.measure.queries import Figure, figure, figures_by_unit
from fengqiao.measure.rules import Question
from fengqiao.orgs.queries import Directory, UnitCard, directory
from fengqiao.orgs.terms import Line, Right
from fengqiao.rulebook.queries import pack_on

ALL, VALID = "calls", "calls.valid"
WHOLE = (
    ALL,
    VALID,
    "calls.diverted.share",
    "transferred.signed.share",
    "dispatched.first.share",
    "returned.share",
    "returned.checked.share",
    "flowed_back.share",
    "overdue.outside",
)
OF_POLICE = ("calls", "calls.valid", "transferred", "transferred.signed.share", "conferred", "flowed_back")
OF_OTHERS = (
    "calls.diverted",
    "dispatched.first.share",
    "returned.clause",
    "returned.clause.1",
    "returned.clause.2",
    "returned.clause.3",
    "returned.checked",
    "returned.wrong",
    "overdue.outside",
)
DRAWN_POLICE, DRAWN_OTHERS = ("calls.valid", "transferred"), ("calls.diverted", "returned.clause", "overdue.outside")
OF_AREAS = frozenset(
    {"calls.diverted.share", "flowed_back.share", "overdue.outside"}
)  # counted for whoever got the matter
# How quick calls were, in five bins each: the measures, and how they are coloured from quick to slow.
QUICK = {
    "sign": (gettext_lazy("签收快慢"), gettext_lazy("紧急警情从收到到签收，各所分五档；最慢一档占得多的排在前面")),
    "arrive": (gettext_lazy("出警快慢"), gettext_lazy("紧急警情从签收到到场，各所分五档；最慢一档占得多的排在前面")),
    "feedback": (gettext_lazy("反馈快慢"), gettext_lazy("紧急警情从签收到反馈，各所分五档；最慢一档占得多的排在前面")),
}
BINS, SHADES = range(1, 6), ("green", "fill", "grey", "amber", "red")
DRAWN = 10
FEW, SOME = 3, 6  # so many units make a low picture, a middling one
OPENS = "measure"
DRAWN_AS = {
    "others": gettext_lazy("各承办单位接到、退回和超期的件数"),
    "police": gettext_lazy("各接警单位的有效警情和一键转接"),
}


@dataclass(frozen=True, slots=True)
class Table:
    """The figures of some units: what heads the columns, the rows with something in them, and the picture."""

    code: str
    title: str
    about: str
    heads: list[dict[str, str]]
    rows: list[dict[str, Any]]
    chart: charts.Chart | None
    drawn: str

    @property
    def height(self) -> str:
        """As high as its bars want."""
        units = len(self.chart.rows) if self.chart else 0
        return "sm" if units < FEW else "md" if units < SOME else "lg"


def _opened(request: DeskRequest) -> tuple[Pack, Directory, Asked]:
    """Return the pack and the units in force, and what the address asks; without days it is this month."""
    now = timezone.now()
    pack, units = pack_on(now).pack, directory(at=now)
    query = QueryDict(mutable=True)
    query.update({"since": timezone.localdate(now).replace(day=1).isoformat(), "until": f"{timezone.localdate(now)}"})
    for name, value in request.GET.items():
        query[name] = str(value)
    return pack, units, asked_of(request.viewer, units, pack, query)


@require_GET
@staff_only(Right.OVERVIEW)
def figures(request: DeskRequest) -> HttpResponse:
    """Show the figures of a period, whole and by unit; every one opens to its events and matters."""
    pack, units, found = _opened(request)
    asked = found.address("measures").partition("?")[2]
    context = {
        "asked": found,
        "choices": {"units": unit_choices(request.viewer, units, found.unit)},
        "spans": spans(found, "calls-figures"),
        "tabs": tabs_of(found, "calls-figures"),
        "figures": _tiles(_whole(request, pack, found), asked),
        "tables": [*_tables(request, pack, units, found), *_quick(request, pack, units, found)],
        "may_export": request.viewer.may(Right.EXPORT),
        "export_url": found.address("calls-figures-export"),
    }
    return render(request, "desk/call_figures.html", context)


@require_POST
@staff_only(Right.EXPORT)
def export(request: DeskRequest) -> HttpResponse:
    """Send the same figures as Excel: the whole with what each counts, then each kind of unit."""
    pack, units, found = _opened(request)
    whole = _whole(request, pack, found)
    sheets = [
        SheetSpec(
            name=_("指标"),
            columns=(Column(_("指标"), ColumnKind.TEXT, 20), Column(_("数")), Column(_("分子")), Column(_("分母")),
                     Column(_("口径"), ColumnKind.TEXT, 80)),
            rows=[[name_of(each.measure), _cell(each), each.part, each.whole,
                   in_language(each.measure.about, each.measure.about_en)] for each in whole],
        )
    ]  # fmt: skip
    tables = [*_tables(request, pack, units, found), *_quick(request, pack, units, found)]
    for table in tables:
        heads = [Column(_("单位"), ColumnKind.TEXT, 24), *(Column(head["name"]) for head in table.heads)]
        rows = [[row["unit"], *(cell["number"] for cell in row["cells"])] for row in table.rows]
        sheets.append(SheetSpec(name=table.title, columns=tuple(heads), rows=rows))
    total = len(whole) + sum(len(table.rows) for table in tables)
    note_export(by=request.viewer, rows=total, at=timezone.now(), of="calls")
    return sent(sheets, f"fengqiao-call-figures-{found.period.first:%Y%m%d}-{found.period.last:%Y%m%d}.xlsx")


def _whole(request: DeskRequest, pack: Pack, found: Asked) -> list[Figure]:
    """The figures of the whole; those counted for whoever got the matter only where areas are seen."""
    codes = [code for code in _known(WHOLE, pack) if request.viewer.seen_areas or code not in OF_AREAS]
    return [figure(Question(pack.measures[code], found.period, found.scope), pack.measures) for code in codes]


def _tiles(whole: Sequence[Figure], asked: str) -> list[dict[str, Any]]:
    """The figures of the whole as tiles: all calls stand beside the valid ones."""
    calls = next((each for each in whole if each.measure.code == ALL), None)
    lines = [line_of(each, asked) for each in whole if each is not calls]
    beside = _("共 %(calls)s") % {"calls": amount(calls)} if calls else ""
    return [{**line, "parts": beside if line["code"] == VALID else line["parts"]} for line in lines]


def _known(codes: Sequence[str], pack: Pack) -> list[str]:
    """The measures that the pack in force has: an older one lacks some."""
    return [code for code in codes if code in pack.measures]


def _tables(request: DeskRequest, pack: Pack, units: Directory, found: Asked) -> list[Table]:
    spine = _spine(request, units, found)
    police = [card for card in spine if card.line == Line.POLICE.value]
    others = [card for card in spine if card.line != Line.POLICE.value]
    return [
        _table("others", _("承办单位"), _("部门和社会治理中心：接到多少、第几次退回、有没有超期；没有数的单位不列"),
               _known(OF_OTHERS, pack), DRAWN_OTHERS, others, pack, found),
        _table("police", _("接警单位"), _("派出所和大队：接到多少警情、转出多少、多少又回来；没有数的单位不列"),
               _known(OF_POLICE, pack), DRAWN_POLICE, police, pack, found),
    ]  # fmt: skip


def _spine(request: DeskRequest, units: Directory, found: Asked) -> Sequence[UnitCard]:
    query = {"since": found.period.first.isoformat(), "until": found.period.last.isoformat()}
    if found.unit:
        query["unit"] = found.unit.code
    return reach_of(request.viewer, units, query, timezone.localdate()).spine


def _quick(request: DeskRequest, pack: Pack, units: Directory, found: Asked) -> list[Table]:
    """How quick stations were: five bins a step, whoever is slowest first."""
    police = [card for card in _spine(request, units, found) if card.line == Line.POLICE.value]
    tables = []
    for step, (title, about) in QUICK.items():
        codes = _known([f"response.{step}.{n}" for n in BINS], pack)
        if not codes:
            continue
        table = _table(f"quick-{step}", str(title), str(about), codes, codes, police, pack, found)
        if not table.rows:
            continue
        rows = sorted(table.rows, key=_slowest)
        heads = [head["name"] for head in table.heads]
        series = {head: [row["cells"][n]["number"] or None for row in rows[:DRAWN]] for n, head in enumerate(heads)}
        tones = dict(zip(heads, SHADES, strict=False))
        chart = charts.stacked([row["unit"] for row in rows[:DRAWN]], series, name=_("单位"), tones=tones)
        tables.append(replace(table, rows=rows, chart=chart))
    return tables


def _slowest(row: dict[str, Any]) -> tuple[float, ...]:
    """The shares of the bins, the slowest first; the larger comes before."""
    numbers = [cell["number"] or 0 for cell in row["cells"]]
    return tuple(-each / (sum(numbers) or 1) for each in reversed(numbers))


def _table(
    code: str,
    title: str,
    about: str,
    codes: list[str],
    drawn: Sequence[str],
    cards: list[UnitCard],
    pack: Pack,
    found: Asked,
) -> Table:
    """The figures of some units, two queries a column at most; the largest first."""
    measures, ids = [pack.measures[each] for each in codes], [card.id for card in cards]
    columns = [
        figures_by_unit(Question(each, found.period, found.scope, frozenset(ids)), pack.measures, ids)
        for each in measures
    ]
    rows: list[dict[str, Any]] = []
    for card in cards:
        cells = [_shown(column[card.id], card, found) for column in columns]
        if any(cell["number"] for cell in cells):
            rows.append({"unit": entered(card.short or card.name, card.name_en), "cells": cells})
    rows.sort(key=lambda row: tuple(-(cell["number"] or 0) for cell in row["cells"][:1]))
    heads = [
        {"name": name_of(each), "about": in_language(each.about, each.about_en), "url": _address(each.code, found)}
        for each in measures
    ]
    places = [place for place, each in enumerate(codes) if each in drawn]
    pictured = [row for row in rows if any(row["cells"][place]["number"] for place in places)][:DRAWN]
    # A bar without length says nothing: what is nought stands in the table.
    series = {heads[place]["name"]: [row["cells"][place]["number"] or None for row in pictured] for place in places}
    chart = charts.bars([row["unit"] for row in pictured], series, name=_("单位")) if pictured else None
    return Table(code, title, about, heads, rows, chart, str(DRAWN_AS.get(code, title)))


def _shown(each: Figure, card: UnitCard, found: Asked) -> dict[str, Any]:
    """A figure of a unit: its words, its number for the sheet, and the address that opens it."""
    number = _cell(each)
    share = isinstance(each.value, Fraction)
    return {
        "head": name_of(each.measure),
        "word": percent(each.value) if isinstance(each.value, Fraction) else "" if each.value is None else str(number),
        "title": amount(each),
        "parts": f"{each.part} / {each.whole}" if share else "",
        "number": number,
        "url": _address(each.measure.code, found, card.code),
    }


def _cell(each: Figure) -> Any:
    return round(float(each.value), 4) if isinstance(each.value, Fraction) else each.value


def _address(code: str, found: Asked, unit: str = "") -> str:
    query = found.address("measures", **({"unit": unit} if unit else {})).partition("?")[2]
    return f"{reverse(OPENS, args=[code])}?{query}"
