"""Visits that a phone wrote down without a line: each once, through the visits' own action (ADR 168)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from fengqiao.duties.actions.arriving import Sending, bounds_at, in_order, receipt_of, taken_before
from fengqiao.duties.models import CheckIn, PhoneMessage
from fengqiao.duties.rules.doubts import doubts_of_visit
from fengqiao.duties.rules.messages import VisitMade
from fengqiao.duties.terms import Doubt, Verdict, What
from fengqiao.kit.problems import Problem
from fengqiao.ledger.actions import record_deed
from fengqiao.ledger.terms import EventKind
from fengqiao.visits.actions import Found, visit
from fengqiao.visits.terms import Met

LONGEST = timedelta(days=31)  # what came later than this after it happened is dated by the server


@transaction.atomic
def note_visit(message: VisitMade, sending: Sending) -> PhoneMessage | CheckIn:
    """Write a visit down as of when it was made, or return what was written before under this id.

    Where the visit can no longer be written down (off the list, somebody else's by now) the message is kept with that doubt.
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
        id=message.id, what=What.VISIT.value, digest=message.digest, device=message.device, seq=message.seq, by_id=message.by,
        subject_id=message.visitee, device_at=device_at, placed_at=placed_at, skew=sending.skew, received_at=at,
        receipt=receipt_of(message.id, message.digest, at.isoformat()),
    )  # fmt: skip
    row.save(force_insert=True)  # before the visit: the same message by another connection stops here
    if not _written(message, sending, placed_at):
        found.append(Doubt.UNDONE)
    row.doubts = [each.value for each in found]
    row.save(update_fields=["doubts"])
    verdict = Verdict.WAITS if found else Verdict.SOUND
    marks = {"what": What.VISIT.value, "verdict": verdict.value, "message": str(row.id)}
    record_deed(EventKind.DUTY_MESSAGE, by, at, unit_id=by.unit_id, subject_id=message.visitee, attributes=marks)
    return row


def _written(message: VisitMade, sending: Sending, placed_at: datetime) -> bool:
    went_at = placed_at if sending.at - LONGEST <= placed_at <= sending.at else sending.at
    found = [Found(message.concern)] if message.concern else []
    try:
        with transaction.atomic():
            visit(
                visitee_id=message.visitee,
                met=Met(message.met),
                found=found,
                by=sending.by,
                at=sending.at,
                went_at=went_at,
            )
    except Problem:
        return False
    return True
