"""The pages that notices name, each behind the gate of its room, with its title where it may be said in a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from fengqiao.clues.queries import visible_clues
from fengqiao.command.queries import named_tasks, swaps_named
from fengqiao.desk.duty_words import headline_of
from fengqiao.desk.words import name_of
from fengqiao.duties.queries import branches_seen, may_organise, reached
from fengqiao.duties.queries import visible as visible_activities
from fengqiao.errands.queries import visible_errands
from fengqiao.incidents.queries import visible_incidents
from fengqiao.inspections.queries import named_findings
from fengqiao.notices.terms import Page
from fengqiao.orgs.queries import Viewer, staff_by_unit
from fengqiao.placements.queries import visible as visible_placements
from fengqiao.practical.queries import visible_items
from fengqiao.rulebook.queries import pack_on
from fengqiao.squads.queries import visible as visible_squads
from fengqiao.wishes.queries import visible_wishes

Ids = Collection[UUID]
Titles = Mapping[UUID, str]  # of what somebody may open; empty where the notice says enough


def pages_of(rows: Iterable[Any], viewer: Viewer, at: datetime) -> dict[tuple[str, UUID], str]:
    """Return the pages that notices name and this viewer may open, with their titles."""
    named: dict[str, set[UUID]] = defaultdict(set)
    for row in rows:
        if "page" in row.codes:
            named[row.codes["page"]].add(UUID(row.codes["at"]))
    return {
        (page, each): title
        for page, ids in named.items()
        for each, title in OPENED[Page(page)](viewer, ids, at).items()
    }


def _untitled(rows: Any, ids: Ids) -> Titles:
    return dict.fromkeys(rows.filter(id__in=ids).values_list("id", flat=True), "")


def _findings(viewer: Viewer, ids: Ids, _at: datetime) -> Titles:
    return {each: title for each, (_number, title) in named_findings(viewer, set(ids)).items()}


def _activities(viewer: Viewer, ids: Ids, at: datetime) -> Titles:
    pack = pack_on(at).pack
    return {
        row.id: f"{headline_of(row, pack)} {timezone.localtime(row.starts):%m-%d %H:%M}"
        for row in visible_activities(viewer).filter(id__in=ids)
    }


def _squads(viewer: Viewer, ids: Ids, _at: datetime) -> Titles:
    return {row.id: name_of(row.unit) for row in visible_squads(viewer).filter(id__in=ids).select_related("unit")}


def _students(viewer: Viewer, ids: Ids, at: datetime) -> Titles:
    """Somebody's study: one's own, or of people of the units that one organises."""
    names = {viewer.staff_id: ""}
    if may_organise(viewer):
        names |= {who: name for each in staff_by_unit(reached(viewer), at=at).values() for who, name in each}
    return {each: names[each] for each in ids if each in names}


def _branches(viewer: Viewer, ids: Ids, at: datetime) -> Titles:
    return {each.card.id: name_of(each.card) for each in branches_seen(viewer, at=at) if each.card.id in ids}


OPENED: Mapping[Page, Callable[[Viewer, Ids, datetime], Titles]] = {
    Page.FINDING: _findings,
    Page.JOINT: lambda viewer, ids, _at: _untitled(visible_incidents(viewer), ids),
    Page.TALK_TASK: lambda viewer, ids, _at: named_tasks(viewer, set(ids)),
    Page.SWAP: lambda viewer, ids, _at: dict.fromkeys(swaps_named(viewer, set(ids)), ""),
    Page.WISH: lambda viewer, ids, _at: _untitled(visible_wishes(viewer), ids),
    Page.PRACTICAL: lambda viewer, ids, _at: dict(visible_items(viewer).filter(id__in=ids).values_list("id", "title")),
    Page.ERRAND: lambda viewer, ids, _at: _untitled(visible_errands(viewer), ids),
    Page.CLUE: lambda viewer, ids, at: _untitled(visible_clues(viewer, at=at), ids),
    Page.SQUAD: _squads,
    Page.PLACEMENT: lambda viewer, ids, _at: _untitled(visible_placements(viewer), ids),
    Page.STUDY: _students,
    Page.DUTY: _activities,
    Page.REQUIRED: _branches,
}
