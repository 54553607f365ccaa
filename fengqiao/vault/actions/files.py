"""Keeping files."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.kit.problems import Problem
from fengqiao.orgs.queries import Viewer
from fengqiao.vault import rules
from fengqiao.vault.models import StoredFile
from fengqiao.vault.queries import path_of


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as somebody sent it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class FileLimits:
    """Limits of files, from the pack's dated values: bytes of one file, pixels of one picture, files at a time, types."""

    max_bytes: int
    max_pixels: int
    max_files: int
    media_types: frozenset[str]


@transaction.atomic
def keep_files(
    *, uploads: Sequence[Upload], matter_id: UUID, holder_id: UUID, limits: FileLimits, by: Viewer, at: datetime
) -> list[UUID]:
    """Keep files with the row that holds them; refuses all where one is refused. Part of the caller's action.

    Content goes to disk before the row is written: a crash leaves content that no row names, never a row without
    content.
    """
    if len(uploads) > limits.max_files:
        raise Problem("files-many", "一次最多上传 {limit} 个文件。", limit=limits.max_files)
    rows = []
    for upload in uploads:
        name = rules.plain_name(upload.name)
        refusal = rules.why_not_kept(upload.content, name, limits.max_bytes, limits.media_types)
        if refusal:
            raise refusal
        kind = rules.media_type(upload.content)
        assert kind is not None  # noqa: S101  # why_not_kept has refused the rest
        content = rules.cleaned(upload.content, kind, limits.max_pixels)
        rows.append(
            StoredFile(
                holder_id=holder_id,
                matter_id=matter_id,
                sha256=_write(content),
                size=len(content),
                media_type=kind.value,
                name=name,
                added_by=by.staff_id,
                added_at=at,
            )
        )
    StoredFile.objects.bulk_create(rows)
    return [row.id for row in rows]


def _write(content: bytes) -> str:
    digest = hashlib.sha256(content).hexdigest()
    path = path_of(digest)
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = path.with_name(f".{digest}.{os.getpid()}.{os.urandom(4).hex()}")
        fresh.write_bytes(content)
        fresh.replace(path)
    return digest
