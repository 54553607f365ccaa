"""The end of the term of inspections and findings: words and files destroyed; codes and numbers stay."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.inspections.models import Finding, Inspection, Step
from fengqiao.ledger.actions import NewEvent, record
from fengqiao.ledger.terms import EventKind
from fengqiao.notices.actions import forget
from fengqiao.orgs.queries import Viewer
from fengqiao.vault.actions import destroy, due_for_destruction


@transaction.atomic
def erase_findings(*, finding_ids: Collection[UUID], by: Viewer, at: datetime) -> int:
    """Destroy words and files of findings (the caller says whose term is over); those held back are spared."""
    due = due_for_destruction(Finding.objects.filter(id__in=set(finding_ids), erased_at__isnull=True))
    gone = destroy([row.id for row in due], at=at) if due else {}
    ids = [row.id for row in due]
    forget(ids)
    Step.objects.filter(finding__in=ids).update(text="")
    Finding.objects.filter(id__in=ids).update(title="", place="", text="", erased_at=at)
    for row in due:
        row.watch.pop("place", None)
    Finding.objects.bulk_update(due, ["watch"])
    record(
        NewEvent(
            kind=EventKind.FINDING_ERASED,
            happened_at=at,
            recorded_at=at,
            unit_id=row.owner_unit_id,
            area_id=row.area_id,
            staff_id=by.staff_id,
            subject_id=row.id,
            measures={"files": gone[row.id].files},
            attributes={"severity": row.severity, "source": row.source},
        )
        for row in due
    )
    return len(due)


@transaction.atomic
def erase_inspections(*, inspection_ids: Collection[UUID], by: Viewer, at: datetime) -> int:
    """Destroy the words of inspections (the caller says whose term is over)."""
    due = due_for_destruction(Inspection.objects.filter(id__in=set(inspection_ids), erased_at__isnull=True))
    ids = [row.id for row in due]
    if not ids:
        return 0
    destroy(ids, at=at)
    Inspection.objects.filter(id__in=ids).update(place="", text="", erased_at=at)
    record(
        NewEvent(
            kind=EventKind.INSPECTION_ERASED,
            happened_at=at,
            recorded_at=at,
            unit_id=row.unit_id,
            area_id=row.area_id,
            staff_id=by.staff_id,
            subject_id=row.id,
            attributes={"inspection": row.kind},
        )
        for row in due
    )
    return len(due)
