"""The statistics sheet of mediation for a unit and a period: on a page, and in Excel where each cell opens its disputes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from fengqiao.catalogue.model import Pack
from fengqiao.desk.disputes.asking import bodies_of, moments_of
from fengqiao.desk.disputes.listing import money, tabs_of
from fengqiao.desk.disputes.screening import Screened, screened
from fengqiao.desk.disputes.words import FORMS, named, types_of
from fengqiao.desk.doors import staff_only
from fengqiao.desk.measures.asking import Asked, days_of, period_of, spans
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import in_language, name_of
from fengqiao.desk.workbooks import sent
from fengqiao.disputes.queries import READERS, DisputeFilter, counted, disputes
from fengqiao.disputes.rules.statistics import Column as Counter
from fengqiao.disputes.rules.statistics import Counted, Part, Sum, columns_of, tally
from fengqiao.disputes.terms import AgreementForm, DisputeState
from fengqiao.kit.sheets import Column, ColumnKind, Linked, SheetSpec
from fengqiao.matters.actions import note_export
from fengqiao.measure.queries import EVERYTHING
from fengqiao.orgs.queries import UnitCard, directory, unit_and_below
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on

WHOLE = {
    Sum.TAKEN: (gettext_lazy("案件总数"), "scale", ""),
    Sum.PEOPLE: (gettext_lazy("涉及当事人"), "users", ""),
    Sum.AGREED: (gettext_lazy("调解成功"), "circle-check", "green"),
    Sum.HARD: (gettext_lazy("疑难"), "flag", ""),
    Sum.FEN: (gettext_lazy("涉及金额"), "heart-handshake", ""),
}
OTHERS = {
    Sum.REFERRED: gettext_lazy("接受委托移送"), Sum.OTHER: gettext_lazy("其他单位"), Sum.PERFORMED: gettext_lazy("已履行"),
    Sum.CONFIRMED: gettext_lazy("司法确认"),
}  # fmt: skip
GROUPS = {
    Part.BODY: gettext_lazy("按调解组织"), Part.SOURCE: gettext_lazy("按案件来源"), Part.TYPE: gettext_lazy("按纠纷类型"),
    Part.FORM: gettext_lazy("按协议形式"), Part.AFTER: gettext_lazy("调成以后"),
    Part.AVERTED: gettext_lazy("调成防止激化"), Part.AVERTED_PEOPLE: gettext_lazy("调成防止激化，涉及的人"),
}  # fmt: skip
AVERTED = {Part.AVERTED: pgettext_lazy("dispute", "件"), Part.AVERTED_PEOPLE: gettext_lazy("人")}
# What the list of disputes is narrowed to where a sum stands for no code of its own.
NARROWED = {
    Sum.AGREED: {"only": "agreed"}, Sum.HARD: {"grade": Sum.HARD.value}, Sum.REFERRED: {"source": Sum.REFERRED.value},
    Sum.OTHER: {"body": Sum.OTHER.value}, Sum.PERFORMED: {"state": DisputeState.PERFORMED.value},
    Sum.CONFIRMED: {"only": "confirmed"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """What a unit with those below it, or all, comes to; `code` is the unit's."""

    code: str
    name: str
    sums: Mapping[Counter, int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the sheet holds: its columns, what they come to in all and by unit in the order of the tree; units to choose."""

    pack: Pack
    found: Asked
    columns: tuple[Counter, ...]
    whole: Line
    lines: tuple[Line, ...]
    screened: Screened | None
    choices: tuple[UnitCard, ...]

    def words(self, column: Counter) -> str:
        """Return the name of a column."""
        if column.code in set(Sum):
            known = Sum(column.code)
            return str(WHOLE[known][0] if known in WHOLE else OTHERS[known])
        if column.part is Part.BODY:
            return named(self.pack.disputes.bodies, column.code)
        if column.part is Part.FORM:
            return str(FORMS[AgreementForm(column.code)])
        if column.part in AVERTED:
            return _("%(what)s（%(unit)s）") % {"what": self.short(column), "unit": AVERTED[column.part]}
        return named(types_of(self.pack, "dispute_type" if column.part is Part.TYPE else "dispute_source"), column.code)

    def short(self, column: Counter) -> str:
        """Return the name of a column where its unit stands beside it."""
        if column.part not in AVERTED:
            return self.words(column)
        sign = self.pack.disputes.signs[column.code]
        return in_language(sign.averts, sign.averts_en)

    def address(self, column: Counter, line: Line) -> str:
        """Return the list of the disputes that were counted."""
        summed = column.code in set(Sum)
        narrowed = NARROWED.get(Sum(column.code), {}) if summed else {column.part.value: column.code}
        if column.part in AVERTED:
            narrowed = {"only": "agreed", "sign": column.code}
        asks = {**days_of(self.found.period), "unit": line.code, **narrowed}
        return "?" + urlencode({name: value for name, value in asks.items() if value})


@require_GET
@staff_only(*READERS)
def statistics(request: DeskRequest) -> HttpResponse:
    """Show the sheet; every number opens the disputes behind it."""
    sheet, at = _sheet(request), reverse("disputes")
    heads = [Counter(Part.WHOLE, each.value) for each in WHOLE]
    context = {
        "tabs": tabs_of("dispute-statistics"),
        "asked": sheet.found,
        "spans": spans(sheet.found, timezone.localdate()),
        "units": [(card.code, name_of(card), card == sheet.found.unit) for card in sheet.choices],
        "tiles": [
            {"label": label, "icon": icon, "tone": tone, "value": _said(column, sheet.whole), "url": at + sheet.address(column, sheet.whole)}
            for column, (label, icon, tone) in zip(heads, WHOLE.values(), strict=True)
        ],
        "groups": [
            (part.value, word, AVERTED.get(part, pgettext("dispute", "起")), [_bar(each, sheet, at) for each in sheet.columns if each.part is part])
            for part, word in GROUPS.items()
        ],
        "heads": [label for label, _icon, _tone in WHOLE.values()],
        "rows": [
            (line.name, [(_said(each, line), at + sheet.address(each, line), sheet.words(each)) for each in heads])
            for line in sheet.lines
        ],
        "screened": sheet.screened.bars() if sheet.screened else [],
        "may_export": request.viewer.may(Right.EXPORT),
        "query": sheet.found.query(),
    }  # fmt: skip
    return render(request, "desk/dispute_statistics.html", context)


@require_POST
@staff_only(Right.EXPORT)
def export(request: DeskRequest) -> HttpResponse:
    """Send the sheet as Excel: a row for all, a row a unit; each number opens its disputes."""
    sheet, at = _sheet(request), request.build_absolute_uri(reverse("disputes"))
    more, base = sheet.screened, request.build_absolute_uri("/").rstrip("/")
    rows = [
        [line.name, *(_cell(each, sheet, line, at) for each in sheet.columns), *_screened(more, line, base)]
        for line in (sheet.whole, *sheet.lines)
    ]
    heads = (
        _("%(name)s（元）") % {"name": sheet.words(each)} if each.code == Sum.FEN.value else sheet.words(each)
        for each in sheet.columns
    )
    columns = (
        Column(_("单位"), ColumnKind.TEXT, 24),
        *(Column(head, width=11) for head in heads),
        *(more.columns() if more else ()),
    )
    note_export(by=request.viewer, rows=len(rows), of="disputes", at=timezone.now())
    since, until = days_of(sheet.found.period).values()
    spec = SheetSpec(name=_("人民调解统计"), columns=columns, rows=rows)
    return sent([spec], f"fengqiao-mediation-{since}-{until}.xlsx")


def _sheet(request: DeskRequest) -> Sheet:
    now = timezone.now()
    pack, units, query = pack_on(now).pack, directory(at=now), request.GET.dict()
    period = period_of(query, timezone.localdate(now))
    since, until = moments_of(period)
    rows = counted(disputes(request.viewer, DisputeFilter(since=since, until=until), at=now))
    above = {each: units.upwards(each) for each in {row.unit for row in rows}}
    choices = tuple(card for card in units.units.values() if any(card.code in codes for codes in above.values()))
    unit = next((card for card in choices if card.code == query.get("unit")), None)
    within = unit_and_below(unit.code) if unit else None
    rows = [row for row in rows if within is None or row.unit in within]
    bodies = bodies_of(units, pack)
    columns = columns_of(
        pack.disputes, types_of(pack), types_of(pack, "dispute_source"), [each.value for each in AgreementForm]
    )

    def line(code: str, name: str, among: list[Counted]) -> Line:
        return Line(code, name, tally(among, bodies, pack.disputes))

    have = {row.unit for row in rows}
    lines = tuple(
        line(card.code, name_of(card), [row for row in rows if card.code in above[row.unit]])
        for card in choices
        if card.id in have
    )
    whole = line(unit.code if unit else "", _("合计"), rows)
    looked = screened(request.viewer, units, query, pack, timezone.localdate(now))
    return Sheet(pack, Asked(period, unit, EVERYTHING, ()), columns, whole, lines, looked, choices)


def _said(column: Counter, line: Line) -> str:
    number = line.sums.get(column, 0)
    return money(number) if column.code == Sum.FEN.value else str(number)


def _bar(column: Counter, sheet: Sheet, at: str) -> dict[str, Any]:
    number = sheet.whole.sums.get(column, 0)
    return {"label": sheet.short(column), "number": number, "url": at + sheet.address(column, sheet.whole)}


def _cell(column: Counter, sheet: Sheet, line: Line, at: str) -> Linked | int:
    number = line.sums.get(column, 0)
    if not number:
        return 0
    value = number / 100 if column.code == Sum.FEN.value else number
    return Linked(value, at + sheet.address(column, line))


def _screened(more: Screened | None, line: Line, base: str) -> list[Linked | int]:
    """Return the cells of rounds and of what was found on them; addresses are whole ones."""
    cells = more.cells(line.code) if more else []
    return [Linked(each.value, base + each.url) if isinstance(each, Linked) else each for each in cells]
