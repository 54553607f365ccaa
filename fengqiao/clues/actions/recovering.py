"""The way back when a key is lost: two custodians, one after the other; and the drill that proves it."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from fengqiao.clues import box
from fengqiao.clues.actions.writing import nested, tell_of_keys
from fengqiao.clues.models import EscrowShare, KeyPair, Recovery, RecoveryPart, Share
from fengqiao.clues.queries.gate import held_units, manages
from fengqiao.clues.queries.keys import keys_for_unit
from fengqiao.clues.terms import Duty, RecoveryReason, RecoveryState
from fengqiao.kit.problems import Problem, denied
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer


@transaction.atomic
def begin_recovery(*, unit_id: UUID, reason: RecoveryReason, to_key: UUID | None, by: Viewer, at: datetime) -> UUID:
    """Begin a recovery to the key of a recipient, or a drill; by the recipient concerned or who is in charge of the unit.

    Refuses it without two custodians, and while another is under way.
    """
    people = keys_for_unit(unit_id, at=at)
    target = next((key for key in people.recipients if key.id == to_key), None)
    own = target is not None and target.staff_id == by.staff_id
    if not (own or manages(by, unit_id)):
        raise denied()
    if not people.pairs:
        raise Problem("custodians-few", "要有两位保管人备好钥匙，才能恢复或演练。")
    if (reason is RecoveryReason.DRILL) != (target is None):
        raise Problem("recovery-key", "请选择把线索恢复给哪位接收人。")
    row = Recovery(unit_id=unit_id, reason=reason.value, state=RecoveryState.BEGUN.value, to_key=target, begun_by=by.staff_id, begun_at=at)  # fmt: skip
    secret = box.new_key()
    if reason is RecoveryReason.DRILL:
        row.proof = hashlib.sha256(secret).hexdigest()
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Problem("recovery-there", "已经有一次恢复或演练在进行。") from error
    if reason is RecoveryReason.DRILL:
        RecoveryPart.objects.bulk_create(
            RecoveryPart(recovery=row, outer=outer, inner=inner, sealed=nested(outer, inner, secret))
            for outer, inner in people.pairs
        )
    tell_of_keys(EventKind.RECOVERY_BEGUN, row.id, unit_id, by, at, attributes={"reason": reason.value})
    return row.id


def _hold(recovery_id: UUID, key: KeyPair, by: Viewer, at: datetime, wanted: RecoveryState) -> Recovery:
    row = Recovery.objects.select_for_update().filter(id=recovery_id, state=wanted.value).first()
    if row is None:
        raise Problem("recovery-state", "这次恢复已经到了下一步，或者已经结束。")
    if row.unit_id not in held_units(by, Duty.CUSTODIAN, at=at) or key.staff_id != by.staff_id:
        raise Problem("custodian-only", "只有指定的保管人能开。")
    return row


@transaction.atomic
def open_half(*, recovery_id: UUID, key: KeyPair, private: bytes, by: Viewer, at: datetime) -> int:
    """Open the outer seals as the first custodian; what comes out is still sealed to the others. Returns how many letters."""
    row = _hold(recovery_id, key, by, at, RecoveryState.BEGUN)
    parts: list[tuple[UUID | None, UUID, bytes]]
    if row.reason == RecoveryReason.DRILL.value:
        parts = [(None, part.inner_id, bytes(part.sealed)) for part in row.parts.filter(outer=key)]
        row.parts.all().delete()
    else:
        known = Share.objects.filter(letter__clue__unit=row.unit_id, key=row.to_key_id).values("letter")
        rows = EscrowShare.objects.filter(letter__clue__unit=row.unit_id, outer=key).exclude(letter__in=known)
        parts = [(each.letter_id, each.inner_id, bytes(each.sealed)) for each in rows]
    if not parts:
        raise Problem("recovery-nothing", "没有需要恢复的密件，或者您的钥匙开不了。")
    RecoveryPart.objects.bulk_create(
        RecoveryPart(recovery=row, letter_id=letter, inner_id=inner, sealed=box.opened_with(private, sealed))
        for letter, inner, sealed in parts
    )
    row.state, row.first_key = RecoveryState.HALFWAY.value, key
    row.letters = len({letter for letter, _, _ in parts if letter})
    row.save(update_fields=["state", "first_key", "letters"])
    tell_of_keys(EventKind.RECOVERY_HALFWAY, row.id, row.unit_id, by, at, attributes={"reason": row.reason})
    return row.letters


@transaction.atomic
def open_rest(*, recovery_id: UUID, key: KeyPair, private: bytes, by: Viewer, at: datetime) -> int:
    """Open the inner seals as another custodian and seal the letters to the new key; a drill is compared with its proof."""
    row = _hold(recovery_id, key, by, at, RecoveryState.HALFWAY)
    parts = list(row.parts.filter(inner=key, outer__isnull=True))
    if not parts:
        raise Problem("custodian-other", "要由另一位保管人来开第二道。")
    if row.reason == RecoveryReason.DRILL.value:
        found = hashlib.sha256(box.opened_with(private, bytes(parts[0].sealed))).hexdigest()
        if found != row.proof:
            raise Problem("drill-failed", "演练没有通过：打开的内容与封存的不符。")
    else:
        target = row.to_key
        if target is None or target.retired_at is not None:
            raise Problem("recovery-key", "请选择把线索恢复给哪位接收人。")
        Share.objects.bulk_create(
            [
                Share(
                    letter_id=part.letter_id,
                    key=target,
                    sealed=box.sealed_to(bytes(target.public), box.opened_with(private, bytes(part.sealed))),
                )
                for part in parts
                if part.letter_id
            ],
            ignore_conflicts=True,
        )
    row.parts.all().delete()
    row.state, row.second_key, row.ended_at, row.letters = RecoveryState.DONE.value, key, at, len({p.letter_id for p in parts if p.letter_id})  # fmt: skip
    row.save(update_fields=["state", "second_key", "ended_at", "letters"])
    tell_of_keys(
        EventKind.RECOVERY_DONE, row.id, row.unit_id, by, at, measures={"letters": row.letters}, attributes={"reason": row.reason}
    )  # fmt: skip
    return row.letters


@transaction.atomic
def drop_recovery(*, recovery_id: UUID, by: Viewer, at: datetime) -> None:
    """Break a recovery off; what was half open is thrown away."""
    row = Recovery.objects.select_for_update().filter(id=recovery_id, ended_at__isnull=True).first()
    if row is None or not (manages(by, row.unit_id) or row.begun_by == by.staff_id):
        raise denied()
    row.parts.all().delete()
    row.state, row.ended_at = RecoveryState.DROPPED.value, at
    row.save(update_fields=["state", "ended_at"])
    tell_of_keys(EventKind.RECOVERY_DROPPED, row.id, row.unit_id, by, at, attributes={"reason": row.reason})
