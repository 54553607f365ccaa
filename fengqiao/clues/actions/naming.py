"""Naming those who receive a unit's clues and those who keep the way back; ending it takes their copies away."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from fengqiao.clues.actions.writing import tell_of_keys
from fengqiao.clues.models import EscrowShare, Holder, RecoveryPart, Share
from fengqiao.clues.queries.gate import manages
from fengqiao.clues.rules.course import why_not_named
from fengqiao.clues.terms import Duty
from fengqiao.kit.problems import Problem, denied
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer, staff_in, units_above


def possible(unit_id: UUID, duty: Duty, *, at: datetime) -> list[tuple[UUID, str]]:
    """Return who may be named: recipients of the unit itself; custodians also of the units above, which see no clue."""
    own = staff_in(unit_id, at=at)
    if duty is Duty.RECIPIENT:
        return own
    above = [each for unit in units_above(unit_id).values_list("id", flat=True) for each in staff_in(unit, at=at)]
    return list(dict.fromkeys([*own, *above]))


@transaction.atomic
def name_holder(*, unit_id: UUID, staff_id: UUID, duty: Duty, by: Viewer, at: datetime) -> UUID:
    """Name somebody; refuses all but those in charge of the unit, people from elsewhere, and both duties in one person."""
    if not manages(by, unit_id):
        raise denied()
    if staff_id not in dict(possible(unit_id, duty, at=at)):
        raise Problem("holder-staff", "请从名单里选人。")
    held = frozenset(
        Duty(each)
        for each in Holder.objects.filter(unit=unit_id, staff=staff_id, until__isnull=True).values_list(
            "duty", flat=True
        )
    )
    refusal = why_not_named(duty, held)
    if refusal:
        raise refusal
    try:
        with transaction.atomic():
            row = Holder.objects.create(
                unit_id=unit_id, staff_id=staff_id, duty=duty.value, named_by=by.staff_id, since=at
            )
    except IntegrityError as error:
        raise Problem("holder-already", "已经指定过。") from error
    tell_of_keys(EventKind.HOLDER_NAMED, row.id, unit_id, by, at, attributes={"duty": duty.value})
    return row.id


@transaction.atomic
def end_holder(*, holder_id: UUID, by: Viewer, at: datetime) -> None:
    """End a naming and throw the copies of the unit's letter keys away that were sealed to that person."""
    row = Holder.objects.select_for_update().filter(id=holder_id, until__isnull=True).first()
    if row is None or not manages(by, row.unit_id):
        raise denied()
    row.until = at
    row.save(update_fields=["until"])
    if row.duty == Duty.RECIPIENT.value:
        Share.objects.filter(letter__clue__unit=row.unit_id, key__staff=row.staff_id).delete()
    else:
        for side in ("outer", "inner"):
            EscrowShare.objects.filter(letter__clue__unit=row.unit_id, **{f"{side}__staff": row.staff_id}).delete()
        RecoveryPart.objects.filter(recovery__unit=row.unit_id, inner__staff=row.staff_id).delete()
    tell_of_keys(EventKind.HOLDER_ENDED, row.id, row.unit_id, by, at, attributes={"duty": row.duty})
