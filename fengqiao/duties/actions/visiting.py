"""Visits that a phone wrote down without a line: each once, through the visits' own action (ADR 168)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from fengqiao.duties.actions.arriving import Sending
from fengqiao.duties.actions.noting import note
from fengqiao.duties.models import CheckIn, PhoneMessage
from fengqiao.duties.rules.messages import VisitMade
from fengqiao.duties.terms import Doubt, What
from fengqiao.visits.actions import Found, visit
from fengqiao.visits.terms import Met

LONGEST = timedelta(days=31)  # what came later than this after it happened is dated by the server


@transaction.atomic
def note_visit(message: VisitMade, sending: Sending) -> PhoneMessage | CheckIn:
    """Write a visit down as of when it was made, or return what was written before under this id.

    Where the visit can no longer be written down (off the list, somebody else's by now) the message is kept with that doubt.
    """

    def do(placed_at: datetime) -> UUID:
        visit(
            visitee_id=message.visitee,
            met=Met(message.met),
            found=[Found(message.concern)] if message.concern else [],
            by=sending.by,
            at=sending.at,
            went_at=placed_at if sending.at - LONGEST <= placed_at <= sending.at else sending.at,
        )
        return message.visitee

    return note(message, What.VISIT, message.visitee, sending, do=do, doubt=lambda _problem: Doubt.UNDONE)
