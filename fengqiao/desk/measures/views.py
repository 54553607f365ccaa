"""Pages of figures: all measures for a period and a unit; one figure with its units, its events, its matters; Excel."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fengqiao.catalogue.measure import Measure, What
from fengqiao.catalogue.model import Pack
from fengqiao.desk.doors import staff_only
from fengqiao.desk.measures.asking import Asked, asked, spans, unit_choices, unit_names
from fengqiao.desk.measures.code_words import ATTRIBUTES, code_words
from fengqiao.desk.measures.words import EVENTS, amount, definition
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import in_language, labelled, listed, name_of
from fengqiao.desk.workbooks import sent
from fengqiao.inspections.queries import named_findings
from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets.writing import Column, SheetSpec
from fengqiao.matters.actions import note_export
from fengqiao.matters.queries import named, seen_among
from fengqiao.measure.queries import Figure, events_behind, figure, figures_by_unit
from fengqiao.measure.rules import Question, nowhere
from fengqiao.orgs.queries import Directory, Viewer, directory
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on

OF_MATTERS, OF_FINDINGS = ("matter", "task"), "finding"
TOLD = ("result", "reason", "step")


def _question(measure: Measure, found: Asked) -> Question:
    spine = found.villages if measure.what is What.AREAS else frozenset(card.id for card in found.spine)
    return Question(measure, found.period, found.scope, spine)


def _opened(request: DeskRequest) -> tuple[Pack, Directory, Asked]:
    now = timezone.now()
    units = directory(at=now)
    return pack_on(now).pack, units, asked(request.viewer, units, request.GET.dict(), timezone.localdate(now))


@require_GET
@staff_only(Right.OVERVIEW)
def measures(request: DeskRequest) -> HttpResponse:
    """Show every measure of the packs in force with its figure."""
    pack, units, found = _opened(request)
    context = {
        "rows": [line_of(each, found.query()) for each in _figures(pack, found)],
        "asked": found,
        "spans": spans(found, timezone.localdate()),
        "units": unit_choices(request.viewer, units, found.unit),
        "may_export": request.viewer.may(Right.EXPORT),
        "query": found.query(),
    }
    return render(request, "desk/measures.html", context)


def _figures(pack: Pack, found: Asked) -> Iterable[Figure]:
    return [figure(_question(measure, found), pack.measures) for measure in pack.measures.values()]


def line_of(each: Figure, query: str) -> dict[str, Any]:
    """Return a figure in words, with the address of its page under a period and a unit."""
    return {
        "name": name_of(each.measure),
        "about": in_language(each.measure.about, each.measure.about_en),
        "code": each.measure.code,
        "value": amount(each),
        "none": each.value is None,
        "parts": f"{each.part} / {each.whole}" if each.part is not None else "",
        "url": f"{reverse('measure', args=[each.measure.code])}?{query}",
    }


@require_GET
@staff_only(Right.OVERVIEW)
def measure(request: DeskRequest, code: str) -> HttpResponse:
    """Show one figure: what it counts, its units, its events, the matters that the viewer may see."""
    pack, units, found = _opened(request)
    wanted = _wanted(pack, code)
    question = _question(wanted, found)
    events = events_behind(question, pack.measures)
    size = int(pack.value_on("queue.page_size", timezone.localdate()).number)
    page = Paginator(events, size).get_page(request.GET.get("page"))
    context = {
        "figure": line_of(figure(question, pack.measures), found.query()),
        "definition": definition(wanted, pack),
        "of": [
            (name_of(each), f"{reverse('measure', args=[each.code])}?{found.query()}") for each in _of(wanted, pack)
        ],
        "units": _by_unit(question, pack, found),
        "page": page,
        "events": _events(page.object_list, _counted(wanted, pack), pack, units, request.viewer),
        "matters": _matters(question, pack, request.viewer),
        "asked": found,
        "spans": spans(found, timezone.localdate()),
        "choices": unit_choices(request.viewer, units, found.unit),
        "may_export": request.viewer.may(Right.EXPORT),
        "query": found.query(),
        "back": f"{reverse('measures')}?{found.query()}",
    }
    return render(request, "desk/measure.html", context)


def _wanted(pack: Pack, code: str) -> Measure:
    if code not in pack.measures:
        raise Http404
    return pack.measures[code]


def _counted(wanted: Measure, pack: Pack) -> Measure:
    """The measure whose events are listed: of a share its part."""
    return pack.measures[wanted.part] if wanted.what is What.SHARE else wanted


def _of(wanted: Measure, pack: Pack) -> list[Measure]:
    return [pack.measures[wanted.part], pack.measures[wanted.whole]] if wanted.what is What.SHARE else []


def _by_unit(question: Question, pack: Pack, found: Asked) -> list[dict[str, Any]]:
    """The figure of each unit of the spine, largest first; those without events are there too. What is nowhere has no unit."""
    if nowhere(question.measure):
        return []
    by_unit = figures_by_unit(question, pack.measures, [card.id for card in found.spine])
    numbers = {unit: each.number or Fraction(0) for unit, each in by_unit.items()}
    most = max(numbers.values(), default=Fraction(0))
    rows = []
    for card in sorted(found.spine, key=lambda card: (-numbers[card.id], card.code)):
        each = by_unit[card.id]
        here = Asked(found.period, card, found.scope, ())
        rows.append(
            {
                "name": name_of(card),
                "value": amount(each),
                "none": each.value is None,
                "parts": f"{each.part} / {each.whole}" if each.part is not None else "",
                "share": round(float(numbers[card.id] / most * 100)) if most and each.number is not None else 0,
                "url": f"?{here.query()}",
            }
        )
    return rows


def _events(rows: Iterable[Any], wanted: Measure, pack: Pack, units: Directory, viewer: Viewer) -> list[dict[str, Any]]:
    """The events of a page, with the matter where the viewer may see it."""
    listed_rows = list(rows)
    titles = named(viewer, {row.subject_id for row in listed_rows})
    findings = {row.subject_id for row in listed_rows if row.kind.startswith(OF_FINDINGS)}
    found = named_findings(viewer, findings) if findings else {}
    names = unit_names(units)
    return [
        {
            "at": row.happened_at,
            "kind": EVENTS.get(row.kind, row.kind),
            "unit": names.get(row.unit_id, _("已撤销的单位")),
            "codes": _codes(row, pack, wanted),
            "matter": (found if row.subject_id in findings else titles).get(row.subject_id),
            "page": "finding" if row.subject_id in findings else "matter",
            "id": row.subject_id,
            "of_matter": row.kind.startswith((*OF_MATTERS, OF_FINDINGS)),
        }
        for row in listed_rows
    ]


def _codes(row: Any, pack: Pack, wanted: Measure) -> str:
    """What an event says that the measure asks about, and how or why it ended."""
    names = [*dict.fromkeys([*wanted.filter.codes, *TOLD])]
    told = [(name, row.attributes[name]) for name in names if name in row.attributes and name != "row"]
    words = [labelled(ATTRIBUTES[name], listed(code_words(name, [code], pack))) for name, code in told]
    return " · ".join(words)


def _matters(question: Question, pack: Pack, viewer: Viewer) -> dict[str, int]:
    """How many matters a figure speaks of, and how many of them the viewer may see."""
    subjects = events_behind(question, pack.measures).filter(kind__regex="^(matter|task)").order_by()
    total = subjects.values("subject_id").distinct().count()
    return {"total": total, "seen": seen_among(viewer, subjects.values("subject_id"))}


@require_POST
@staff_only(Right.EXPORT)
def measures_export(request: DeskRequest) -> HttpResponse:
    """Send all figures as Excel, and each unit's figures on a second sheet."""
    pack, _units, found = _opened(request)
    columns = (
        Column(_("指标")),
        Column(_("数")),
        Column(_("分子")),
        Column(_("分母")),
        Column(_("单位词")),
        Column(_("口径")),
    )
    rows = [_cells(each) for each in _figures(pack, found)]
    units = [
        [name_of(card), name_of(each.measure), _value(each)]
        for each_measure in pack.measures.values()
        for card, each in _pairs(each_measure, pack, found)
    ]
    sheets = [
        SheetSpec(name=_("指标"), columns=columns, rows=rows),
        SheetSpec(name=_("各单位"), columns=(Column(_("单位")), Column(_("指标")), Column(_("数"))), rows=units),
    ]
    return _sent(request, sheets, len(rows), found)


