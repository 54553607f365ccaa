"""Deeds of a story that units do with one another: transfer and its check, levels of centres, joint incidents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from fengqiao.catalogue.story import CourseStep, Deed
from fengqiao.incidents import actions as incidents
from fengqiao.incidents.actions import Called, Ended
from fengqiao.incidents.queries import incident_of, parties_of
from fengqiao.incidents.terms import JointStep
from fengqiao.kit.problems import Problem
from fengqiao.matters import actions as matters
from fengqiao.orgs.queries import Viewer

if TYPE_CHECKING:
    from fengqiao.incidents.models import Incident, JointParty

Units = Mapping[str, UUID]


def _hand_on(matter_id: UUID, units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    matters.hand_on(matter_id=matter_id, unit_id=units[step.to], reason=step.reason, text=step.text, by=by, at=at)


def _take_back(matter_id: UUID, _units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    matters.take_back(matter_id=matter_id, text=step.text, by=by, at=at)


def _joint(matter_id: UUID, _units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    drill = step.do is Deed.DRILL
    incidents.open_incident(matter_id=matter_id, plan=step.plan, calls=[], drill=drill, by=by, at=at)


def _call_out(matter_id: UUID, units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    calls = [Called(units[step.to], step.role, step.text)]
    incidents.call_out(incident_id=_running(matter_id, by).id, calls=calls, by=by, at=at)


def _take_step(matter_id: UUID, _units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    row = _running(matter_id, by)
    party = _party(row, by.unit_id)
    if step.step not in set(JointStep):
        raise Problem("joint-party", "这次联动里没有这支力量。")
    incidents.step(incident_id=row.id, party_id=party.id, step=JointStep(step.step), by=by, at=at)


def _stand_down(matter_id: UUID, units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    row = _running(matter_id, by)
    ids = [_party(row, units[step.to]).id] if step.to else None
    incidents.stand_down(incident_id=row.id, party_ids=ids, reason=step.reason, text=step.text, by=by, at=at)


def _end(matter_id: UUID, _units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    numbers = {code: int(number) for code, number in step.fields.items()}
    ended = Ended(outcome=step.result, numbers=numbers, text=step.text)
    incidents.end(incident_id=_running(matter_id, by).id, ended=ended, by=by, at=at)


def _running(matter_id: UUID, by: Viewer) -> Incident:
    """The incident of a matter as whoever acts sees it; refuses strangers."""
    row = incident_of(by, matter_id)
    if row is None:
        raise Problem("joint-unknown", "没有这次联动，或者您的单位已不在其中。")
    return row


def _party(row: Incident, unit_id: UUID) -> JointParty:
    """The party of a unit that is not over; refuses a unit that was not called out."""
    there = [each.party for each in parties_of(row) if each.party.unit_id == unit_id and not each.moments.over]
    if not there:
        raise Problem("joint-party", "这次联动里没有这支力量。")
    return there[0]


def _transfer(matter_id: UUID, units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    consent = step.fields.get("consent", "")
    matters.transfer(matter_id=matter_id, unit_id=units[step.to], consent=consent, text=step.text, by=by, at=at)


def _check(matter_id: UUID, _units: Units, step: CourseStep, by: Viewer, at: datetime) -> None:
    matters.check(matter_id=matter_id, outcome=step.result, text=step.text, by=by, at=at)


TOGETHER: dict[Deed, Callable[[UUID, Units, CourseStep, Viewer, datetime], None]] = {
    Deed.HAND_ON: _hand_on,
    Deed.TAKE_BACK: _take_back,
    Deed.TRANSFER: _transfer,
    Deed.CHECK: _check,
    Deed.JOINT: _joint,
    Deed.DRILL: _joint,
    Deed.CALL_OUT: _call_out,
    Deed.TAKE_STEP: _take_step,
    Deed.STAND_DOWN: _stand_down,
    Deed.END_JOINT: _end,
}
