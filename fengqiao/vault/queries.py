"""Reading files and masked personal fields; callers have passed the gate of the row that holds them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from fengqiao.kit.problems import Problem
from fengqiao.vault import keys, rules
from fengqiao.vault.blobs import path_of
from fengqiao.vault.models import BlindIndex, DataKey, IndexKey, PersonalRecord, StoredFile
from fengqiao.vault.sealing import opened_pieces
from fengqiao.vault.terms import PersonalGroup

CONTENT, SMALL, NAME = b"file", b"small", b"name"  # what a piece of a file is bound to, besides the file's id


def file_of(matter_ids: Iterable[UUID], file_id: UUID) -> StoredFile | None:
    """Return a file if one of the matters given holds it."""
    return StoredFile.objects.filter(id=file_id, matter_id__in=set(matter_ids)).first()


def matter_of(file_id: UUID) -> UUID | None:
    """Return the matter that holds a file, for the gate to be asked about."""
    return StoredFile.objects.filter(id=file_id).values_list("matter_id", flat=True).first()


@dataclass(frozen=True, slots=True)
class FileCard:
    """A file as pages show it; `traces`: it may still say who made it."""

    id: UUID
    name: str
    size: int
    media_type: str
    has_small: bool
    traces: bool


def has_files(matter_id: UUID) -> bool:
    """Return whether a matter holds any file."""
    return StoredFile.objects.filter(matter_id=matter_id).exists()


def files_by_holder(matter_id: UUID) -> dict[UUID, list[FileCard]]:
    """Return a matter's files by the row that holds each, oldest first."""
    rows = list(StoredFile.objects.filter(matter_id=matter_id).order_by("added_at", "id"))
    key = data_keys([matter_id]).get(matter_id) if rows else None
    found: dict[UUID, list[FileCard]] = {}
    for row in rows:
        card = FileCard(row.id, name_of(row, key), row.size, row.media_type, bool(row.small), row.traces)
        found.setdefault(row.holder_id, []).append(card)
    return found


def name_of(row: StoredFile, key: bytes | None = None) -> str:
    """Return the name of a file (`key`: its matter's data key, read where it is not given)."""
    if not row.sealed_name:
        return row.name
    key = key or data_keys([row.matter_id])[row.matter_id]
    return keys.unseal(key, NAME + row.id.bytes, bytes(row.sealed_name)).decode()


def content_of(row: StoredFile, *, small: bool = False) -> Iterator[bytes] | None:
    """Return a file (or its small picture) in clear, piece by piece; None where it has none, or it lies nowhere."""
    address = row.small if small else row.address or row.sha256
    if not address or not path_of(address).exists():
        return None
    if not row.address:
        return iter([path_of(row.sha256).read_bytes()])
    key = keys.unseal(data_keys([row.matter_id])[row.matter_id], row.id.bytes, bytes(row.wrapped))
    return _read(key, (SMALL if small else CONTENT) + row.id.bytes, path_of(address))


def _read(key: bytes, bound: bytes, path: Path) -> Iterator[bytes]:
    with path.open("rb") as source:
        yield from opened_pieces(key, bound, source)


def unwrapped(row: DataKey, among: Mapping[str, bytes] | None = None) -> bytes:
    """Return the data key in a row; refuses one that was destroyed, and one whose master key is not there."""
    if row.destroyed_at is not None:
        raise Problem("matter-erased", "这件事项的保存期限已满，个人信息和文字已经销毁。")
    bound, wrapped = row.matter_id.bytes, bytes(row.wrapped)
    if row.master:
        return keys.unseal(keys.master(row.master, among), bound, wrapped)
    for key in keys.ring().values():  # of the first edition, which did not name its master key
        try:
            return keys.unseal(key, bound, wrapped)
        except Problem:
            continue
    keys.master("")
    raise AssertionError


def data_keys(matter_ids: Iterable[UUID]) -> dict[UUID, bytes]:
    """Return the data keys of the matters given, those without one or with a destroyed one left out."""
    rows = DataKey.objects.filter(matter_id__in=set(matter_ids), destroyed_at__isnull=True)
    ring = keys.ring()
    return {row.matter_id: unwrapped(row, ring) for row in rows}


def index_key() -> bytes | None:
    """Return the key of the blind index, None before anything has been indexed."""
    row = IndexKey.objects.first()
    return keys.unseal(keys.master(row.master), b"index", bytes(row.wrapped)) if row else None


def matters_matching(value: str) -> set[UUID]:
    """Return the matters in which a telephone, an identity number or a name stands exactly as given.

    Whoever asks passes the ids through the gate of matters and asks for the right to see personal fields; the value
    must travel in a form, never in an address.
    """
    key = index_key()
    if key is None:
        return set()
    forms = {(kind, rules.normal(kind, value)) for kind in rules.looks_like(value)}
    digests = [keys.digest(key, kind.value, form) for kind, form in forms if form]
    return set(BlindIndex.objects.filter(digest__in=digests).values_list("matter_id", flat=True))


def tellers_of(matter_id: UUID) -> dict[UUID, Mapping[str, str]]:
    """Return the personal fields of a matter as pages show them, by report."""
    rows = PersonalRecord.objects.filter(matter_id=matter_id).values_list("report_id", "masked")
    return dict(rows.order_by("report_id"))


def groups_in(fields: Mapping[str, str]) -> list[PersonalGroup]:
    """Return the groups that personal fields belong to, in the order in which they are offered."""
    present = {rules.group_of(code) for code in fields}
    return [group for group in PersonalGroup if group in present]


def in_group(fields: Mapping[str, str], groups: Iterable[PersonalGroup]) -> dict[str, str]:
    """Return those fields that belong to one of the groups."""
    wanted = set(groups)
    return {code: value for code, value in fields.items() if rules.group_of(code) in wanted}


@dataclass(frozen=True, slots=True)
class Destroyed:
    """When the personal fields, files and words of a matter were destroyed."""

    at: datetime


def destroyed(matter_id: UUID) -> Destroyed | None:
    """Return when a matter's key was destroyed, None while it is there."""
    at = DataKey.objects.filter(matter_id=matter_id).values_list("destroyed_at", flat=True).first()
    return Destroyed(at) if at else None
