"""Keeping files: made ready before a transaction begins (looked into, cleaned, encrypted, written), then held by a row."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.kit.identifiers import new_id
from fengqiao.kit.problems import Problem
from fengqiao.orgs.queries import Viewer
from fengqiao.vault import blobs, keys, rules
from fengqiao.vault.actions.keyring import keys_for
from fengqiao.vault.blobs import path_of
from fengqiao.vault.models import StoredFile
from fengqiao.vault.queries import CONTENT, NAME, SMALL, data_keys, name_of
from fengqiao.vault.sealing import sealed_pieces
from fengqiao.vault.terms import MediaType


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as somebody sent it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Staged:
    """A file made ready: what it will be known by, its own key, and where it lies encrypted."""

    id: UUID
    name: str
    sha256: str
    size: int
    media_type: str
    key: bytes
    address: str
    small: str
    traces: bool


Offered = Upload | Staged


@dataclass(frozen=True, slots=True)
class FileLimits:
    """Limits of files, from the pack's dated values: bytes of one file, pixels of one picture, files at a time, types."""

    max_bytes: int
    max_pixels: int
    max_files: int
    media_types: frozenset[str]


@contextmanager
def staging(uploads: Sequence[Upload], limits: FileLimits) -> Iterator[list[Staged]]:
    """Make files ready for an action inside the block; where the block fails, what was written is removed.

    All slow work happens here, before the action's transaction: it holds the database only for its rows.
    """
    _refuse_many(uploads, limits)
    ready: list[Staged] = []
    try:
        for upload in uploads:
            ready.append(_stage(upload, limits))  # noqa: PERF401  # those made before a refused one are removed
        yield ready
    except BaseException:
        blobs.remove(address for each in ready for address in (each.address, each.small))
        raise


def _refuse_many(uploads: Sequence[Offered], limits: FileLimits) -> None:
    if len(uploads) > limits.max_files:
        raise Problem("files-many", "一次最多上传 {limit} 个文件。", limit=limits.max_files)


def cleaned(uploads: Sequence[Upload], limits: FileLimits) -> list[tuple[str, bytes, MediaType]]:
    """Return name, content and type of files looked into and cleaned, for a room that seals them itself; nothing is written.

    Refuses all where one is not taken.
    """
    _refuse_many(uploads, limits)
    return [_looked_into(upload, limits)[:3] for upload in uploads]


def _stage(upload: Upload, limits: FileLimits) -> Staged:
    """Look into a file, clean it, make its small picture, encrypt and write it; refuses what is not taken."""
    name, content, kind, traces = _looked_into(upload, limits)
    return _written(new_id(), name, content, kind, traces=traces)


def _looked_into(upload: Upload, limits: FileLimits) -> tuple[str, bytes, MediaType, bool]:
    name = rules.plain_name(upload.name)
    refusal = rules.why_not_kept(upload.content, name, limits.max_bytes, limits.media_types)
    if refusal:
        raise refusal
    kind = rules.media_type(upload.content)
    assert kind is not None  # noqa: S101  # why_not_kept has refused the rest
    content, traces = rules.anonymous(rules.cleaned(upload.content, kind, limits.max_pixels), kind, limits.max_pixels)
    return name, content, kind, traces


def _written(file_id: UUID, name: str, content: bytes, kind: MediaType, *, traces: bool) -> Staged:
    key, small = keys.new_key(), rules.small(content, kind)
    return Staged(
        id=file_id,
        name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        media_type=kind.value,
        key=key,
        address=blobs.write(sealed_pieces(key, CONTENT + file_id.bytes, content)),
        small=blobs.write(sealed_pieces(key, SMALL + file_id.bytes, small)) if small else "",
        traces=traces,
    )


@transaction.atomic
def keep_files(
    *, uploads: Sequence[Offered], matter_id: UUID, holder_id: UUID, limits: FileLimits, by: Viewer, at: datetime
) -> list[UUID]:
    """Keep files with the row that holds them; refuses all where one is refused. Part of the caller's action.

    Content lies on disk before the row is written: a crash leaves content that no row names, never a row without
    content; the retention job sweeps such left-overs away.
    """
    if not uploads:
        return []
    _refuse_many(uploads, limits)
    ready = [_stage(each, limits) if isinstance(each, Upload) else each for each in uploads]
    data_key = keys_for({matter_id}, at)[matter_id]
    rows = [
        StoredFile(
            id=each.id,
            holder_id=holder_id,
            matter_id=matter_id,
            sha256=each.sha256,
            address=each.address,
            small=each.small,
            wrapped=keys.seal(data_key, each.id.bytes, each.key),
            sealed_name=keys.seal(data_key, NAME + each.id.bytes, each.name.encode()),
            size=each.size,
            media_type=each.media_type,
            traces=each.traces,
            added_by=by.staff_id,
            added_at=at,
        )
        for each in ready
    ]
    StoredFile.objects.bulk_create(rows)
    return [row.id for row in rows]


def move_files(*, holder_ids: Iterable[UUID], to_matter: UUID, at: datetime) -> None:
    """Wrap the keys of files anew under the matter that their rows now belong to. Part of the caller's action."""
    rows = list(StoredFile.objects.filter(holder_id__in=set(holder_ids)).exclude(matter_id=to_matter))
    if not rows:
        return
    old = data_keys({row.matter_id for row in rows})
    new = keys_for({to_matter}, at)[to_matter]
    for row in rows:
        name = name_of(row, old[row.matter_id])
        key = keys.unseal(old[row.matter_id], row.id.bytes, bytes(row.wrapped))
        row.wrapped, row.matter_id = keys.seal(new, row.id.bytes, key), to_matter
        row.sealed_name = keys.seal(new, NAME + row.id.bytes, name.encode())
    StoredFile.objects.bulk_update(rows, ["matter_id", "wrapped", "sealed_name"])


@transaction.atomic
def seal_first_files(*, limit: int, at: datetime) -> int:
    """Encrypt files that the first edition kept in clear, so many at a time; returns how many were left to do before.

    The clear content goes once no row names it any more. A crash in between leaves it for the next time.
    """
    rows = list(StoredFile.objects.filter(address="").select_for_update().order_by("id")[:limit])
    data = keys_for({row.matter_id for row in rows}, at) if rows else {}
    done = []
    for row in rows:
        path = path_of(row.sha256)
        if path.exists():
            made = _written(row.id, row.name, path.read_bytes(), MediaType(row.media_type), traces=False)
            row.address, row.small = made.address, made.small
            row.wrapped = keys.seal(data[row.matter_id], row.id.bytes, made.key)
        else:
            row.address = "lost"
        row.sealed_name = keys.seal(data[row.matter_id], NAME + row.id.bytes, row.name.encode())
        row.name = ""
        done.append(row.sha256)
    StoredFile.objects.bulk_update(rows, ["address", "small", "wrapped", "sealed_name", "name"])
    wanted = set(StoredFile.objects.filter(address="", sha256__in=done).values_list("sha256", flat=True))
    transaction.on_commit(lambda: blobs.remove(set(done) - wanted))
    return len(rows)
