"""A new master key in place of the old one, in steps that can each be the last before a power cut.

1. A new key is written to a file and named the active one; the old one is retiring. 2. Every data key is wrapped anew, so many
at a time. 3. Nothing lies under the old one any more: it is retired. 4. Its file is overwritten and removed.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from fengqiao.ledger.actions import NewEvent, record
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer
from fengqiao.vault import keys
from fengqiao.vault.actions.keyring import active_master, lock_keys
from fengqiao.vault.models import DataKey, IndexKey, MasterKey
from fengqiao.vault.queries import unwrapped
from fengqiao.vault.terms import KeyState


@transaction.atomic
def begin_rotation(*, at: datetime) -> str:
    """Name a new master key the active one and return it; goes on with a rotation that was begun before.

    Refuses where the key in use is not there: nothing could be wrapped anew.
    """
    lock_keys(alone=True)
    active = active_master(at)
    keys.master(active)
    retiring = list(MasterKey.objects.filter(state=KeyState.RETIRING.value).values_list("id", flat=True))
    if retiring:
        for each in retiring:
            if DataKey.objects.filter(master=each).exists():
                keys.master(each)
        return active
    known = set(MasterKey.objects.values_list("id", flat=True))
    # One that was written and never named: a rotation was cut off there.
    fresh = next((each for each in keys.ring() if each not in known), None) or keys.make_master()
    MasterKey.objects.filter(id=active).update(state=KeyState.RETIRING.value)
    MasterKey.objects.create(id=fresh, state=KeyState.ACTIVE.value, since=at)
    return fresh


@transaction.atomic
def rewrap_some(*, limit: int, at: datetime) -> int:
    """Wrap so many data keys anew under the active master key; returns how many there were to do."""
    master_id = active_master(at)
    master, ring = keys.master(master_id), keys.ring()
    rows = list(DataKey.objects.filter(destroyed_at__isnull=True).exclude(master=master_id).select_for_update()[:limit])
    column = DataKey._meta.get_field("matter_id")
    done = [
        (
            keys.seal(master, row.matter_id.bytes, unwrapped(row, ring)),
            master_id,
            column.get_db_prep_value(row.matter_id, connection),
        )
        for row in rows
    ]
    if done:
        with connection.cursor() as cursor:
            cursor.executemany("UPDATE vault_datakey SET wrapped = %s, master = %s WHERE matter_id = %s", done)
    for index in IndexKey.objects.exclude(master=master_id).select_for_update():
        index.wrapped = keys.seal(
            master, b"index", keys.unseal(keys.master(index.master), b"index", bytes(index.wrapped))
        )
        index.master = master_id
        index.save(update_fields=["wrapped", "master"])
    return len(rows)


@transaction.atomic
def end_rotation(*, by: Viewer, at: datetime) -> bool:
    """Retire the old master keys, once nothing lies under them; False where something still does.

    Waits for everybody who is wrapping a key just now: what they wrap under the old one is seen here.
    """
    lock_keys(alone=True)
    active = active_master(at)
    if DataKey.objects.filter(destroyed_at__isnull=True).exclude(master=active).exists():
        return False
    retired = MasterKey.objects.filter(state=KeyState.RETIRING.value).update(state=KeyState.RETIRED.value, since=at)
    if retired:
        record(
            [
                NewEvent(
                    kind=EventKind.KEYS_ROTATED,
                    happened_at=at,
                    recorded_at=at,
                    unit_id=by.unit_id,
                    staff_id=by.staff_id,
                    subject_id=by.post.id,
                    measures={"keys": DataKey.objects.filter(master=active).count()},
                )
            ]
        )
    return True


def forget_retired() -> list[str]:
    """Overwrite and remove the files of retired master keys; what a crash left is done the next time."""
    retired = set(MasterKey.objects.filter(state=KeyState.RETIRED.value).values_list("id", flat=True))
    gone = [each for each in keys.ring() if each in retired]
    for each in gone:
        keys.forget_master(each)
    return gone
