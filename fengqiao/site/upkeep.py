"""What keeps an installation in order: terms that have ended, master keys, what earlier editions left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from fengqiao.kit.problems import Problem
from fengqiao.matters.jobs import destroy_due
from fengqiao.matters.queries import ids_after
from fengqiao.orgs.queries import Viewer, system_viewer
from fengqiao.rulebook.queries import pack_on
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
    count = destroy_due(by=by, tick=tick)
    rotated = first_destroyed_since_rotation() is not None
    if rotated:
        vault.rotate(by=by)
    vault.sweep_lost()
    vault.wipe_traces()
    return count, rotated


def hourly() -> None:
    """Destroy what is due; change the master key once a destruction is as long ago as the pack allows."""
    now = timezone.now()
    by = system()
    if destroy_due(by=by):
        vault.wipe_traces()
    first = first_destroyed_since_rotation()
    days = int(pack_on(now).pack.value_on("retention.rotate_after", timezone.localdate(now)).number)
    if first and first <= now - timedelta(days=days):
        vault.rotate(by=by)
    vault.sweep_lost()
