"""Where clues went: clue, check, outcome — as a funnel and as bands, in counts alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fengqiao.catalogue.model import Pack
from fengqiao.clues.queries import ClueFlow, flow
from fengqiao.clues.terms import ClueState
from fengqiao.desk.clues.listing import counted_units, tabs_of
from fengqiao.desk.clues.words import STATES, kind_named, result_named
from fengqiao.desk.doors import staff_only
from fengqiao.desk.middleware import DeskRequest
from fengqiao.look.flows import flow_picture
from fengqiao.rulebook.queries import pack_on

BACK = 5  # years offered


@require_GET
@staff_only()
def flowing(request: DeskRequest) -> HttpResponse:
    """Show what became of the clues of a year to those who see them counted."""
    now, viewer = timezone.now(), request.viewer
    this, asked = timezone.localdate(now).year, request.GET.get("year", "")
    known = asked.isascii() and asked.isdecimal() and len(asked) == 4
    year = min(max(int(asked), this - BACK), this) if known else this
    pack, units = pack_on(now).pack, counted_units(viewer, now)
    rows = flow(units, year) if units else []
    lines = _bands(rows, pack)
    context = {
        "tabs": tabs_of("clue-flow"),
        "year": year,
        "years": range(this, this - BACK - 1, -1),
        "counted": bool(units),
        "stages": _stages(rows, pack),
        "lines": lines,
        "picture": flow_picture([(each["kind"], each["outcome"], each["clues"]) for each in lines]) if lines else None,
        "people": sum(row.people for row in rows),
        "groups": sum(row.groups for row in rows),
    }
    return render(request, "desk/clue_flow.html", context)


def _stages(rows: Sequence[ClueFlow], pack: Pack) -> list[dict[str, Any]]:
    """Return how many clues came to each stage; a clue stands in each that it came to."""

    def sum_of(some: list[ClueFlow]) -> int:
        return sum(row.clues for row in some)

    useful = {code for code, each in pack.clues.results.items() if each.useful}
    total = sum_of(list(rows)) or 1
    stages = (
        (_("收到"), list(rows)), (_("签收核查"), [row for row in rows if row.state is not ClueState.NEW]),
        (_("查出结果"), [row for row in rows if row.result]), (_("查出有用"), [row for row in rows if row.result in useful]),
        (_("办结"), [row for row in rows if row.state is ClueState.CLOSED]),
    )  # fmt: skip
    found = [(label, sum_of(some)) for label, some in stages]
    return [
        {"label": label, "number": number, "share": number / total, "note": f"{100 * number // total}%"}
        for label, number in found
    ]


def _bands(rows: Sequence[ClueFlow], pack: Pack) -> list[dict[str, Any]]:
    """Return kind → outcome with how many, the most first: what a check found, else where the clue still is."""
    clues, people, groups = Counter[tuple[str, str]](), Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for row in rows:
        outcome = result_named(pack, row.result) if row.result else str(STATES[row.state])
        way = kind_named(pack, row.kind), outcome
        clues[way] += row.clues
        people[way] += row.people
        groups[way] += row.groups
    return [
        {"kind": way[0], "outcome": way[1], "clues": count, "people": people[way], "groups": groups[way]}
        for way, count in sorted(clues.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
