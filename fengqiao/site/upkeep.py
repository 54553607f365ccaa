"""What keeps an installation in order: terms that have ended, master keys, what earlier editions left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from fengqiao.inspections import jobs as inspections
from fengqiao.kit.problems import Problem
from fengqiao.ledger.actions import NewEvent, record
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.jobs import destroy_due
from fengqiao.matters.queries import ids_after
from fengqiao.orgs.queries import Viewer, system_viewer
from fengqiao.vault import jobs as vault
from fengqiao.vault.actions import make_missing_keys
from fengqiao.vault.queries import first_destroyed_since_rotation

BATCH = 500
Tick = Callable[[int, int], None]


def system() -> Viewer:
    """Return as whom upkeep is done; refuses before an installation is set up."""
    found = system_viewer(at=timezone.now())
    if found is None:
        raise Problem("nobody", "没有可用的身份。请先运行 fengqiao setup，或核对 --as 的登录名。")
    return found


def bring_up_to_date() -> int:
    """Give every matter its key, and encrypt what the first edition kept in clear; returns how much there was to do."""
    done, after = 0, None
    while ids := ids_after(after, BATCH):
        done += make_missing_keys(ids, at=timezone.now())
        after = ids[-1]
    return done + vault.bring_up_to_date()


def retention(*, by: Viewer, tick: Tick | None = None) -> tuple[int, bool]:
    """Destroy what is due, then change the master key so that no copy of a destroyed key can be opened.

    Returns how many matters it was, and whether the master key was changed.
    """
    count = destroy_due(by=by, tick=tick) + inspections.destroy_due(by=by, now=timezone.now())
    rotated = first_destroyed_since_rotation() is not None
    if rotated:
        vault.rotate(by=by)
    vault.sweep_lost()
    vault.wipe_traces()
    return count, rotated


@transaction.atomic
def note(kind: str, *, by: Viewer, at: datetime, **measures: int) -> None:
    """Record that something was done to the installation as a whole."""
    record(
        [
            NewEvent(
                kind=EventKind(kind),
                happened_at=at,
                recorded_at=at,
                unit_id=by.unit_id,
                staff_id=by.staff_id,
                subject_id=by.post.id,
                measures=measures,
            )
        ]
    )
