"""Keys and index put back when an installation is restored: parts of its one transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from fengqiao.vault import keys
from fengqiao.vault.actions.keyring import active_master, index_key
from fengqiao.vault.actions.personal import index_entries, opened
from fengqiao.vault.models import BlindIndex, DataKey, IndexKey, MasterKey, PersonalRecord
from fengqiao.vault.queries import KeyRow, data_keys
from fengqiao.vault.terms import KeyState

BATCH = 500


def set_keys(rows: Iterable[KeyRow], *, active: str, at: datetime) -> None:
    """Put data keys back, as wrapped as they were; the master keys they lie under are the active one and retiring ones.

    The index is made anew, under a key of its own.
    """
    found = list(rows)
    for model in (DataKey, MasterKey, IndexKey, BlindIndex):
        model._default_manager.all().delete()
    DataKey.objects.bulk_create(
        [
            DataKey(
                matter_id=row.matter_id,
                wrapped=b"" if row.destroyed_at else row.wrapped,
                master="" if row.destroyed_at else row.master,
                destroyed_at=row.destroyed_at,
                held=row.held,
            )
            for row in found
        ],
        batch_size=BATCH,
    )
    used = {row.master for row in found if not row.destroyed_at and row.master}
    if active and active in keys.ring():
        MasterKey.objects.create(id=active, state=KeyState.ACTIVE.value, since=at)
    else:
        active = active_master(at)
    MasterKey.objects.bulk_create(
        [MasterKey(id=each, state=KeyState.RETIRING.value, since=at) for each in sorted(used - {active})]
    )


def index_all(*, at: datetime) -> int:
    """Index the personal fields of every telling anew; returns how many tellings it was."""
    done, after = 0, None
    while True:
        rows = PersonalRecord.objects.order_by("report_id")
        batch = list((rows.filter(report_id__gt=after) if after else rows)[:BATCH])
        if not batch:
            return done
        known, index = data_keys({row.matter_id for row in batch}), index_key(at)
        entries = []
        for row in batch:
            fields = opened(row, known[row.matter_id])
            entries += index_entries(index, row.matter_id, row.report_id, fields)
        BlindIndex.objects.bulk_create(entries, batch_size=BATCH)
        done, after = done + len(batch), batch[-1].report_id
