"""A message of a phone that asks for something of another action: kept with its receipt, done where it still can be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.duties.actions.arriving import Sending, bounds_at, in_order, receipt_of, taken_before
from fengqiao.duties.models import CheckIn, PhoneMessage
from fengqiao.duties.rules.doubts import doubts_of_visit
from fengqiao.duties.rules.messages import OfferAnswered, PlaceOffered, VisitMade
from fengqiao.duties.terms import Doubt, Verdict, What
from fengqiao.kit.problems import Problem
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind

Asking = VisitMade | PlaceOffered | OfferAnswered


def note(
    message: Asking,
    what: What,
    subject: UUID,
    sending: Sending,
    *,
    do: Callable[[datetime], UUID],
    doubt: Callable[[Problem], Doubt],
) -> PhoneMessage | CheckIn:
    """Keep a message about `subject`, or return what was kept before under its id; part of the caller's action.

    `do` does it as of the moment that it was written and returns what it was done to; where it refuses, nothing of it
    stays and the message is kept with the `doubt` that says why.
    """
    by, at = sending.by, sending.at
    there = taken_before(message.id)
    if there is not None:
        return there
    device_at, placed_at = sending.moments(message.at)
    found = doubts_of_visit(
        skew=sending.skew, ahead=sending.ahead(message.at), in_order=in_order(message), bounds=bounds_at(at)
    )
    row = PhoneMessage(
        id=message.id, what=what.value, digest=message.digest, device=message.device, seq=message.seq, by_id=message.by,
        subject_id=subject, device_at=device_at, placed_at=placed_at, skew=sending.skew, received_at=at,
        receipt=receipt_of(message.id, message.digest, at.isoformat()),
    )  # fmt: skip
    row.save(force_insert=True)  # before it is done: the same message by another connection stops here
    try:
        with transaction.atomic():
            row.subject_id = do(placed_at)
    except Problem as problem:
        found.append(doubt(problem))
    row.doubts = [each.value for each in found]
    row.save(update_fields=["doubts", "subject_id"])
    verdict = Verdict.WAITS if found else Verdict.SOUND
    marks = {"what": what.value, "verdict": verdict.value, "message": str(row.id)}
    record_deed(EventKind.DUTY_MESSAGE, by, at, unit_id=by.unit_id, subject_id=row.subject_id, attributes=marks)
    return row
