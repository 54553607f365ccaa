"""Keys of people: made in the product under a passphrase of their own, opened for minutes, changed, given up."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from fengqiao.clues import box
from fengqiao.clues.actions.writing import number, tell_of_keys
from fengqiao.clues.models import KeyPair, Unlocked
from fengqiao.clues.queries.gate import named_somewhere
from fengqiao.clues.queries.keys import key_of
from fengqiao.clues.rules.course import why_not_passphrase
from fengqiao.kit.problems import Problem
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer


def _lock(key: KeyPair) -> box.Locked:
    return box.Locked(bytes(key.salt), key.operations, key.memory, bytes(key.sealed))


def _put(key: KeyPair, lock: box.Locked) -> None:
    key.salt, key.operations, key.memory, key.sealed = lock.salt, lock.operations, lock.memory, lock.sealed


@transaction.atomic
def make_key(*, passphrase: str, again: str, lost: bool = False, by: Viewer, at: datetime) -> UUID:
    """Make somebody's key. One in use is given up only where it is said to be lost; what it opened needs another's help.

    Refuses those who are not named, weak passphrases, and two that differ.
    """
    if not named_somewhere(by, at=at):
        raise Problem("holder-none", "您没有被指定为接收人或保管人。")
    refusal = why_not_passphrase(passphrase, known=(by.name,))
    if refusal:
        raise refusal
    if passphrase != again:
        raise Problem("passphrase-differs", "两次输入的口令不一样。")
    old = KeyPair.objects.select_for_update().filter(staff=by.staff_id, retired_at__isnull=True).first()
    if old is not None and not lost:
        raise Problem("key-there", "您已经有一把钥匙。忘了口令，才需要换一把新的。")
    if old is not None:
        old.retired_at = at
        old.sealed = b""  # the passphrase may come back to mind; the key is not to
        old.save(update_fields=["retired_at", "sealed"])
        Unlocked.objects.filter(key=old).delete()
    private, public = box.new_pair()
    key = KeyPair(staff_id=by.staff_id, public=public, made_at=at)
    _put(key, box.locked(private, passphrase))
    key.save(force_insert=True)
    attributes = {"lost": "yes" if old else "no"}
    tell_of_keys(EventKind.KEY_MADE, key.id, by.unit_id, by, at, attributes=attributes)
    return key.id


@transaction.atomic
def change_passphrase(*, passphrase: str, fresh: str, again: str, by: Viewer, at: datetime) -> bool:
    """Put somebody's key under another passphrase; False where the old one is wrong."""
    refusal = why_not_passphrase(fresh, known=(by.name,))
    if refusal:
        raise refusal
    if fresh != again:
        raise Problem("passphrase-differs", "两次输入的口令不一样。")
    key, private = _tried(passphrase, by, at)
    if private is None:
        return False
    _put(key, box.locked(private, fresh))
    key.save(update_fields=["salt", "operations", "memory", "sealed"])
    Unlocked.objects.filter(key=key).delete()
    tell_of_keys(EventKind.KEY_LOCKED, key.id, by.unit_id, by, at)
    return True


@transaction.atomic
def unlock(*, passphrase: str, by: Viewer, at: datetime) -> str | None:
    """Open somebody's key for some minutes; returns what their browser keeps, None with a wrong passphrase.

    The database gets the key under that secret alone: neither is of use without the other.
    """
    key, private = _tried(passphrase, by, at)
    if private is None:
        return None
    opener = box.new_key()
    Unlocked.objects.filter(expires_at__lte=at).delete()
    Unlocked.objects.filter(key=key).delete()
    minutes = timedelta(minutes=number("clues.unlock_minutes", at))
    row = Unlocked.objects.create(key=key, sealed=box.sealed(opener, private), expires_at=at + minutes)
    tell_of_keys(EventKind.KEY_OPENED, key.id, by.unit_id, by, at)
    return f"{row.id}.{base64.urlsafe_b64encode(opener).decode()}"


def _tried(passphrase: str, by: Viewer, at: datetime) -> tuple[KeyPair, bytes | None]:
    """Try a passphrase; after some wrong ones in a row none is tried for some minutes."""
    found = key_of(by.staff_id)
    if found is None:
        raise Problem("key-none", "您还没有钥匙，请先生成。")
    key = KeyPair.objects.select_for_update().get(id=found.id)
    wait = timedelta(minutes=number("clues.wait_minutes", at))
    if key.tries >= number("clues.tries", at) and key.tried_at and at < key.tried_at + wait:
        raise Problem(
            "passphrase-wait", "口令连着错了几次，请过 {minutes} 分钟再试。", minutes=int(wait.total_seconds() // 60)
        )
    private = box.unlocked(_lock(key), passphrase)
    key.tries, key.tried_at = (key.tries + 1, at) if private is None else (0, None)
    key.save(update_fields=["tries", "tried_at"])
    if private is None:
        tell_of_keys(EventKind.KEY_REFUSED, key.id, by.unit_id, by, at)
    return key, private


@transaction.atomic
def lock_up(*, by: Viewer) -> None:
    """Lock somebody's key before its minutes are over."""
    Unlocked.objects.filter(key__staff=by.staff_id).delete()


@transaction.atomic
def forget_opened(*, at: datetime) -> int:
    """Throw away the keys whose minutes are over; returns how many."""
    return Unlocked.objects.filter(expires_at__lte=at).delete()[0]
