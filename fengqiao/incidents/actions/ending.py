"""Ending a joint incident with its outcome and numbers; printing its record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.catalogue.named import Named
from fengqiao.incidents.actions.writing import TEXT, event, hold, line, refuse_unless_leads, settle, tell, tell_units
from fengqiao.incidents.models import Incident
from fengqiao.incidents.queries import incident_for, parties_of
from fengqiao.incidents.terms import JointMove, JointState, JointStep
from fengqiao.kit.problems import Problem
from fengqiao.kit.typed import fitted
from fengqiao.ledger.actions import record
from fengqiao.ledger.terms import EventKind
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.queries import Viewer

MOST = 99999


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How an incident came out: a code, count → number, and words."""

    outcome: str
    numbers: Mapping[str, int] = field(default_factory=dict)
    text: str = ""


@transaction.atomic
def end(*, incident_id: UUID, ended: Ended, by: Viewer, at: datetime) -> None:
    """End an incident; its matter goes on until it is closed. The lead does.

    Refuses while a party is neither done nor stood down, outcomes and counts that the pack has not, and a drill that
    would have found or helped somebody.
    """
    held = hold(incident_id, by)
    refuse_unless_leads(held, by)
    row: Incident = held.incident
    outcome = held.joint.outcomes.get(ended.outcome)
    if outcome is None:
        raise Problem("joint-outcome", "请选择联动的结果。")
    numbers = {code: number for code, number in ended.numbers.items() if number}
    if not set(numbers) <= set(held.joint.counts) or not all(0 <= number <= MOST for number in numbers.values()):
        raise Problem("joint-numbers", "数字要填 0 到 {limit} 的整数。", limit=MOST)
    parties = parties_of(row)
    waiting = [each for each in parties if not each.leads and not each.moments.over]
    if waiting:
        names = tuple(Named(each.party.unit.code, each.party.unit.name, each.party.unit.name_en) for each in waiting)
        raise Problem("joint-open", "还有力量没有撤收：{units}。请等其撤收，或者撤回。", units=names)
    row.state, row.ended_at, row.outcome, row.numbers = JointState.ENDED.value, at, outcome.code, numbers
    line(row, JointMove.END, by, at, code=outcome.code, text=fitted(ended.text, TEXT))
    settle(row)
    arrivals = [each.moments.at[JointStep.ARRIVED] for each in parties if JointStep.ARRIVED in each.moments.at]
    first = {"first_seconds": max(int((min(arrivals) - row.told_at).total_seconds()), 0)} if arrivals else {}
    known = {code: numbers.get(code, 0) for code in ("found", "helped", "hospital", "hectares")}
    tell(
        held, EventKind.JOINT_ENDED, by, at,
        attributes={"outcome": outcome.code, "found_any": "yes" if outcome.found else "no"},
        measures={"parties": len(parties), "arrived": len(arrivals), **first, **known},
    )  # fmt: skip
    others = {each.party.unit_id for each in parties if not each.leads and each.party.stood_down_at is None}
    tell_units(row, held.matter.matter, NoticeKind.JOINT_ENDED, others, by, at)


@transaction.atomic
def note_paper(*, incident_id: UUID, found: int, left: int, by: Viewer, at: datetime) -> None:
    """Record that the record of an incident was printed or taken out, with how much private was found and left in it."""
    row = incident_for(by, incident_id)
    if row is None:
        raise Problem("joint-unknown", "没有这次联动，或者您的单位已不在其中。")
    measures = {"found": found, "left": left}
    record([event(row, row.matter, EventKind.JOINT_PRINTED, by, at, measures=measures)])
