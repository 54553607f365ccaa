"""What the tests of inspections share: an inspection under way, findings in every state, done by those who would do it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from fengqiao.inspections import actions
from fengqiao.inspections.actions import Checked, NewFinding, Planned
from fengqiao.inspections.models import Finding, Inspection
from fengqiao.inspections.terms import FindingSource, Owner, Severity
from fengqiao.orgs.models import Venue
from fengqiao.vault.actions import Upload
from tests.matters.helping import PNG
from tests.world import NOW, area, unit, viewer

SAID = "路口的照明坏了两处，联系人王五13900000000"  # words that must never reach the ledger
LINES = ("lighting", "signs", "sight", "crossing", "surface", "speed")
PICTURE = Upload("现场王五.png", PNG)


def later(**length: float) -> datetime:
    return NOW + timedelta(**length)


def venue() -> UUID:
    return Venue.objects.get(code="v1").id


def inspection(*, by: str = "desk.north", at: datetime = NOW, now_at_once: bool = True, **over: Any) -> Inspection:
    """An inspection of a stretch of road that the north's desk leads with the transport department."""
    values: dict[str, Any] = {
        "kind": "black_spot", "area_id": area("TC0101"), "place": "老街口到北桥", "parties": [unit("dept.transport"), unit("dept.urban")],
        "planned_for": at + timedelta(days=1),
    }  # fmt: skip
    made = actions.plan(wanted=Planned(**{**values, **over}), now_at_once=now_at_once, by=viewer(by, at), at=at)
    return Inspection.objects.get(id=made)


def new(**over: Any) -> NewFinding:
    values: dict[str, Any] = {
        "title": "路灯不亮", "text": SAID, "severity": Severity.GENERAL, "owner": Owner.UNIT,
        "owner_unit": unit("dept.urban"), "source": FindingSource.ROUND, "area_id": area("TC0101"),
    }  # fmt: skip
    return NewFinding(**{**values, **over})


def finding(*, by: str = "desk.north", at: datetime = NOW, uploads: Any = (), **over: Any) -> Finding:
    """A finding of the north's desk that the urban department has to put right within fifteen working days."""
    made = actions.raise_finding(wanted=new(**over), uploads=uploads, by=viewer(by, at), at=at)
    return Finding.objects.get(id=made)


def submit(row: Finding, *, by: str = "handler.urban", at: datetime | None = None, **over: Any) -> Finding:
    at = at or later(days=3)
    values: dict[str, Any] = {"text": "已换灯", "uploads": [PICTURE]}
    actions.submit(finding_id=row.id, **{**values, **over}, by=viewer(by, at), at=at)
    return again(row)


def passed(row: Finding, *, by: str = "desk.north", at: datetime | None = None, **over: Any) -> Finding:
    at = at or later(days=4)
    actions.pass_finding(finding_id=row.id, text="看过了", uploads=[], by=viewer(by, at), at=at, **over)
    return again(row)


def sent_back(row: Finding, *, by: str = "desk.north", at: datetime | None = None) -> Finding:
    at = at or later(days=4)
    actions.send_back(finding_id=row.id, text="还有一盏不亮", uploads=[], by=viewer(by, at), at=at)
    return again(row)


def answered(row: Inspection, *, by: str = "desk.north", at: datetime = NOW, **over: str) -> None:
    answers = {**dict.fromkeys(LINES, "fine"), **over}
    checked = Checked(answers=answers, present={"police": 3, "court": 1}, text="夜里查看了一遍")
    actions.check(inspection_id=row.id, checked=checked, by=viewer(by, at), at=at)


def again(row: Any) -> Any:
    return type(row).objects.get(id=row.id)
