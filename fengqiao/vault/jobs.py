"""Long work of the vault: a new master key; what the first edition kept in clear or without an index brought up to date."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db import connection
from django.utils import timezone

from fengqiao.orgs.queries import Viewer
from fengqiao.vault.actions.destroying import sweep
from fengqiao.vault.actions.files import seal_first_files
from fengqiao.vault.actions.personal import bind_first_records
from fengqiao.vault.actions.rotation import begin_rotation, end_rotation, forget_retired, rewrap_some
from fengqiao.vault.queries import keys_to_rewrap

BATCH = 1000
DAY = 24 * 3600.0
Tick = Callable[[int, int], None]


def rotate(*, by: Viewer, tick: Tick | None = None) -> int:
    """Put a new master key in place of the old one; returns how many data keys were wrapped anew.

    Cut off anywhere and started again, it goes on where it was; what people do meanwhile goes on as well.
    """
    begin_rotation(at=timezone.now())
    done = 0
    while True:
        total = done + keys_to_rewrap()
        while count := rewrap_some(limit=BATCH, at=timezone.now()):
            done += count
            if tick:
                tick(done, max(total, done))
        if end_rotation(by=by, at=timezone.now()):
            break
    forget_retired()
    return done


def bring_up_to_date() -> int:
    """Encrypt files that lie in clear and bind records of the first edition to their telling; returns how many."""
    done = 0
    while count := seal_first_files(limit=20, at=timezone.now()):
        done += count
    while count := bind_first_records(limit=200, at=timezone.now()):
        done += count
    return done


def sweep_lost() -> int:
    """Remove content that no row names, a day after it was written; returns how much."""
    return sweep(written_before=time.time() - DAY)


def wipe_traces() -> None:
    """Let the database give up what deleted rows leave behind: SQLite its log, PostgreSQL its dead rows."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        else:
            for table in ("vault_datakey", "vault_personalrecord", "vault_blindindex", "vault_storedfile"):
                cursor.execute(f"VACUUM {table}")


def compact() -> None:
    """Write the database anew without what deleted rows left in it; others wait meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM FULL" if connection.vendor == "postgresql" else "VACUUM")
