"""Sealing what one can open to others: a newly named recipient, the custodians named since, the recipients of another unit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.clues import box
from fengqiao.clues.actions.writing import hold, save, seal_key, tell, tell_of_keys
from fengqiao.clues.models import EscrowShare, KeyPair, Letter, Share
from fengqiao.clues.queries.gate import held_units
from fengqiao.clues.queries.keys import Addressees, keys_for_unit, open_units
from fengqiao.clues.terms import ClueState, Duty
from fengqiao.kit.problems import Problem
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer


def _seal_on(letters: Iterable[Letter], key: KeyPair, private: bytes, people: Addressees) -> int:
    """Seal the letters that a key opens to people; returns how many letters it opened."""
    rows = {row.id: row for row in letters}
    shares = Share.objects.filter(letter__in=rows, key=key)
    done = 0
    for share in shares:
        seal_key(rows[share.letter_id], box.opened_with(private, bytes(share.sealed)), people)
        done += 1
    return done


@transaction.atomic
def reseal(*, unit_id: UUID, key: KeyPair, private: bytes, by: Viewer, at: datetime) -> int:
    """Seal every letter of a unit that one's key opens to all who are named and keyed now; returns how many letters.

    Copies sealed to keys that were given up go.
    """
    if unit_id not in held_units(by, Duty.RECIPIENT, at=at) or key.staff_id != by.staff_id:
        raise Problem("clue-unknown", "没有这条线索，或者您不是它的接收人。")
    people = keys_for_unit(unit_id, at=at)
    done = _seal_on(Letter.objects.filter(clue__unit=unit_id), key, private, people)
    Share.objects.filter(letter__clue__unit=unit_id, key__retired_at__isnull=False).delete()
    for side in ("outer", "inner"):
        EscrowShare.objects.filter(letter__clue__unit=unit_id, **{f"{side}__retired_at__isnull": False}).delete()
    tell_of_keys(EventKind.CLUES_RESEALED, key.id, unit_id, by, at, measures={"letters": done})
    return done


@transaction.atomic
def pass_on(
    *, clue_id: UUID, unit_id: UUID, key: KeyPair, private: bytes, by: Viewer, at: datetime, seen_version: int | None = None
) -> None:  # fmt: skip
    """Hand a clue to another unit: sealed to its recipients and custodians, and no longer to one's own.

    Refuses a unit whose keys are not ready, and somebody whose own key does not open all of it.
    """
    clue = hold(clue_id, by, at, seen_version=seen_version)
    if unit_id == clue.unit_id or unit_id not in open_units(at=at):
        raise Problem("clue-unit", "请选择一个已经备好钥匙的单位。")
    letters = list(clue.letters.all())
    if Share.objects.filter(letter__in=letters, key=key).count() != len(letters):
        raise Problem("clue-broken", "这把钥匙打不开这封密件。")
    old = clue.unit_id
    fresh = keys_for_unit(unit_id, at=at)
    _seal_on(letters, key, private, fresh)
    Share.objects.filter(letter__in=letters).exclude(key__in=fresh.recipients).delete()
    kept = {(outer.id, inner.id) for outer, inner in fresh.pairs}
    gone = [
        row.id for row in EscrowShare.objects.filter(letter__in=letters) if (row.outer_id, row.inner_id) not in kept
    ]
    EscrowShare.objects.filter(id__in=gone).delete()
    tell(clue, EventKind.CLUE_PASSED, by, at, attributes={"to_unit": str(unit_id), "from_unit": str(old)})
    clue.unit_id, clue.holder_id, clue.waiting = unit_id, None, True
    clue.state = ClueState.NEW.value if clue.state == ClueState.CHECKING.value else clue.state
    save(clue)
