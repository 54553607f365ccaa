"""What the tests of joint incidents share: one running with two parties, done by those who would do it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from fengqiao.incidents import actions
from fengqiao.incidents.actions import Called, Ended, Noted
from fengqiao.incidents.models import Incident, JointParty
from fengqiao.incidents.terms import JointStep
from fengqiao.orgs.models import Area
from tests.matters.helping import FIGHT
from tests.world import NOW, make_matter, unit, viewer

SAID = "老人穿红衣，家属王五13900000000"  # words that must never reach the ledger
OPENED = NOW + timedelta(minutes=1)


def later(**length: float) -> datetime:
    return NOW + timedelta(**length)


def incident(
    *, parties: tuple[str, ...] = ("dept.urban", "volunteers"), drill: bool = False, setting: str = "urban",
    by: str = "desk.north", at: datetime = OPENED, **over: object,
) -> Incident:  # fmt: skip
    """An emergency in the north's first village that its desk turned into a joint incident a minute after it came."""
    Area.objects.filter(code="TC01").update(setting=setting)
    matter = make_matter(**{"by": by, **FIGHT, "kind": "emergency", "told_at": NOW - timedelta(minutes=1), **over})
    calls = [Called(unit(code), ask="带绳索到北一村塘边") for code in parties]
    made = actions.open_incident(matter_id=matter.id, plan="water", calls=calls, drill=drill, by=viewer(by, at), at=at)
    return Incident.objects.get(id=made)


def party(row: Incident, code: str) -> JointParty:
    return JointParty.objects.filter(incident=row, unit__code=code).latest("told_at", "id")


def step(row: Incident, code: str, to: str, login: str, at: datetime, **over: Any) -> bool:
    by = viewer(login, at)
    return actions.step(incident_id=row.id, party_id=party(row, code).id, step=JointStep(to), by=by, at=at, **over)


def stand_down(row: Incident, codes: tuple[str, ...] | None, at: datetime, login: str = "desk.north") -> int:
    ids = None if codes is None else [party(row, code).id for code in codes]
    by = viewer(login, at)
    return actions.stand_down(incident_id=row.id, party_ids=ids, reason="settled", text=SAID, by=by, at=at)


def end(row: Incident, at: datetime, login: str = "desk.north", **over: Any) -> None:
    values = {"outcome": "found_safe", "numbers": {"found": 1, "helped": 1}, "text": SAID}
    actions.end(incident_id=row.id, ended=Ended(**{**values, **over}), by=viewer(login, at), at=at)


def report(row: Incident, login: str, at: datetime, press: UUID | None = None, **over: Any) -> bool:
    noted = Noted(**{"code": "seen", "text": SAID, **over})
    return actions.report(incident_id=row.id, noted=noted, uploads=[], by=viewer(login, at), at=at, press=press)


def again(row: Any) -> Any:
    return type(row).objects.get(id=row.id)
