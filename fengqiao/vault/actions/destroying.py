"""Destroying what is kept of people in a matter: its key first, so that no copy anywhere can be opened again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Model, QuerySet

from fengqiao.vault import blobs
from fengqiao.vault.models import BlindIndex, DataKey, PersonalRecord, StoredFile
from fengqiao.vault.queries import kept_or_gone

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Gone:
    """What was destroyed of one matter."""

    tellers: int
    files: int


def due_for_destruction(rows: QuerySet[Row]) -> list[Row]:
    """Return rows under a lock, without those whose key is held back or destroyed already; part of the caller's action."""
    locked = list(rows.select_for_update(of=("self",)))
    spared = kept_or_gone([row.pk for row in locked])
    return [row for row in locked if row.pk not in spared]


def destroy(matter_ids: Collection[UUID], *, at: datetime) -> Mapping[UUID, Gone]:
    """Destroy the data keys of matters and all that lies under them: personal fields, files, blind index.

    Part of the caller's action. The row of a key stays without its key: it says when, and that none is to be made anew.
    Content goes from disk once the transaction is through.
    """
    wanted = set(matter_ids)
    tellers = _counted(PersonalRecord, wanted)
    files = _counted(StoredFile, wanted)
    addresses = list(StoredFile.objects.filter(matter_id__in=wanted).values_list("address", "small", "sha256"))
    there = set(DataKey.objects.filter(matter_id__in=wanted).values_list("matter_id", flat=True))
    DataKey.objects.filter(matter_id__in=wanted).update(wrapped=b"", master="", destroyed_at=at, held=False)
    DataKey.objects.bulk_create(
        [DataKey(matter_id=each, wrapped=b"", master="", destroyed_at=at) for each in wanted - there], batch_size=500
    )
    for model in (PersonalRecord, BlindIndex, StoredFile):
        model._default_manager.filter(matter_id__in=wanted).delete()
    first = [sha256 for address, _, sha256 in addresses if not address]
    shared = set(StoredFile.objects.filter(address="", sha256__in=first).values_list("sha256", flat=True))
    gone = {each for address, small, _ in addresses for each in (address, small) if each} | (set(first) - shared)
    transaction.on_commit(lambda: blobs.remove(gone))
    return {each: Gone(tellers.get(each, 0), files.get(each, 0)) for each in wanted}


def _counted(model: type[PersonalRecord] | type[StoredFile], matter_ids: Collection[UUID]) -> dict[UUID, int]:
    rows = model._default_manager.filter(matter_id__in=matter_ids).order_by().values("matter_id")
    return {row["matter_id"]: row["n"] for row in rows.annotate(n=Count("pk"))}


def hold_back(matter_id: UUID, *, held: bool) -> bool:
    """Keep a matter's key beyond its term, or no longer; part of the caller's action. Returns whether anything changed."""
    rows = DataKey.objects.filter(matter_id=matter_id, destroyed_at__isnull=True).exclude(held=held)
    return bool(rows.update(held=held))


def sweep(*, written_before: float) -> int:
    """Remove content that no row names and that was written before a moment (seconds since 1970); returns how much."""
    lost = []
    batch: list[str] = []
    for address in blobs.written_before(written_before):
        batch.append(address)
        if len(batch) == 500:
            lost += _unnamed(batch)
            batch = []
    lost += _unnamed(batch)
    blobs.remove(lost)
    return len(lost)


def _unnamed(addresses: list[str]) -> list[str]:
    named: set[str] = set()
    for column in ("address", "small", "sha256"):
        rows = StoredFile.objects.filter(**{f"{column}__in": addresses})
        rows = rows.filter(address="") if column == "sha256" else rows
        named |= set(rows.values_list(column, flat=True))
    return [address for address in addresses if address not in named]
