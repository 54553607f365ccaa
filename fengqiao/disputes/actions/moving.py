"""An open dispute goes along when another unit has signed for its matter as the lead (settings.ON_LEAD)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fengqiao.disputes.actions.writing import HeldDispute, settle, tell, tell_mediators
from fengqiao.disputes.models import Dispute, Session
from fengqiao.disputes.rules.going import goes_on
from fengqiao.disputes.terms import SessionState
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions import hold_jointly
from fengqiao.orgs.queries import Viewer, directory
from fengqiao.rulebook.queries import pack_of


def led(*, matter_id: UUID, unit_id: UUID, by: Viewer, at: datetime) -> None:
    """Let a dispute that goes on follow the lead of its matter; part of the signing.

    A mediator of another unit leaves it, sessions that have not begun are called off, terms go on. What has come out
    stays with the unit that mediated.
    """
    row = Dispute.objects.select_for_update().filter(matter_id=matter_id).first()
    if row is None or row.unit_id == unit_id or not goes_on(row.state, row.form, row.signed_at):
        return
    before, was = row.unit_id, row.mediator
    if row.mediator is not None and not _within(row.mediator.unit_id, unit_id, at):
        row.mediator = None
    planned = Session.objects.filter(dispute=row, state=SessionState.PLANNED.value, starts_at__gt=at)
    called_off = planned.update(state=SessionState.CANCELLED.value)
    row.unit_id, row.moved_from_id, row.moved_at = unit_id, before, at
    settle(row)
    held = HeldDispute(row, hold_jointly(matter_id, move=None), pack_of(row.edition_id).pack)
    ids = {"from_unit": str(before), "to_unit": str(unit_id)}
    tell(held, EventKind.DISPUTE_MOVED, by, at, attributes=ids, measures={"sessions": called_off})
    tell_mediators(held, was, by, at)


def _within(unit_id: UUID, above_id: UUID, at: datetime) -> bool:
    units = directory(at=at)
    above = units.units.get(above_id)
    return unit_id == above_id or (above is not None and above.code in units.upwards(unit_id))
