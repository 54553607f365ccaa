"""What the lead does: calling out more, standing down, passing the lead on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.incidents.actions.opening import Called, called, called_events
from fengqiao.incidents.actions.writing import TEXT, event, hold, line, refuse_unless_leads, settle, tell, tell_units
from fengqiao.incidents.models import JointParty
from fengqiao.incidents.queries import moments_of
from fengqiao.incidents.rules.steps import why_not_stand_down
from fengqiao.incidents.terms import JointMove, JointStep
from fengqiao.kit.problems import Problem
from fengqiao.kit.typed import fitted
from fengqiao.ledger.actions import record
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions import end_jointly, pass_lead
from fengqiao.matters.terms import Move
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.queries import Viewer, directory


@transaction.atomic
def call_out(*, incident_id: UUID, calls: Sequence[Called], by: Viewer, at: datetime) -> None:
    """Call more parties out in one go; the lead does. Refuses none, units that are in it already, and a closed matter."""
    held = hold(incident_id, by, move=Move.ADD_PARTY)
    refuse_unless_leads(held, by)
    if not calls:
        raise Problem("joint-nobody", "请勾选要叫的力量。")
    units = directory(at=at)
    parties = called(held.incident, held.matter, calls, units, set(held.joint.roles), by=by, at=at)
    settle(held.incident)
    record(called_events(held.incident, held.matter, parties, units, by, at))


@transaction.atomic
def stand_down(
    *, incident_id: UUID, party_ids: Collection[UUID] | None, reason: str, text: str, by: Viewer, at: datetime
) -> int:
    """Stand parties down (None: all that are not over) for a reason; returns how many. The lead itself stays.

    Refuses a party that is over; a party that has arrived may be stood down too, its arrival stays.
    """
    held = hold(incident_id, by)
    refuse_unless_leads(held, by)
    if reason not in held.joint.reasons:
        raise Problem("joint-reason", "请选择撤回的理由。")
    words = fitted(text, TEXT)
    rows = JointParty.objects.filter(incident=held.incident).exclude(unit_id=held.incident.unit_id)
    parties = list(rows.select_related("unit", "task").order_by("told_at", "id"))
    if party_ids is None:
        parties = [each for each in parties if not moments_of(each).over]
    else:
        parties = [each for each in parties if each.id in set(party_ids)]
    if not parties:
        raise Problem("joint-party", "这次联动里没有这支力量。")
    events = []
    for party in parties:
        moments = moments_of(party)
        refusal = why_not_stand_down(moments)
        if refusal:
            raise refusal
        end_jointly(held.matter, party.task, done=False, by=by, at=at)
        party.stood_down_at, party.reason = at, reason
        party.save(update_fields=["stood_down_at", "reason"])
        line(held.incident, JointMove.STAND_DOWN, by, at, party=party, code=reason, text=words)
        attributes = {
            "line": party.unit.line,
            "reason": reason,
            "arrived": "yes" if JointStep.ARRIVED in moments.at else "no",
            **({"role": party.role} if party.role else {}),
        }
        kind = EventKind.JOINT_STOOD_DOWN
        events.append(
            event(held.incident, held.matter.matter, kind, by, at, unit_id=party.unit_id, attributes=attributes)
        )
    settle(held.incident)
    record(events)
    gone = {each.unit_id for each in parties}
    tell_units(held.incident, held.matter.matter, NoticeKind.JOINT_STOOD_DOWN, gone, by, at)
    return len(parties)


@transaction.atomic
def pass_on(*, incident_id: UUID, party_id: UUID, text: str, by: Viewer, at: datetime) -> None:
    """Pass the lead of an incident and of its matter on to a party, in words; who led goes on as a party.

    Refuses a party that is over, and one to which no matter can be routed (it could not close this one).
    """
    held = hold(incident_id, by, move=Move.ADD_PARTY)
    refuse_unless_leads(held, by)
    words = fitted(text, TEXT)
    if not words:
        raise Problem("joint-lead-text", "请写明为什么移交牵头。")
    party = JointParty.objects.select_related("unit", "task").filter(incident=held.incident, id=party_id).first()
    if party is None or party.unit_id == held.incident.unit_id:
        raise Problem("joint-party", "这次联动里没有这支力量。")
    if moments_of(party).over:
        raise Problem("joint-party-over", "这支力量已经撤收或撤回。")
    pass_lead(held.matter, party.task, text=words, by=by, at=at)
    if party.signed_at is None:
        party.signed_at = at
        party.save(update_fields=["signed_at"])
    held.incident.unit_id = party.unit_id
    line(held.incident, JointMove.LEAD, by, at, party=party, text=words)
    settle(held.incident)
    tell(held, EventKind.JOINT_LED, by, at, attributes={"line": party.unit.line})
    tell_units(held.incident, held.matter.matter, NoticeKind.JOINT_LED, {party.unit_id}, by, at)
