"""Which master key is the active one, and data keys under it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection

from fengqiao.kit.problems import Problem
from fengqiao.vault import keys
from fengqiao.vault.models import DataKey, IndexKey, MasterKey
from fengqiao.vault.queries import data_keys, unwrapped
from fengqiao.vault.terms import KeyState

_LOCK = 7_213_801  # PostgreSQL's advisory locks are known by a number


def lock_keys(*, alone: bool) -> None:
    """Hold the choice of the master key until the commit, with others or alone.

    SQLite has one writer at a time and needs nothing; on PostgreSQL whoever wraps a key holds the lock with others, and
    a rotation waits for them all before it retires the old key.
    """
    if connection.vendor == "postgresql":
        name = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {name}(%s)", [_LOCK])


def active_master(at: datetime) -> str:
    """Return the fingerprint of the active master key, chosen or made where there is none yet."""
    if _active() is None:
        lock_keys(alone=True)
        if _active() is None:
            MasterKey.objects.create(id=_first_master(), state=KeyState.ACTIVE.value, since=at)
    else:
        lock_keys(alone=False)
    found = _active()
    assert found is not None  # noqa: S101  # nobody takes the active one away without naming another
    return found


def _active() -> str | None:
    return MasterKey.objects.filter(state=KeyState.ACTIVE.value).values_list("id", flat=True).first()


def _first_master() -> str:
    """Return the master key to begin with: the one that opens what is there, else the newest that is there, else a new one."""
    sample = DataKey.objects.filter(destroyed_at__isnull=True).first()
    if sample is None:
        there = keys.ring()
        return next(iter(there)) if there else keys.make_master()
    for key_id, key in keys.ring().items():
        try:
            keys.unseal(key, sample.matter_id.bytes, bytes(sample.wrapped))
        except Problem:
            continue
        return key_id
    keys.master(sample.master)
    raise AssertionError


def new_data_keys(matter_ids: Iterable[UUID], at: datetime) -> dict[UUID, bytes]:
    """Make a data key for each matter given; part of the caller's action."""
    wanted = list(matter_ids)
    if not wanted:
        return {}
    master_id = active_master(at)
    master = keys.master(master_id)
    made = {matter_id: keys.new_key() for matter_id in wanted}
    rows = [
        DataKey(matter_id=matter_id, wrapped=keys.seal(master, matter_id.bytes, key), master=master_id)
        for matter_id, key in made.items()
    ]
    DataKey.objects.bulk_create(rows, batch_size=500)
    return made


def keys_for(matter_ids: Iterable[UUID], at: datetime) -> dict[UUID, bytes]:
    """Return the data keys of the matters given, made where there is none; refuses a matter whose key was destroyed."""
    wanted = set(matter_ids)
    found = data_keys(wanted)
    missing = wanted - found.keys()
    for row in DataKey.objects.filter(matter_id__in=missing):
        unwrapped(row)  # refuses: it was destroyed
    return {**found, **new_data_keys(missing, at)}


def index_key(at: datetime) -> bytes:
    """Return the key of the blind index, made where there is none yet."""
    row = IndexKey.objects.first()
    if row is None:
        master_id = active_master(at)
        fresh = keys.seal(keys.master(master_id), b"index", keys.new_key())
        IndexKey.objects.bulk_create([IndexKey(id=1, wrapped=fresh, master=master_id)], ignore_conflicts=True)
        row = IndexKey.objects.get()
    return keys.unseal(keys.master(row.master), b"index", bytes(row.wrapped))
