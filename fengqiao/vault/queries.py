"""Reading files and masked personal fields; callers have passed the gate of the row that holds them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db.models import Count, Q

from fengqiao.kit.problems import Problem
from fengqiao.vault import keys, rules
from fengqiao.vault.blobs import path_of
from fengqiao.vault.models import BlindIndex, DataKey, IndexKey, MasterKey, PersonalRecord, StoredFile
from fengqiao.vault.sealing import opened_pieces
from fengqiao.vault.terms import KeyState, PersonalGroup, PersonalKind

TELLER_PHONE = "teller_phone"  # the field in which every kind asks for the number of whoever tells
CONTENT, SMALL, NAME = b"file", b"small", b"name"  # what a piece of a file is bound to, besides the file's id


def file_of(matter_ids: Iterable[UUID], file_id: UUID) -> StoredFile | None:
    """Return a file if one of the matters given holds it."""
    return StoredFile.objects.filter(id=file_id, matter_id__in=set(matter_ids)).first()


def matter_of(file_id: UUID) -> UUID | None:
    """Return the matter that holds a file, for the gate to be asked about."""
    return StoredFile.objects.filter(id=file_id).values_list("matter_id", flat=True).first()


def bound_words(row_id: UUID) -> bytes:
    """Return what words kept beside a row are bound to."""
    return b"words" + row_id.bytes


def open_words(owner_id: UUID, sealed: Mapping[UUID, bytes | memoryview]) -> dict[UUID, str]:
    """Return words that lie sealed under the data key of their owner, by row; "" where the key or they are gone."""
    key = data_keys([owner_id]).get(owner_id) if any(sealed.values()) else None
    return {
        row_id: keys.unseal(key, bound_words(row_id), bytes(words)).decode() if key and words else ""
        for row_id, words in sealed.items()
    }


def open_words_of(sealed: Mapping[UUID, tuple[UUID, bytes | memoryview]]) -> dict[UUID, str]:
    """Return words of several owners by row, each given as (owner, sealed); one query however many owners there are."""
    found = data_keys({owner for owner, words in sealed.values() if words})
    return {
        row_id: keys.unseal(found[owner], bound_words(row_id), bytes(words)).decode()
        if words and owner in found
        else ""
        for row_id, (owner, words) in sealed.items()
    }


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


def with_phone(report_ids: Iterable[UUID]) -> set[UUID]:
    """Return which tellings came with a number of the teller; nothing is opened for it."""
    rows = PersonalRecord.objects.filter(report_id__in=set(report_ids)).values_list("report_id", "masked")
    return {report_id for report_id, masked in rows if TELLER_PHONE in masked}


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


def all_matching(values: Iterable[str]) -> dict[str, set[UUID]]:
    """Return, for each of some telephones or numbers, the matters in which it stands, as `matters_matching` for one (one query)."""
    key = index_key()
    if key is None:
        return {}
    wanted: dict[bytes, set[str]] = {}
    for value in values:
        for kind in rules.looks_like(value):
            form = rules.normal(kind, value)
            if form:
                wanted.setdefault(bytes(keys.digest(key, kind.value, form)), set()).add(value)
    found: dict[str, set[UUID]] = {}
    for digest, matter_id in BlindIndex.objects.filter(digest__in=list(wanted)).values_list("digest", "matter_id"):
        for value in wanted[bytes(digest)]:
            found.setdefault(value, set()).add(matter_id)
    return found


_IDENTIFY = (PersonalKind.PHONE.value, PersonalKind.ID_NUMBER.value)


def same_persons(record_ids: Iterable[UUID]) -> set[UUID]:
    """Return the other records that hold the same telephone or identity number as one of those given; never the same name.

    Nothing is opened for it. Records indexed by the first editions are not compared.
    """
    return _meeting(record_ids, _IDENTIFY)


def same_value(record_ids: Iterable[UUID], kind: PersonalKind) -> set[UUID]:
    """Return the other records that hold the same value of one kind as one of those given; what that means the caller says.

    A name is that of a firm or of many persons; an address is one only within an area. Nothing is opened for it.
    """
    return _meeting(record_ids, (kind.value,))


def _meeting(record_ids: Iterable[UUID], kinds: Collection[str]) -> set[UUID]:
    wanted = set(record_ids)
    digests = list(BlindIndex.objects.filter(report_id__in=wanted, kind__in=kinds).values_list("digest", flat=True))
    rows = BlindIndex.objects.filter(digest__in=[bytes(each) for each in digests], kind__in=kinds)
    return set(rows.values_list("report_id", flat=True)) - wanted


def shared(records: Collection[UUID], among: Collection[UUID]) -> set[tuple[UUID, UUID, PersonalKind]]:
    """Return which of `among` hold the same value as one of `records`: (of among, of records, kind of value).

    Nothing is opened for it. Records indexed by the first editions are not compared.
    """
    rows = BlindIndex.objects.exclude(kind="").values_list("report_id", "digest", "kind")
    mine: dict[tuple[bytes, str], list[UUID]] = {}
    for record, digest, kind in rows.filter(report_id__in=set(records)):
        mine.setdefault((bytes(digest), kind), []).append(record)
    theirs = rows.filter(report_id__in=set(among), digest__in=[digest for digest, _kind in mine]) if mine else ()
    return {
        (other, record, PersonalKind(kind))
        for other, digest, kind in theirs
        for record in mine.get((bytes(digest), kind), ())
    }


def searched_as(value: str) -> list[PersonalKind]:
    """Return the kinds of personal field that a typed value may be meant as and can be searched for."""
    return [kind for kind in rules.looks_like(value) if rules.normal(kind, value)]


def tellers_of(matter_id: UUID) -> dict[UUID, Mapping[str, str]]:
    """Return the personal fields of a matter as pages show them, by report."""
    rows = PersonalRecord.objects.filter(matter_id=matter_id).values_list("report_id", "masked")
    return dict(rows.order_by("report_id"))


def masked_in(ids: Collection[UUID]) -> dict[UUID, Mapping[str, str]]:
    """Return the personal fields of some rows that have one record each, as pages show them (one query)."""
    return dict(PersonalRecord.objects.filter(report_id__in=set(ids)).values_list("report_id", "masked"))


def groups_in(fields: Mapping[str, str]) -> list[PersonalGroup]:
    """Return the groups that personal fields belong to, in the order in which they are offered."""
    present = {rules.group_of(code) for code in fields}
    return [group for group in PersonalGroup if group in present]


def in_group(fields: Mapping[str, str], groups: Iterable[PersonalGroup]) -> dict[str, str]:
    """Return those fields that belong to one of the groups."""
    wanted = set(groups)
    return {code: value for code, value in fields.items() if rules.group_of(code) in wanted}


@dataclass(frozen=True, slots=True)
class Keeping:
    """How a matter's key stands: destroyed when, or held beyond its term."""

    destroyed_at: datetime | None = None
    held: bool = False


