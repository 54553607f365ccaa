"""Putting right what stands in a matter: one at a time, or by a list that was exported, changed and handed back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from fengqiao.catalogue.model import Kind, Pack
from fengqiao.kit.problems import Problem
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions.learning import note_topic
from fengqiao.matters.actions.writing import enter, hold, settle, tell_ledger
from fengqiao.matters.models import Entry, Matter, Task
from fengqiao.matters.queries import visible
from fengqiao.matters.rules.amending import AMENDABLE, AREA, OF_KIND, TOPIC, Change, changes, read_value
from fengqiao.matters.rules.moves import why_not_move
from fengqiao.matters.terms import OPEN_TASKS, MatterState, Move
from fengqiao.orgs.queries import Directory, Viewer, directory
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_of

AT_ONCE = 500  # matters asked for at a time


@transaction.atomic
def amend(
    *, matter_id: UUID, values: Mapping[str, str], by: Viewer, at: datetime, seen_version: int | None = None
) -> None:
    """Put fields of a matter right; the timeline keeps old and new, so that another amendment takes it back.

    Those may who work on it or route it. Refuses values that mean nothing, and a call that changes nothing.
    """
    right = Right.HANDLE if by.may(Right.HANDLE) else Right.ROUTE
    held = hold(matter_id, by, right, Move.AMEND, seen_version)
    matter = held.matter
    if matter.id not in in_reach([matter], by):
        raise Problem("no-task", "这件事项现在不由您的单位办理。")
    units = directory(at=at)
    areas = area_codes(units)
    new = {
        field: read_value(field, text, kind=held.kind, pack=held.pack, areas=areas) for field, text in values.items()
    }
    made = changes(values_of(matter, held.kind, units), new)
    if not made:
        raise Problem("amend-nothing", "没有改动。")
    topic = next((each.new for each in made if each.field == TOPIC), None)
    if topic is not None:
        note_topic(held, topic, Move.AMEND, by, at)
    enter(held, Move.AMEND, by, at, codes={"changes": [[each.field, each.old, each.new] for each in made]})
    settle(held, Move.AMEND, **_columns(matter, made, units))
    tell_ledger(held, EventKind.MATTER_AMENDED, by, at, measures={"fields": len(made)})


def _columns(matter: Matter, made: Iterable[Change], units: Directory) -> dict[str, object]:
    """Return the columns of the row that changes write."""
    columns: dict[str, object] = {}
    fields = dict(matter.fields)
    for change in made:
        if change.field == AREA:
            columns["area_id"] = next((p.id for p in units.places.values() if p.code == change.new), None)
        elif change.field in AMENDABLE:
            columns[change.field] = change.new
        else:
            fields[change.field.removeprefix(OF_KIND)] = change.new
    if fields != matter.fields:
        columns["fields"] = {code: value for code, value in fields.items() if value}
    return columns


def values_of(matter: Matter, kind: Kind, units: Directory) -> dict[str, str]:
    """Return what stands in a matter, by field that may be put right."""
    area = units.places.get(matter.area_id) if matter.area_id else None
    own = {f"{OF_KIND}{f.code}": str(matter.fields.get(f.code, "")) for f in kind.fields if not f.personal}
    return {
        "title": matter.title,
        "area": area.code if area else "",
        "place": matter.place,
        "topic": matter.topic,
        **own,
    }


def area_codes(units: Directory) -> dict[str, str]:
    """Return area codes by code, name and alias in both languages; a name that two areas share names none."""
    found: dict[str, str | None] = {}
    for place in units.places.values():
        for name in {place.code, place.name, place.name_en, *place.aliases} - {""}:
            found[name] = place.code if name not in found else None
    return {name: code for name, code in found.items() if code}


def in_reach(matters: Sequence[Matter], by: Viewer) -> set[UUID]:
    """Return which of the matters the viewer may put right: those on which they have an open task, or which they route."""
    found: set[UUID] = set()
    if by.may(Right.HANDLE):
        mine = Q(unit__in=by.seen_units) | Q(assignee=by.staff_id)
        rows = Task.objects.filter(mine, matter__in=[m.id for m in matters], state__in=OPEN_TASKS)
        found |= set(rows.values_list("matter_id", flat=True))
    if by.may(Right.ROUTE):
        found |= {m.id for m in matters if m.unit_id in by.seen_units or m.area_id in by.seen_areas}
    return found


@dataclass(frozen=True, slots=True)
class HandedBack:
    """A row of a list that was handed back: the matter, its version in the list, the cells that were changed there."""

    number: int
    matter_id: UUID | None
    version: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Since:
    """What somebody did to a matter since the list was exported."""

    at: datetime
    staff_id: UUID
    move: Move


@dataclass(frozen=True, slots=True)
class Compared:
    """A row beside its matter: what would change, which cells mean nothing, who acted since; or why it is refused."""

    row: HandedBack
    matter: Matter | None = None
    kind: Kind | None = None
    pack: Pack | None = None
    changes: tuple[Change, ...] = ()
    problems: tuple[tuple[str, Problem], ...] = ()
    since: tuple[Since, ...] = ()
    refusal: Problem | None = None

    @property
    def conflict(self) -> bool:
        """Whether the matter has moved on since the list was exported."""
        return self.matter is not None and self.matter.version != self.row.version


def compare(rows: Iterable[HandedBack], *, by: Viewer, at: datetime) -> list[Compared]:
    """Return the rows that were changed beside their matters, in order; what the viewer may not see is unknown."""
    units = directory(at=at)
    areas = area_codes(units)
    given = iter(row for row in rows if row.cells)
    found: list[Compared] = []
    while chunk := list(islice(given, AT_ONCE)):
        ids = [row.matter_id for row in chunk if row.matter_id]
        matters = {m.id: m for m in visible(by).filter(id__in=ids).select_related("unit", "area")}
        reach = in_reach(list(matters.values()), by)
        compared = [_compared(row, matters, reach, units, areas) for row in chunk]
        found += _with_since([each for each in compared if each.changes or each.problems or each.refusal])
    return found


def _compared(
    row: HandedBack, matters: Mapping[UUID, Matter], reach: set[UUID], units: Directory, areas: Mapping[str, str]
) -> Compared:
    matter = matters.get(row.matter_id) if row.matter_id else None
    if matter is None or matter.id not in reach:
        return Compared(row, refusal=Problem("matter-unknown", "没有这件事项，或者您无权查看。"))
    refusal = why_not_move(MatterState(matter.state), Move.AMEND)
    pack = pack_of(matter.edition_id).pack
    kind = pack.kind_for(matter.kind, timezone.localdate(matter.received_at))
    if refusal:
        return Compared(row, matter, kind, pack, refusal=refusal)
    new: dict[str, str] = {}
    problems: list[tuple[str, Problem]] = []
    for field, text in row.cells.items():
        try:
            new[field] = read_value(field, text, kind=kind, pack=pack, areas=areas)
        except Problem as problem:
            problems.append((field, problem))
    return Compared(row, matter, kind, pack, changes(values_of(matter, kind, units), new), tuple(problems))


def _with_since(rows: list[Compared]) -> list[Compared]:
    """Add who acted on the matters that moved on: each action writes one line and counts the version up by one."""
    moved = {row.matter.id for row in rows if row.matter and row.conflict}
    entries: dict[UUID, list[Since]] = {}
    for entry in Entry.objects.filter(matter__in=moved).order_by("at", "id") if moved else ():
        entries.setdefault(entry.matter_id, []).append(Since(entry.at, entry.staff_id, Move(entry.move)))
    return [
        Compared(
            row.row, row.matter, row.kind, row.pack, row.changes, row.problems,
            tuple(entries.get(row.matter.id, ())[-max(row.matter.version - row.row.version, 1) :]),
        )
        if row.matter and row.conflict and not row.refusal
        else row
        for row in rows
    ]  # fmt: skip