def _pairs(each: Measure, pack: Pack, found: Asked) -> list[tuple[Any, Figure]]:
    if nowhere(each):
        return []
    by_unit = figures_by_unit(_question(each, found), pack.measures, [card.id for card in found.spine])
    return [(card, by_unit[card.id]) for card in found.spine]


def _cells(each: Figure) -> list[Any]:
    measure_ = each.measure
    word = in_language(measure_.word, measure_.word_en)
    return [
        name_of(measure_),
        _value(each),
        each.part,
        each.whole,
        word,
        in_language(measure_.about, measure_.about_en),
    ]


def _value(each: Figure) -> Any:
    """A value for a cell: numbers stay numbers, no data stays empty."""
    if isinstance(each.value, Fraction):
        return round(float(each.value), 6)
    return each.value


@require_POST
@staff_only(Right.EXPORT)
def measure_export(request: DeskRequest, code: str) -> HttpResponse:
    """Send the events behind one figure as Excel; matters that the viewer may not see stay without number and title."""
    pack, units, found = _opened(request)
    wanted = _wanted(pack, code)
    events = events_behind(_question(wanted, found), pack.measures)
    most = int(pack.value_on("export.max_rows", timezone.localdate()).number)
    total = events.count()
    if total > most:
        message = "背后有 {count} 条事件，一次最多导出 {limit} 条。请缩短期间后再导出。"
        raise Problem("measure-export-many", message, count=total, limit=most)
    rows = [
        [each["at"], str(each["kind"]), each["unit"], each["codes"], *(each["matter"] or ("", ""))]
        for each in _events(events, _counted(wanted, pack), pack, units, request.viewer)
    ]
    names = (_("时间"), _("事件"), _("单位"), _("内容"), _("编号"), _("事项"))
    sheet = SheetSpec(name=name_of(wanted), columns=tuple(Column(name) for name in names), rows=rows)
    return _sent(request, [sheet], total, found)


def _sent(request: DeskRequest, sheets: list[SheetSpec], rows: int, found: Asked) -> HttpResponse:
    note_export(by=request.viewer, rows=rows, at=timezone.now())
    return sent(sheets, f"fengqiao-figures-{found.period.first:%Y%m%d}-{found.period.last:%Y%m%d}.xlsx")
