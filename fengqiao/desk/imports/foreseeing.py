"""The first rows of a sheet as they would become: title, kind, place, where to and why; what is wrong by cell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from fengqiao.desk.words import in_language, name_of, say
from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import SheetRow
from fengqiao.matters.actions import Desk, Foreseen, Telling, foresee
from fengqiao.matters.queries import visible
from fengqiao.matters.rules.columns import RowReader, areas_by_name
from fengqiao.matters.rules.routing import title_of
from fengqiao.matters.rules.sampling import Sample
from fengqiao.matters.terms import MatterState
from fengqiao.orgs.queries import Viewer

SHOWN = 40  # characters of a cell that is at fault


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell at fault: the column's name in the sheet, what it holds, why it is refused."""

    column: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class ForeseenRow:
    """A row as it would become: `outcome` is new, known or refused."""

    number: int
    outcome: str
    title: str
    kind: str = ""
    place: str = ""
    unit: str = ""
    triage: bool = False
    urgent: bool = False
    why: str = ""
    known_number: str = ""
    known_id: UUID | None = None
    faults: tuple[Fault, ...] = ()


def foreseen_rows(
    row: Any, sample: Sample, desk: Desk, viewer: Viewer, *, now: datetime, most: int
) -> list[ForeseenRow]:
    """Return what would become of the first rows of an import."""
    pack = desk.published.pack
    reader = RowReader(
        row.columns,
        pack,
        areas_by_name(desk.directory.places),
        row.source,
        row.kind,
        timezone.get_default_timezone(),
        now,
    )
    read = [(each, *reader.read(each)) for each in sample.rows[:most]]
    told = [telling for _, telling, _ in read if telling is not None]
    becoming = iter(foresee(telling_list=told, desk=desk, by=viewer, at=now))
    lines, known = [], {}
    for each, telling, problems in read:
        found = next(becoming) if telling else None
        if found and found.matter_id:
            known[found.matter_id] = ""
        lines.append((each, telling, found, problems))
    known.update(visible(viewer).filter(id__in=list(known)).values_list("id", "number"))
    return [_line(row, sample, desk, *line, known) for line in lines]


def _line(
    row: Any,
    sample: Sample,
    desk: Desk,
    cells: SheetRow,
    telling: Telling | None,
    found: Foreseen | None,
    problems: tuple[tuple[str, Problem], ...],
    known: dict[UUID, str],
) -> ForeseenRow:
    wrong = found.problems if found else problems
    title = _title(row, cells, telling)
    if wrong:
        return ForeseenRow(cells.number, "refused", title, faults=_faults(row, sample, cells, wrong))
    assert telling is not None  # noqa: S101  # a row without one has problems
    assert found is not None  # noqa: S101
    place = _place(desk, found.telling)
    if found.proposal is None:
        number = known.get(found.matter_id, "") if found.matter_id else ""
        seen = found.matter_id if number else None
        return ForeseenRow(cells.number, "known", title, place=place, known_number=number, known_id=seen)
    proposal = found.proposal
    routed = proposal.routed
    return ForeseenRow(
        cells.number,
        "new",
        title,
        kind=name_of(desk.published.pack.kinds[routed.kind]),
        place=place,
        unit=name_of(proposal.lead),
        triage=proposal.state is MatterState.TRIAGE,
        urgent=routed.urgent,
        why=in_language(routed.why, routed.why_en),
    )


def _title(row: Any, cells: SheetRow, telling: Telling | None) -> str:
    if telling:
        return title_of(telling.title, telling.text)
    texts = [cells.text(row.columns[field]) for field in ("title", "text") if field in row.columns]
    return title_of(texts[0], texts[-1]) if any(texts) else ""


def _place(desk: Desk, telling: Telling) -> str:
    area = desk.directory.places.get(telling.area_id) if telling.area_id else None
    return " ".join(part for part in (name_of(area) if area else "", telling.place) if part)


def _faults(row: Any, sample: Sample, cells: SheetRow, problems: tuple[tuple[str, Problem], ...]) -> tuple[Fault, ...]:
    found = []
    for field, problem in problems:
        index = row.columns.get(field, row.columns.get("title") if field == "text" else None)
        value = cells.text(index)[:SHOWN] if index is not None else ""
        found.append(Fault(sample.header[index] if index is not None else "", value, say(problem)))
    return tuple(found)
