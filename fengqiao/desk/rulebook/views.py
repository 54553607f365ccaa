"""The published rules as people read them: tables row by row, kinds with clocks, the working calendar, editions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from fengqiao.catalogue.model import Pack
from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.clocks import limit_words
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.rulebook.naming import words_of
from fengqiao.desk.words import CLOCKS, in_language, listed, name_of
from fengqiao.kit.problems import Problem
from fengqiao.kit.tables import Cell, Codes, Condition, Flag, Formula, Range, Row, Table, Words
from fengqiao.kit.workcalendar import WEEKDAYS
from fengqiao.matters.queries import CALENDAR
from fengqiao.orgs.queries import staff_names, why_not_publish
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import editions, pack_of, pack_on, table_draft, table_editions, tables_with_draft
from fengqiao.rulebook.terms import EditionKind

TABLES = "tables"
MARKS = {"urgent": "urgent"}  # outputs of yes and no that have a mark of their own
PARTS = {TABLES: gettext_lazy("清单和发布"), "kinds": gettext_lazy("种类和时限"), "values": gettext_lazy("数值")}


@require_GET
@staff_only(Right.READ_RULES)
def rules(request: DeskRequest) -> HttpResponse:
    """Show what is in force: tables, kinds with their clocks and results, values, editions."""
    now = timezone.now()
    published = pack_on(now)
    pack = published.pack
    day = timezone.localdate(now)
    listed = editions()
    names = staff_names(edition.published_by for edition in listed)
    part = request.GET.get("part", "")
    part = part if part in PARTS else TABLES
    may_publish = why_not_publish(request.viewer) is None
    drafts = tables_with_draft() if may_publish else frozenset()
    context = {
        "published": published,
        "part": part,
        "tabs": [{"label": word, "url": f"?part={code}", "active": code == part} for code, word in PARTS.items()],
        "tables": [
            {
                "code": t.code,
                "title": in_language(t.title, t.title_en),
                "rows": len(t.rows),
                "version": t.version,
                "source": in_language(t.source, ""),
                "draft": t.code in drafts,
            }
            for t in pack.tables.values()
        ],
        "kinds": [_kind(kind) for kind in pack.kinds.values()],
        "values": [
            {
                "name": name_of(v),
                "code": v.code,
                "value": _shown(v.on(day).value),
                "source": in_language(v.on(day).source, ""),
                "since": v.on(day).since,
            }
            for v in pack.values.values()
        ],
        "editions": [_edition(edition, names, published.edition_id, now) for edition in listed],
        "may_publish": may_publish,
        "year": day.year,
    }
    return render(request, "desk/rules.html", context)


def _edition(edition: Any, names: Mapping[UUID, str], now_there: UUID, now: datetime) -> dict[str, Any]:
    """An edition in the list: who, and whether it can be taken back (the one in force, or one due later)."""
    is_pack = edition.kind == EditionKind.PACK.value and edition.withdrawn_at is None
    return {
        "row": edition,
        "who": names.get(edition.published_by, ""),
        "due": is_pack and edition.valid_from > now,
        "back": is_pack and edition.serial > 1 and (edition.id == now_there or edition.valid_from > now),
    }


def _shown(value: Any) -> str:
    return listed(map(str, value)) if isinstance(value, tuple) else str(value)


def _kind(kind: Any) -> dict[str, Any]:
    return {
        "name": name_of(kind),
        "about": in_language(kind.about, kind.about_en),
        "urgent": kind.urgent,
        "sealed": kind.sealed,
        "version": kind.version,
        "steps": [name_of(step) for step in kind.steps],
        "results": [name_of(result) for result in kind.results],
        "clocks": [
            {"name": CLOCKS[code], "limit": limit_words(limit), "source": in_language(limit.source, "")}
            for code, limit in kind.clocks.items()
        ],
    }


@require_GET
@staff_only(Right.READ_RULES)
def table(request: DeskRequest, edition_id: UUID, code: str) -> HttpResponse:
    """Show a decision table of an edition, row by row, in words."""
    try:
        published = pack_of(edition_id)
    except Problem:
        raise Http404 from None
    found = published.pack.tables.get(code)
    if found is None:
        raise Http404
    readers = Readers(published.pack, found, words_of(published.pack, found))
    context = {
        "published": published,
        "table": found,
        "title": in_language(found.title, found.title_en),
        "source": in_language(found.source, ""),
        "may_publish": why_not_publish(request.viewer) is None,
        "in_force": edition_id == pack_on(timezone.now()).edition_id,
        "draft": table_draft(code),
        "versions": _versions(code, edition_id),
        "rows": [_row(index, row, readers) for index, row in enumerate(found.rows, 1)],
        "lists": [
            (name_of(each), listed(each.words), in_language(each.source, ""), each.code, len(each.words))
            for each in published.pack.lists.values()
            if any(f"@{each.code}" in _entries(row) for row in found.rows)
        ],
    }
    return render(request, "desk/rules_table.html", context)


def _versions(code: str, edition_id: UUID) -> list[dict[str, Any]]:
    """The editions in which a table changed, newest first, each with the one before it to compare with."""
    rows = table_editions(code)
    names = staff_names(row.published_by for row, _ in rows)
    before = [*(row.id for row, _ in rows[1:]), None]
    return [
        {
            "row": row,
            "version": found.version,
            "before": old,
            "who": names.get(row.published_by, ""),
            "here": row.id == edition_id,
        }
        for (row, found), old in zip(rows, before, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Readers:
    """What is needed to put the rows of a table into words."""

    pack: Pack
    table: Table
    words: Mapping[str, Mapping[str, str]]


def _row(index: int, row: Row, by: Readers) -> dict[str, Any]:
    inputs = {each.code: in_language(each.name, each.name_en) for each in by.table.inputs}
    return {
        "index": index,
        "id": row.id,
        "name": in_language(row.name, row.name_en),
        "when": [(inputs[name], _condition(condition, by, name)) for name, condition in row.when.items()],
        "then": _then(row, by),
        "why": in_language(row.why, row.why_en),
        "source": in_language(row.source, ""),
    }


def _entries(row: Row) -> set[str]:
    """The words and lists that a row names."""
    words = [each for each in row.when.values() if isinstance(each, Words)]
    return {entry for each in words for entry in (*each.any_of, *each.all_of, *each.none_of)}


def _then(row: Row, by: Readers) -> list[dict[str, str]]:
    """The conclusions in the order of the columns: codes by their names, a yes as a mark with the name of its column."""
    found = []
    for each in by.table.outputs:
        value, column = row.then.get(each.code), in_language(each.name, each.name_en)
        if value is None:
            continue
        if value is False:
            found.append({"column": column, "word": _("%(column)s：否") % {"column": column}})
        elif value is True:
            found.append({"mark": MARKS.get(each.code, "paused"), "word": column})
        else:
            text = value.text if isinstance(value, Formula) else str(value)
            found.append({"column": column, "word": by.words.get(each.code, {}).get(text, text)})
    return found


def _condition(condition: Condition, by: Readers, name: str) -> str:
    match condition:
        case Words():
            return _words(condition, by.pack)
        case Codes():
            parts = [_("是 %(words)s") % {"words": _named(condition.any_of, by, name)}] if condition.any_of else []
            if condition.none_of:
                parts.append(_("不是 %(words)s") % {"words": _named(condition.none_of, by, name)})
            return _("，").join(parts)
        case Range():
            bounds = (("≥", condition.least), ("≤", condition.most), (">", condition.above), ("<", condition.below))
            return _("，").join(f"{sign} {bound:g}" for sign, bound in bounds if bound is not None)
        case Flag():
            return _("是") if condition.value else _("否")
        case Cell():
            return condition.text


def _words(condition: Words, pack: Pack) -> str:
    parts = []
    if condition.any_of:
        text = _spelt(condition.any_of, pack)
        least = condition.at_least
        parts.append(
            _("含有至少 %(n)s 个：%(words)s") % {"n": least, "words": text}
            if least > 1
            else _("含有：%(words)s") % {"words": text}
        )
    if condition.all_of:
        parts.append(_("同时含有：%(words)s") % {"words": _spelt(condition.all_of, pack)})
    if condition.none_of:
        parts.append(_("不含：%(words)s") % {"words": _spelt(condition.none_of, pack)})
    return _("；").join(parts)


def _spelt(entries: Iterable[str], pack: Pack) -> str:
    words = []
    for entry in entries:
        named = pack.lists.get(entry.removeprefix("@")) if entry.startswith("@") else None
        words.append(_("〔%(list)s〕") % {"list": name_of(named)} if named else entry)
    return listed(words)


def _named(codes: Iterable[str], by: Readers, name: str) -> str:
    words = by.words.get(name, {})
    return listed(words.get(code, code) for code in codes)


@require_GET
@staff_only(Right.READ_RULES)
def calendar(request: DeskRequest, year: int) -> HttpResponse:
    """Show the working calendar of a year: holidays, make-up days, and where each comes from."""
    if not 2004 <= year <= 2100:
        raise Http404
    found = pack_on(timezone.now()).pack.calendars[CALENDAR]
    months = []
    for month in range(1, 13):
        day = date(year, month, 1)
        cells: list[dict[str, Any] | None] = [None] * day.weekday()
        while day.month == month:
            fact = found.fact(day)
            reason = in_language(fact.reason, found.english(fact.reason))
            special = fact.reason not in WEEKDAYS
            source = in_language(fact.source, "") if special else ""
            cells.append({"day": day.day, "fact": fact, "special": special, "reason": reason, "source": source})
            day += timedelta(days=1)
        months.append({"first": date(year, month, 1), "cells": cells})
    named = [cell for month in months for cell in month["cells"] if cell and cell["special"]]  # type: ignore[attr-defined]
    context = {
        "year": year,
        "months": months,
        "named": named,
        "provisional": found.fact(date(year, 6, 15)).provisional,
        "name": name_of(found),
        "before": year - 1 if year > 2004 else None,
        "after": year + 1 if year < 2028 else None,
        "weekdays": (_("一"), _("二"), _("三"), _("四"), _("五"), _("六"), _("日")),
    }
    return render(request, "desk/calendar.html", context)
