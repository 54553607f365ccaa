"""A list that was exported, changed and handed back: cell by cell what was and what would be, to be taken or left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from fengqiao.desk.doors import staff_only
from fengqiao.desk.imports.views import import_or_404
from fengqiao.desk.matters.exporting import amendable_names, column_names, shown
from fengqiao.desk.middleware import DeskRequest
from fengqiao.desk.words import MOVES, labelled, name_of, say
from fengqiao.kit.problems import Problem
from fengqiao.matters import queries
from fengqiao.matters.actions import Compared, HandedBack, amend, compare
from fengqiao.matters.actions.importing import HANDED_BACK
from fengqiao.matters.rules.amending import AREA, BASE_COLUMN, ID_COLUMN, OF_KIND, TOPIC, VERSION_COLUMN, mark
from fengqiao.matters.rules.sampling import Sample
from fengqiao.orgs.queries import Directory, directory, staff_names
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on

PAGE = 50  # changed rows at a time


def handed_back(sample: Sample, names: dict[str, set[str]]) -> Iterator[HandedBack]:
    """Read the rows of a list: their matter, version, and the open cells that are not as they were exported."""
    header = list(sample.header)
    places = {field: index for field, called in names.items() for index, name in enumerate(header) if name in called}
    own = {name: header.index(name) if name in header else -1 for name in (ID_COLUMN, VERSION_COLUMN, BASE_COLUMN)}
    for row in sample.rows:
        marks = dict(part.split("=", 1) for part in row.text(own[BASE_COLUMN]).split() if "=" in part)
        cells = {
            field: text
            for field, index in places.items()
            if field in marks and mark(text := row.text(index)) != marks[field]
        }
        version = row.text(own[VERSION_COLUMN])
        yield HandedBack(
            row.number,
            _id(row.text(own[ID_COLUMN])),
            int(version) if version.isdecimal() and len(version) < 9 else 0,
            cells,
        )


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of the difference as the page shows it."""

    number: int
    matter: Any
    conflict: bool
    version: int
    refusal: str
    cells: tuple[dict[str, str], ...]
    faults: tuple[tuple[str, str], ...]
    since: tuple[dict[str, Any], ...]


@require_http_methods(["GET", "POST"])
@staff_only(Right.IMPORT, Right.EXPORT)
def changes(request: DeskRequest, import_id: UUID) -> HttpResponse:
    """Show what differs, and take over what was ticked."""
    row = import_or_404(request, import_id)
    if row.source != HANDED_BACK:
        return redirect("import-columns", import_id=row.id)
    now = timezone.now()
    found = _compared(request, row.id)
    if request.method == "POST":
        _take_over(request, found)
        return redirect("import-changes", import_id=row.id)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    units = directory(at=now)
    names = staff_names(each.staff_id for line in page.object_list for each in line.since)
    context = {
        "row": row,
        "page": page,
        "lines": [_shown(line, units, names) for line in page.object_list],
        "conflicts": sum(line.conflict and not line.refusal for line in found),
        "refused": sum(line.refusal is not None for line in found),
    }
    return render(request, "desk/import_changes.html", context)


def _compared(request: DeskRequest, import_id: UUID) -> list[Compared]:
    now = timezone.now()
    names = column_names(pack_on(now).pack)
    return compare(handed_back(queries.sample_of(import_id), names), by=request.viewer, at=now)


def _take_over(request: DeskRequest, found: list[Compared]) -> None:
    """Amend each matter by its ticked cells, as of the version that the page showed: whoever acts meanwhile is not overrun."""
    ticked: dict[str, set[str]] = {}
    for value in request.POST.getlist("take"):
        matter_id, _mark, field = value.partition(":")
        ticked.setdefault(matter_id, set()).add(field)
    done, refused = 0, []
    for line in found:
        wanted = ticked.get(str(line.row.matter_id), set())
        values = {field: text for field, text in line.row.cells.items() if field in wanted}
        seen = request.POST.get(f"seen.{line.row.matter_id}", "")
        if not values or line.matter is None:
            continue
        try:
            amend(
                matter_id=line.matter.id,
                values=values,
                by=request.viewer,
                at=timezone.now(),
                seen_version=int(seen) if seen.isdecimal() and len(seen) < 9 else 0,
            )
            done += 1
        except Problem as problem:
            refused.append(labelled(line.matter.number, say(problem)))
    if done:
        messages.success(request, ngettext("已更正 %(count)s 件。", "已更正 %(count)s 件。", done) % {"count": done})
    for words in refused[:5]:
        messages.error(request, words)
    if not done and not refused:
        messages.error(request, _("没有勾选任何一格。"))


def _shown(line: Compared, units: Directory, names: dict[UUID, str]) -> Shown:
    labels = amendable_names()
    by_code = {f"{OF_KIND}{each.code}": each for each in line.kind.fields} if line.kind else {}
    areas = {place.code: name_of(place) for place in units.places.values()}

    def label(field: str) -> str:
        return labels.get(field) or (name_of(by_code[field]) if field in by_code else field)

    def words(field: str, value: str) -> str:
        if field == AREA:
            return areas.get(value, value)
        if field == TOPIC and line.pack:
            topic = line.pack.topics.get(value)
            return name_of(topic) if topic else value
        return shown(by_code[field], value) if field in by_code else value

    return Shown(
        line.row.number,
        line.matter,
        line.conflict,
        line.matter.version if line.matter else 0,
        say(line.refusal) if line.refusal else "",
        tuple(
            {"field": c.field, "label": label(c.field), "old": words(c.field, c.old), "new": words(c.field, c.new)}
            for c in line.changes
        ),
        tuple((label(field), say(problem)) for field, problem in line.problems),
        tuple({"at": s.at, "who": names.get(s.staff_id, ""), "move": MOVES[s.move]} for s in line.since),
    )
