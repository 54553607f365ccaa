"""Reading sheets that were handed in, and what is known of their rows."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from fengqiao.kit.problems import Problem
from fengqiao.kit.sheets import SheetRow
from fengqiao.matters.models import Report, SheetImport
from fengqiao.matters.rules.sampling import Sample, from_bytes, row_of
from fengqiao.orgs.queries import Viewer
from fengqiao.vault import shelf


def known_references(source: str, references: Iterable[str]) -> dict[str, tuple[UUID, str]]:
    """Return (matter id, digest) by outside reference, of those that have been told before."""
    rows = Report.objects.filter(source=source, outside_ref__in=list(references))
    return {row.outside_ref: (row.matter_id, row.digest) for row in rows}


def sheet_import(viewer: Viewer, import_id: UUID, *, lock: bool = False) -> SheetImport | None:
    """Return a sheet that the viewer handed in."""
    rows = SheetImport.objects.select_for_update() if lock else SheetImport.objects.all()
    return rows.filter(id=import_id, staff_id=viewer.staff_id).first()


def sheet_imports(viewer: Viewer) -> QuerySet[SheetImport]:
    """Return the sheets that the viewer handed in, newest first."""
    return SheetImport.objects.filter(staff_id=viewer.staff_id).order_by("-uploaded_at", "-id")


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row of an import that was not taken, as it came, and why: (field, refusal)."""

    row: SheetRow
    problems: tuple[tuple[str, Problem], ...]


def refused_rows(import_id: UUID) -> list[RefusedRow]:
    """Return the refused rows of an import in their order; refuses a sheet that is thrown away."""
    found = []
    for name in shelf.names(import_id):
        if name.startswith("refused-"):
            for row, problems in json.loads(shelf.take(import_id, name)):
                told = tuple((field, Problem.of_record(record)) for field, record in problems)
                found.append(RefusedRow(row_of(row), told))
    return found


def sample_of(import_id: UUID) -> Sample:
    """Return the first rows of a sheet that was handed in; refuses one that is thrown away."""
    return from_bytes(shelf.take(import_id, "sample"))
