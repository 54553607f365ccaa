"""Turning a matter into a joint incident, and calling parties out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.incidents.actions.writing import TEXT, event, line, tell_units
from fengqiao.incidents.models import Incident, JointParty
from fengqiao.incidents.rules.calling import limit_at
from fengqiao.incidents.terms import JointMove, JointState
from fengqiao.kit.identifiers import new_id
from fengqiao.kit.problems import Problem, denied
from fengqiao.kit.typed import fitted
from fengqiao.ledger.actions import NewEvent, record
from fengqiao.ledger.terms import EventKind
from fengqiao.matters.actions import Held, call_jointly, helping, lead_jointly
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.queries import Directory, UnitCard, Viewer, directory
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on

MOST = 20


@dataclass(frozen=True, slots=True)
class Called:
    """A unit to call out, as which kind of party (empty: chosen by hand), and what it is asked to do."""

    unit_id: UUID
    role: str = ""
    ask: str = ""


@transaction.atomic
def open_incident(
    *, matter_id: UUID, plan: str, calls: Sequence[Called], drill: bool, by: Viewer, at: datetime
) -> UUID:
    """Turn a matter into a joint incident and call parties out in one go; who leads the matter leads. Returns its id.

    Signs for the matter where that was still to be done; whoever helps already becomes a party. Refuses a matter that
    is led by somebody else, closed, sealed, or has an incident running, and a plan that the pack does not know.
    """
    if not by.may(Right.HANDLE):
        raise denied()
    published, units = pack_on(at), directory(at=at)
    joint = published.pack.joint
    if plan not in joint.plans:
        raise Problem("joint-plan", "请选择联动预案。")
    matter, lead, told_at = lead_jointly(matter_id=matter_id, by=by, at=at)
    if Incident.objects.filter(matter_id=matter_id, state=JointState.RUNNING.value).exists():
        raise Problem("joint-running", "这件事项已经在联动。")
    place = units.places.get(matter.matter.area_id) if matter.matter.area_id else None
    setting = place.setting if place else ""
    row = Incident.objects.create(
        id=new_id(),
        matter_id=matter_id,
        edition_id=published.edition_id,
        plan=plan,
        state=JointState.RUNNING.value,
        drill=drill,
        unit_id=lead.unit_id,
        setting=setting,
        limit_minutes=limit_at(published.pack, setting, timezone.localdate(at)),
        told_at=told_at,
        opened_at=at,
        made_by=by.staff_id,
    )
    line(row, JointMove.OPEN, by, at, code=plan)
    JointParty.objects.create(incident=row, task=lead, unit_id=lead.unit_id, told_at=at, signed_at=at)
    for task in helping(matter):
        JointParty.objects.create(
            incident=row, task=task, unit_id=task.unit_id, told_at=task.opened_at, signed_at=task.accepted_at
        )
    parties = called(row, matter, calls, units, set(joint.roles), by=by, at=at)
    opened = event(row, matter.matter, EventKind.JOINT_OPENED, by, at, measures={"parties": len(parties)})
    record([opened, *called_events(row, matter, parties, units, by, at)])
    return row.id


def called(
    row: Incident, matter: Held, calls: Sequence[Called], units: Directory, roles: set[str], *, by: Viewer, at: datetime
) -> list[JointParty]:
    """Call units out, each with what it is asked. Part of the caller's action; refuses unknown units and too many."""
    if len({each.unit_id for each in calls}) > MOST:
        raise Problem("joint-many", "一次最多叫 {limit} 支力量。", limit=MOST)
    wanted: dict[UUID, tuple[UnitCard, Called]] = {}
    for each in calls:
        card = units.units.get(each.unit_id)
        if card is None or (each.role and each.role not in roles):
            raise Problem("unit-unknown", "请选择承办单位。")
        wanted.setdefault(card.id, (card, each))
    asked = [(card, fitted(each.ask, TEXT)) for card, each in wanted.values()]
    made = call_jointly(matter, asked, by=by, at=at) if asked else []
    parties = []
    for card, task in made:
        role = wanted[card.id][1].role
        party = JointParty.objects.create(incident=row, task=task, unit_id=card.id, role=role, told_at=at)
        line(row, JointMove.CALL, by, at, party=party, code=role, text=task.wanted)
        parties.append(party)
    if parties:
        units_called = {each.unit_id for each in parties}
        tell_units(row, matter.matter, NoticeKind.JOINT_CALLED, units_called, by, at)
    return parties


def called_events(
    row: Incident, matter: Held, parties: Sequence[JointParty], units: Directory, by: Viewer, at: datetime
) -> list[NewEvent]:
    """Return an event a party called out; `again`: the unit had been in this incident before."""
    found = []
    for party in parties:
        before = JointParty.objects.filter(incident=row, unit_id=party.unit_id).exclude(id=party.id).exists()
        attributes = {
            "line": units.units[party.unit_id].line,
            "again": "yes" if before else "no",
            **({"role": party.role} if party.role else {}),
        }
        found.append(
            event(row, matter.matter, EventKind.JOINT_CALLED, by, at, unit_id=party.unit_id, attributes=attributes)
        )
    return found
