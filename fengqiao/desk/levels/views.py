"""Governance centres of four levels as a tree: what each holds, what came up, went down and across, what is late."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from fengqiao.desk.doors import staff_only
from fengqiao.desk.matters.amounts import OPEN, matters
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import UNIT_LEVELS, entered, listed, name_of
from fengqiao.desk.workbooks import sent
from fengqiao.kit.sheets import Column, SheetSpec
from fengqiao.matters.actions import note_export
from fengqiao.matters.queries import AtCentre, at_centres, day_begins
from fengqiao.matters.rules.levels import above, adjacent
from fengqiao.matters.terms import Lamp, LevelWay
from fengqiao.orgs.queries import Directory, UnitCard, Viewer, directory
from fengqiao.orgs.terms import Right, UnitLevel

SPANS = (7, 30, 90)


@dataclass(slots=True)
class Node:
    """A centre of the tree; `at` is None where it only stands above what the viewer reaches."""

    card: UnitCard
    at: AtCentre | None
    below: list[Node] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Its short name."""
        return entered(self.card.short, self.card.name_en)

    @property
    def level(self) -> Any:
        """Its level in words."""
        return UNIT_LEVELS[UnitLevel(self.card.level)]

    @property
    def is_village(self) -> bool:
        """Whether it stands at the foot of the tree."""
        return self.card.level == UnitLevel.VILLAGE.value

    @property
    def url(self) -> str:
        """The list of what it holds."""
        return matters(unit=str(self.card.id), state=OPEN)

    @property
    def late_url(self) -> str:
        """The list of what of it is late."""
        return matters(unit=str(self.card.id), lamp=Lamp.LATE.value)


@require_GET
@staff_only(Right.OVERVIEW)
def centres(request: DeskRequest) -> HttpResponse:
    """Show the tree of the centres that a viewer reaches, with those above them, and the same as a table."""
    now, span = timezone.now(), _span(request.GET.get("days", ""))
    units = directory(at=now)
    nodes = _nodes(request.viewer, units, span, now)
    rows = [_row(node, units) for node in nodes if node.at]
    context = {
        "roots": [node for node in nodes if node.card.id not in {each.card.id for n in nodes for each in n.below}],
        "rows": [row for row in rows if any(row["numbers"]) or not row["node"].is_village],
        "span": span,
        "may_export": request.viewer.may(Right.EXPORT),
        "spans": [
            {"label": ngettext("%(n)s 天", "%(n)s 天", n) % {"n": n}, "url": f"?days={n}", "active": n == span}
            for n in SPANS
        ],
    }
    return render(request, "desk/centres.html", context)


@require_POST
@staff_only(Right.EXPORT)
def export(request: DeskRequest) -> HttpResponse:
    """Send the table as Excel."""
    now, span = timezone.now(), _span(request.GET.get("days", ""))
    units = directory(at=now)
    rows = [_row(node, units) for node in _nodes(request.viewer, units, span, now) if node.at]
    columns = [Column(_("社会治理中心")), Column(_("级")), *(Column(head) for head in heads()), Column(_("相邻"))]
    cells = [[name_of(r["node"].card), str(r["node"].level), *r["numbers"], listed(r["beside"])] for r in rows]
    note_export(by=request.viewer, rows=len(rows), of="centres", at=now)
    return sent(
        [SheetSpec(name=_("四级中心"), columns=tuple(columns), rows=cells)],
        f"fengqiao-centres-{timezone.localdate(now):%Y%m%d}.xlsx",
    )


def heads() -> list[str]:
    """Return the headings of the numbers of a centre."""
    return [
        _("在办"), _("已超期"), _("下级上报来"), _("上级交办来"), _("相邻移送来"), _("报上级"), _("交下级"), _("送相邻"), _("退回"), _("办结"),
    ]  # fmt: skip


def _span(asked: str) -> int:
    return int(asked) if asked in {str(each) for each in SPANS} else 30


def _nodes(viewer: Viewer, units: Directory, span: int, now: datetime) -> list[Node]:
    """The centres reached and those above them, in tree order, each with those right below it."""
    own = [
        card
        for card in units.units.values()
        if card.level and (card.id in viewer.seen_units or card.covers & viewer.seen_areas)
    ]
    since = day_begins(timezone.localdate(now) - timedelta(days=span - 1))
    counted = at_centres(viewer, [card.id for card in own], since=since, now=now)
    wanted: dict[UUID, Node] = {card.id: Node(card, counted[card.id]) for card in own}
    for card in own:
        for over in above(units.units, card.id):
            wanted.setdefault(over.id, Node(units.units[over.id], None))
    for node in wanted.values():
        nearest = above(units.units, node.card.id)[:1]
        if nearest:
            wanted[nearest[0].id].below.append(node)
    order = list(units.units)
    for node in wanted.values():
        node.below.sort(key=lambda each: order.index(each.card.id))
    return sorted(wanted.values(), key=lambda node: order.index(node.card.id))


def _row(node: Node, units: Directory) -> dict[str, Any]:
    at = node.at or AtCentre()
    up, down, across = (way.value for way in LevelWay)
    beside = [name_of(card) for card in units.units.values() if card.level and adjacent(node.card, card)]
    numbers = [
        at.open, at.late, at.came.get(up, 0), at.came.get(down, 0), at.came.get(across, 0),
        at.sent.get(up, 0), at.sent.get(down, 0), at.sent.get(across, 0), at.refused, at.settled,
    ]  # fmt: skip
    return {"node": node, "numbers": numbers, "beside": beside}
