"""What tests of several rooms ask the vault: the personal fields of a matter in clear, and a look at them as a page takes it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fengqiao.orgs.queries import Viewer
from fengqiao.vault.actions import unmask
from fengqiao.vault.actions.personal import opened
from fengqiao.vault.models import PersonalRecord
from fengqiao.vault.queries import data_keys
from fengqiao.vault.terms import PersonalGroup


def clear(matter_id: UUID) -> dict[str, str]:
    """All personal fields of a matter's tellings in clear."""
    (key,) = data_keys([matter_id]).values()
    rows = PersonalRecord.objects.filter(matter_id=matter_id).order_by("report_id")
    return {code: value for row in rows for code, value in opened(row, key).items()}


def look_at(
    matter_id: UUID,
    by: Viewer,
    at: datetime,
    *,
    purpose: str = "call_back",
    open_task: bool = True,
    groups: tuple[PersonalGroup, ...] = tuple(PersonalGroup),
) -> dict[str, str]:
    """Look at the first telling's fields."""
    kept = PersonalRecord.objects.filter(matter_id=matter_id).order_by("report_id").first()
    report_id = kept.report_id if kept else matter_id
    return unmask(report_id=report_id, groups=groups, purpose=purpose, open_task=open_task, by=by, at=at)