def keeping(matter_id: UUID) -> Keeping:
    """Return how a matter's key stands."""
    row = DataKey.objects.filter(matter_id=matter_id).values_list("destroyed_at", "held").first()
    return Keeping(*row) if row else Keeping()


def kept_or_gone(matter_ids: Iterable[UUID]) -> set[UUID]:
    """Return those of the matters given that are not to be destroyed: held, or destroyed already."""
    rows = DataKey.objects.filter(matter_id__in=set(matter_ids))
    return set(rows.filter(Q(held=True) | Q(destroyed_at__isnull=False)).values_list("matter_id", flat=True))


def without_key(matter_ids: Iterable[UUID]) -> set[UUID]:
    """Return those of the matters given that never had a data key."""
    wanted = set(matter_ids)
    return wanted - set(DataKey.objects.filter(matter_id__in=wanted).values_list("matter_id", flat=True))


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A data key as it lies in the database, wrapped."""

    matter_id: UUID
    wrapped: bytes
    master: str
    destroyed_at: datetime | None
    held: bool


def key_rows() -> Iterator[KeyRow]:
    """Yield every data key, wrapped, in the order of the matters (for a backup)."""
    rows = DataKey.objects.order_by("matter_id").values_list("matter_id", "wrapped", "master", "destroyed_at", "held")
    for matter_id, wrapped, master, destroyed_at, held in rows.iterator(chunk_size=2000):
        yield KeyRow(matter_id, bytes(wrapped), master, destroyed_at, held)


def open_rows(rows: Iterable[KeyRow]) -> dict[UUID, bytes]:
    """Return the data keys in rows, destroyed ones left out; refuses where a master key is not there or does not fit."""
    ring = keys.ring()
    found = {}
    for row in rows:
        if row.destroyed_at is None:
            as_kept = DataKey(matter_id=row.matter_id, wrapped=row.wrapped, master=row.master)
            found[row.matter_id] = unwrapped(as_kept, ring)
    return found


def active_master_id() -> str | None:
    """Return the fingerprint of the active master key, None before there is one."""
    return MasterKey.objects.filter(state=KeyState.ACTIVE.value).values_list("id", flat=True).first()


def keys_to_rewrap() -> int:
    """Return how many data keys do not lie under the active master key."""
    active = active_master_id()
    return DataKey.objects.filter(destroyed_at__isnull=True).exclude(master=active or "").count()


def first_destroyed_since_rotation() -> datetime | None:
    """Return when the first key was destroyed that a copy of the active master key's predecessor may still open."""
    since = MasterKey.objects.filter(state=KeyState.ACTIVE.value).values_list("since", flat=True).first()
    rows = DataKey.objects.filter(destroyed_at__isnull=False)
    rows = rows.filter(destroyed_at__gte=since) if since else rows
    return rows.order_by("destroyed_at").values_list("destroyed_at", flat=True).first()


@dataclass(frozen=True, slots=True)
class MasterCard:
    """A master key as the administrator sees it: by fingerprint; `there`: its file is."""

    id: str
    state: KeyState | None
    since: datetime | None
    wraps: int
    there: bool


def master_keys() -> list[MasterCard]:
    """Return the master keys that are known or there, the active one first; one that nobody named has no state."""
    there = keys.ring()
    rows = DataKey.objects.filter(destroyed_at__isnull=True).order_by().values_list("master")
    wraps = dict(rows.annotate(n=Count("pk")))
    known = {row.id: row for row in MasterKey.objects.order_by("since")}
    order = list(KeyState)
    cards = [
        MasterCard(row.id, KeyState(row.state), row.since, wraps.get(row.id, 0), row.id in there)
        for row in known.values()
    ]
    cards.sort(key=lambda card: order.index(card.state) if card.state else len(order))
    others = (set(there) | {name for name in wraps if name}) - known.keys()
    return cards + [MasterCard(each, None, None, wraps.get(each, 0), each in there) for each in sorted(others)]
