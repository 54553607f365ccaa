"""One incident as its page shows it: parties with their moments, lines, what may still be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fengqiao.incidents.models import Incident, JointLine, JointParty
from fengqiao.incidents.rules.calling import Thing
from fengqiao.incidents.rules.steps import Moments, in_limit
from fengqiao.incidents.terms import JointState, JointStep
from fengqiao.matters.terms import TaskState
from fengqiao.orgs.queries import Place, venues


def moments_of(party: JointParty) -> Moments:
    """Return when a party took each step; what was done to its task on the matter's own page counts as well."""
    task = party.task
    written = {
        JointStep.TOLD: party.told_at,
        JointStep.SIGNED: party.signed_at or task.accepted_at,
        JointStep.LEFT: party.left_at,
        JointStep.ARRIVED: party.arrived_at,
        JointStep.DONE: party.done_at or (task.ended_at if task.state == TaskState.DONE.value else None),
    }
    gone = task.ended_at if task.state in {TaskState.RETURNED.value, TaskState.WITHDRAWN.value} else None
    at = {step: max(moment, party.told_at) for step, moment in written.items() if moment is not None}
    return Moments(at, party.stood_down_at or gone)


@dataclass(frozen=True, slots=True)
class Standing:
    """A party and how it stands. `leads`: it leads; `seconds` from being told to arriving, `kept` within the limit."""

    party: JointParty
    moments: Moments
    leads: bool
    seconds: int | None
    kept: bool | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """An incident with its parties in the order in which they were told, and its lines, newest first."""

    incident: Incident
    parties: tuple[Standing, ...]
    lines: tuple[JointLine, ...]

    @property
    def running(self) -> bool:
        """Whether it goes on."""
        return self.incident.state == JointState.RUNNING.value

    @property
    def first_arrival(self) -> datetime | None:
        """When the first party arrived."""
        return min(
            (p.moments.at[JointStep.ARRIVED] for p in self.parties if JointStep.ARRIVED in p.moments.at), default=None
        )

    @property
    def first_seconds(self) -> int | None:
        """How long after the telling the first party arrived."""
        first = self.first_arrival
        return None if first is None else max(int((first - self.incident.told_at).total_seconds()), 0)

    @property
    def open_parties(self) -> list[Standing]:
        """Those that are not over, the lead apart."""
        return [each for each in self.parties if not each.leads and not each.moments.over]


def standings(incident: Incident, parties: Iterable[JointParty]) -> tuple[Standing, ...]:
    """Return how the parties of an incident stand."""
    found = []
    for party in parties:
        moments = moments_of(party)
        seconds = moments.seconds(JointStep.ARRIVED, party.told_at)
        kept = None if seconds is None else in_limit(seconds, incident.limit_minutes)
        found.append(Standing(party, moments, party.unit_id == incident.unit_id, seconds, kept))
    return tuple(found)


def parties_of(incident: Incident) -> tuple[Standing, ...]:
    """Return the parties of an incident as they stand (one query)."""
    rows = JointParty.objects.filter(incident=incident).select_related("unit", "task").order_by("told_at", "id")
    return standings(incident, rows)


def sheet(incident: Incident) -> Sheet:
    """Return an incident as its page shows it (two queries); the caller has passed the gate."""
    lines = JointLine.objects.filter(incident=incident).select_related("unit", "party__unit", "area")
    return Sheet(incident, parties_of(incident), tuple(lines.order_by("-happened_at", "-at", "-id")))


def things_of(places: dict[UUID, Place]) -> list[Thing]:
    """Return the venues and things that belong to units, with where they are."""
    return [
        Thing(
            v.unit_id,
            v.kind,
            v.name,
            v.name_en,
            places[v.area_id].above[:2] if v.area_id in places else (),
            (v.point[0], v.point[1]) if len(v.point) == 2 else None,
        )
        for v in venues()
        if v.unit_id is not None
    ]
