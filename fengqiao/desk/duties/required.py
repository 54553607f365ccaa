"""What branches have to hold: every branch as it stands now, and one branch with every period of a year."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fengqiao.catalogue.duty import Every
from fengqiao.desk.doors import staff_only
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.posted import year_of
from fengqiao.desk.required_words import EVERY, STANDINGS, TONES, period_word
from fengqiao.desk.words import name_of
from fengqiao.duties.queries import Branch, Cell, RequiredLine, branches_seen, may_organise, required_of, visible
from fengqiao.duties.terms import Standing
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import pack_on


@require_GET
@staff_only()
def listed(request: DeskRequest) -> HttpResponse:
    """Show every branch that somebody sees with what it has to hold in the period that runs."""
    now = timezone.now()
    today, found = timezone.localdate(now), branches_seen(request.viewer, at=now)
    lines = required_of(found, today.year, at=now)
    rules = list(pack_on(now).pack.duties.required.values())
    rows = [_row(each, lines[each.card.id], [(rule.code, name_of(rule)) for rule in rules], today) for each in found]
    rows.sort(key=lambda row: -row["owed"])
    context = {
        "rows": rows, "rules": [{"name": name_of(rule), "every": EVERY[rule.every]} for rule in rules], "total": len(rows),
        "short": sum(row["owed"] > 0 for row in rows), "owed": sum(row["owed"] for row in rows), "missed": sum(row["missed"] for row in rows),
    }  # fmt: skip
    return render(request, "desk/duty_required.html", context)


def _row(each: Branch, lines: list[RequiredLine], rules: list[tuple[str, str]], today: date) -> dict[str, Any]:
    now = {line.rule.code: cell for line in lines if (cell := line.now(today))}
    cells = [(name, _shown(now[code]) if code in now else None) for code, name in rules]
    return {
        "id": each.card.id, "name": name_of(each.card), "people": each.people, "cells": cells,
        "owed": sum(cell.standing is Standing.OPEN for cell in now.values()),
        "missed": sum(cell.standing is Standing.MISSED for line in lines for cell in line.cells),
    }  # fmt: skip


def _shown(cell: Cell) -> dict[str, Any]:
    return {
        "code": cell.standing.value,
        "word": STANDINGS[cell.standing],
        "tone": TONES[cell.standing],
        "held": cell.held,
        "activity": cell.activity_id,
    }


@require_GET
@staff_only()
def of(request: DeskRequest, unit_id: UUID) -> HttpResponse:
    """Show what one branch has to hold, period by period."""
    now, viewer = timezone.now(), request.viewer
    branch = next((each for each in branches_seen(viewer, at=now) if each.card.id == unit_id), None)
    if branch is None:
        raise Http404
    return render(request, "desk/duty_required_of.html", _context(request, branch, viewer, now))


def _context(request: DeskRequest, branch: Branch, viewer: Viewer, now: datetime) -> dict[str, Any]:
    today = timezone.localdate(now)
    year = year_of(request, today)
    lines = required_of([branch], year, at=now)[branch.card.id]
    wanted = {cell.activity_id for line in lines for cell in line.cells if cell.activity_id}
    opens = set(visible(viewer).filter(id__in=wanted).values_list("id", flat=True))
    tables = []
    for every in Every:
        own = [line for line in lines if line.rule.every is every]
        if own:
            heads = [period_word(every, cell.first) for cell in own[0].cells]
            tables.append(
                {"every": EVERY[every], "heads": heads, "rows": [_line(line, heads, opens, today) for line in own]}
            )
    owed = [
        _("{period}还没有开展：{what}").format(period=period_word(line.rule.every, cell.first), what=name_of(line.rule))
        for line in lines
        if (cell := line.now(today)) and cell.standing is Standing.OPEN
    ]
    every_cell = [cell for line in lines for cell in line.cells]
    return {
        "branch": name_of(branch.card), "people": branch.people, "year": year, "before": year - 1, "after": year + 1 if year < today.year else None,
        "tables": tables, "owed": owed, "held": sum(cell.standing is Standing.HELD for cell in every_cell),
        "missed": sum(cell.standing is Standing.MISSED for cell in every_cell), "may_plan": may_organise(viewer),
        "sources": [(name_of(line.rule), line.rule.source, line.rule.remind_days) for line in lines],
    }  # fmt: skip


def _line(line: RequiredLine, heads: list[str], opens: set[UUID], today: date) -> dict[str, Any]:
    cells = [
        {**_shown(cell), "head": head, "activity": cell.activity_id if cell.activity_id in opens else None, "now": cell.first <= today < cell.after}
        for cell, head in zip(line.cells, heads, strict=True)
    ]  # fmt: skip
    return {"name": name_of(line.rule), "times": line.rule.times, "cells": cells}
