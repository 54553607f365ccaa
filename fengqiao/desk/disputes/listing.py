"""The list of disputes: what a period comes to in figures, a picture and a table, the rows, and Excel."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fengqiao.catalogue.model import Pack
from fengqiao.desk.disputes.asking import NARROWER, SPANS, Asked, asked
from fengqiao.desk.disputes.words import FORMS, MEDIATIONS, STATES, TONES, named, types_of
from fengqiao.desk.doors import staff_only
from fengqiao.desk.measures.asking import days_of
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import listed, name_of
from fengqiao.desk.workbooks import sent
from fengqiao.disputes.queries import READERS, DisputeSums, disputes, sums
from fengqiao.disputes.rules.grading import grades_used
from fengqiao.disputes.rules.money import yuan
from fengqiao.disputes.rules.statistics import Sum
from fengqiao.disputes.terms import AgreementForm, DisputeState, Mediation
from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import Column, ColumnKind, SheetSpec
from fengqiao.matters.actions import note_export
from fengqiao.orgs.queries import directory
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on

SIZE = 50
TEN_THOUSAND = 1_000_000  # fen


def tabs_of(active: str) -> list[dict[str, Any]]:
    """Return the pages of the chapter."""
    pages = (
        ("disputes", _("纠纷")),
        ("mediators", _("调解员")),
        ("mediation-rooms", _("调解室")),
        ("dispute-statistics", _("统计报表")),
    )
    return [{"label": label, "url": reverse(name), "active": name == active} for name, label in pages]


@require_GET
@staff_only(*READERS)
def index(request: DeskRequest) -> HttpResponse:
    """Show disputes and what they come to."""
    now = timezone.now()
    pack = pack_on(now).pack
    here = asked(request.GET.dict(), pack, now)
    rows = disputes(request.viewer, here.wanted, at=now)
    found, given = sums(rows), here.given
    page = Paginator(rows, SIZE).get_page(request.GET.get("page"))
    said = pack.disputes
    grades = grades_used(pack) | {given["grade"]}
    lists = (
        ("state", _("全部状态"), [(each.value, word) for each, word in STATES.items()]),
        ("type", _("全部类型"), [(code, name_of(each)) for code, each in types_of(pack).items()]),
        (
            "source",
            _("全部来源"),
            [
                *((code, name_of(each)) for code, each in types_of(pack, "dispute_source").items()),
                (Sum.REFERRED.value, _("接受委托移送")),
            ],
        ),
        (
            "grade",
            _("全部等级"),
            [
                *((each.code, name_of(each)) for each in said.grades.values() if each.code in grades),
                (Sum.HARD.value, _("疑难")),
            ],
        ),
        (
            "only",
            _("不限"),
            [
                ("late", _("有到期没办的")),
                ("review", _("等复查的")),
                ("agreed", _("调解成功的")),
                ("confirmed", _("经司法确认的")),
            ],
        ),
    )
    context = {
        "tabs": tabs_of("disputes"),
        "unit": pgettext("dispute", "起"),
        "spans": [{"label": _("近 %(n)s 天") % {"n": n}, "url": "?" + urlencode({**given, "days": n}), "active": n == here.days} for n in SPANS],
        "tiles": _tiles(found, here),
        "page": page,
        "rows": [line(each, pack) for each in page.object_list],
        "lists": [(name, word, [(code, label, given[name] == code) for code, label in choices]) for name, word, choices in lists],
        "when": here.when(),
        "kept": {name: given[name] for name in NARROWER if given[name]},
        "told": _told(here, pack, now),
        "narrowed": any(given.values()),
        "bars": _bars(found, pack, here),
        "tables": _tables(found, pack),
        "export_url": reverse("disputes-export") + here.address(),
        "may_export": request.viewer.may(Right.EXPORT),
        "may_scene": request.viewer.may(Right.HANDLE) and request.viewer.may(Right.TAKE_IN),
    }  # fmt: skip
    return render(request, "desk/disputes.html", context)


def _told(asks: Asked, pack: Pack, now: datetime) -> str:
    """Return in words what the selects do not show: days, unit, committee, form."""
    given, words = asks.given, []
    if asks.period:
        words.append(_("受理于 %(since)s 至 %(until)s") % days_of(asks.period))
    if given["unit"]:
        units = directory(at=now).units.values()
        words += [name_of(card) for card in units if card.code == given["unit"]]
    if given["body"]:
        words.append(named(pack.disputes.bodies, given["body"]))
    if given["form"] in set(AgreementForm):
        words.append(str(FORMS[AgreementForm(given["form"])]))
    if given["sign"]:
        words.append(named(pack.disputes.signs, given["sign"]))
    return listed(words)


def money(fen: int) -> str:
    """Return a sum as reports say it: 120 万元 where it is as much and they are Chinese, else in yuan."""
    if fen >= TEN_THOUSAND and not (get_language() or "").startswith("en"):
        return _("%(sum)s 万元") % {"sum": f"{fen / TEN_THOUSAND:,.2f}".rstrip("0").rstrip(".")}
    return _("%(sum)s 元") % {"sum": yuan(fen)}


def _tiles(found: DisputeSums, asks: Asked) -> list[dict[str, Any]]:
    rate = "–" if found.rate is None else f"{found.rate * 100:.1f}%".replace(".0%", "%")
    here, agreed = asks.address(), asks.address(only="agreed")
    return [
        {"label": _("受理"), "value": _("%(n)s 起") % {"n": found.taken}, "url": here, "icon": "scale", "tone": ""},
        {"label": _("调解成功"), "value": _("%(n)s 起") % {"n": found.agreed}, "url": agreed, "icon": "circle-check", "tone": "green"},
        {"label": _("成功率"), "value": rate, "url": here, "icon": "chart-bar", "tone": ""},
        {"label": _("协议金额"), "value": money(found.fen), "url": agreed, "icon": "heart-handshake", "tone": ""},
        {"label": _("涉及当事人"), "value": _("%(n)s 人") % {"n": found.people}, "url": here, "icon": "users", "tone": ""},
    ]  # fmt: skip


def _bars(found: DisputeSums, pack: Pack, asks: Asked) -> list[dict[str, Any]]:
    types = types_of(pack)
    return [
        {"label": named(types, code), "number": taken, "url": asks.address(type=code)}
        for code, (taken, _ok) in found.by_type.items()
    ]


def _tables(found: DisputeSums, pack: Pack) -> list[tuple[str, list[tuple[str, int, int]]]]:
    parts = (
        (_("按来源"), found.by_source, types_of(pack, "dispute_source")),
        (_("按等级"), found.by_grade, pack.disputes.grades),
    )
    return [
        (word, [(named(names, code) if code else _("没有分级"), n, ok) for code, (n, ok) in by.items()])
        for word, by, names in parts
    ]


def line(row: Any, pack: Pack) -> dict[str, Any]:
    """Return a dispute as the list and the sheet show it."""
    state, grade = DisputeState(row.state), pack.disputes.grades.get(row.grade)
    return {
        "id": row.id,
        "title": row.matter.title,
        "number": row.matter.number,
        "area": name_of(row.matter.area) if row.matter.area else "",
        "type": named(types_of(pack), row.type),
        "source": named(types_of(pack, "dispute_source"), row.source),
        "grade": name_of(grade) if grade else "",
        "tone": grade.tone if grade else "grey",
        "state": state.value,
        "word": STATES[state],
        "state_tone": TONES[state],
        "mediation": MEDIATIONS[Mediation(row.mediation)],
        "mediator": row.mediator.staff.name if row.mediator else "",
        "unit": name_of(row.unit),
        "people": row.people,
        "amount": row.amount,
        "agreed": row.agreed_amount if row.agreed_at else None,
        "sum": yuan(row.agreed_amount) if row.agreed_at and row.agreed_amount else "",
        "form": FORMS[AgreementForm(row.form)] if row.form else "",
        "on_scene": row.on_scene,
        "taken_at": row.taken_at,
        "late": row.late,
        "waits": row.waits,
    }


@require_POST
@staff_only(Right.EXPORT)
def export(request: DeskRequest) -> HttpResponse:
    """Send the list that the address asks for as Excel: no names, no words of people."""
    now = timezone.now()
    pack, today = pack_on(now).pack, timezone.localdate(now)
    rows = disputes(request.viewer, asked(request.GET.dict(), pack, now).wanted, at=now)
    total, most = rows.count(), int(pack.value_on("export.max_rows", today).number)
    if total > most:
        message = "符合条件的有 {count} 起，一次最多导出 {limit} 起。请缩小范围后再导出。"
        raise Problem("disputes-export-many", message, count=total, limit=most)
    text, number = ColumnKind.TEXT, ColumnKind.AUTO
    columns = (
        Column(_("事项编号"), text, 22), Column(_("受理日期"), text, 12), Column(_("所在村社"), text, 14), Column(_("纠纷类型"), text, 14),
        Column(_("案件来源"), text, 14), Column(_("调解性质"), text, 10), Column(_("等级"), text, 8), Column(_("状态"), text, 10),
        Column(_("涉及人数"), number), Column(_("涉及金额（元）"), number, 14), Column(_("协议形式"), text, 10),
        Column(_("协议金额（元）"), number, 14), Column(_("承办单位"), text, 20), Column(_("现场调解"), text, 10),
    )  # fmt: skip
    cells = []
    for each in (line(row, pack) for row in rows):
        day: date = timezone.localdate(each["taken_at"])
        cells.append(
            [
                each["number"], day.isoformat(), each["area"], each["type"], each["source"], str(each["mediation"]),
                each["grade"], str(each["word"]), each["people"], each["amount"] / 100, str(each["form"]),
                each["agreed"] / 100 if each["agreed"] is not None else None, each["unit"], _("是") if each["on_scene"] else "",
            ]
        )  # fmt: skip
    note_export(by=request.viewer, rows=total, of="disputes", at=now)
    return sent([SheetSpec(name=_("纠纷"), columns=columns, rows=cells)], f"fengqiao-disputes-{today:%Y%m%d}.xlsx")
