"""Reading files and masked personal fields; callers have passed the gate of the row that holds them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

from django.conf import settings

from fengqiao.vault.models import PersonalRecord, StoredFile


def path_of(sha256: str) -> Path:
    """Return where the content with this hash lies."""
    return Path(settings.FILES_DIR) / sha256[:2] / sha256


def file_of(matter_ids: Iterable[UUID], file_id: UUID) -> StoredFile | None:
    """Return a file if one of the matters given holds it."""
    return StoredFile.objects.filter(id=file_id, matter_id__in=set(matter_ids)).first()


def matter_of(file_id: UUID) -> UUID | None:
    """Return the matter that holds a file, for the gate to be asked about."""
    return StoredFile.objects.filter(id=file_id).values_list("matter_id", flat=True).first()


def files_by_holder(matter_id: UUID) -> dict[UUID, list[StoredFile]]:
    """Return a matter's files by the row that holds each, oldest first."""
    found: dict[UUID, list[StoredFile]] = {}
    for row in StoredFile.objects.filter(matter_id=matter_id).order_by("added_at", "id"):
        found.setdefault(row.holder_id, []).append(row)
    return found


def masked_fields(owner_id: UUID) -> dict[str, str]:
    """Return the personal fields of a matter as pages show them."""
    return PersonalRecord.objects.filter(owner_id=owner_id).values_list("masked", flat=True).first() or {}
