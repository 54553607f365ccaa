"""What the tests of the command room share: the north station made up of two teams and a room, with people."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from fengqiao.command import actions
from fengqiao.command.models import Dispatch
from fengqiao.matters.models import Matter, Task
from fengqiao.orgs import actions as orgs
from fengqiao.orgs.models import Staff
from fengqiao.orgs.terms import Line, Role
from tests.world import BEGAN, NOW, PASSWORD, make_matter, unit, viewer

SAID = "双方动了手，已构成案件，联系人王五13900000000"  # words that must never reach the ledger
DISPUTE = {"kind": "dispute", "text": "邻居两家为了院墙吵了起来，请派出所来调解。", "title": "院墙纠纷"}
NORTH = "station.north"


def later(**length: float) -> datetime:
    return NOW + timedelta(**length)


def two_teams() -> None:
    """Make the north station one of two teams and a room: its team becomes the community team, the others are new."""
    began = NOW - timedelta(days=900)
    orgs.load_structure(
        areas=[], venues=[], active_from=BEGAN,
        units=[
            orgs.NewUnit(
                code=f"{NORTH}.{part}", name=name, name_en=part.title(), short=name, line=Line.POLICE, function="",
                parent=NORTH, areas=("TC01",), part=part,
            )
            for part, name in (("command", "北镇指挥室"), ("case", "北镇案件队"))
        ],
    )  # fmt: skip
    orgs.set_part(unit_id=unit(f"{NORTH}.team"), part="community", known={"community"}, by=viewer("admin"), at=NOW)
    people = (("room.north", "command", Role.DUTY_DESK), ("case.north", "case", Role.OFFICER))
    for n, (login, part, role) in enumerate(people):
        post = orgs.NewPost(unit=f"{NORTH}.{part}", role=role, starts=began)
        orgs.engage(
            staff=[orgs.NewStaff(number=f"C{n:03}", name=f"队{n:02}", login=login, posts=[post])],
            recorded_by=None,
            at=NOW,
        )
        orgs.set_password(username=login, password=PASSWORD)


def part(code: str) -> UUID:
    return unit(f"{NORTH}.{'team' if code == 'community' else code}")


def staff(login: str) -> UUID:
    return Staff.objects.get(account__username=login).id


def came(**over: object) -> Task:
    """A dispute that the governance centre sent to the north station; returns the share of the station."""
    ref = f"command-{Matter.objects.count()}"
    told = {**DISPUTE, "to_unit": unit(NORTH), "reason": "纠纷在本所辖区", "outside_ref": ref}
    matter = make_matter(**{"by": "dispatcher", **told, **over})
    return lead_of(matter)


def lead_of(matter: Matter) -> Task:
    return Task.objects.get(matter=matter, role="lead", state__in=("offered", "working"))


def dispatched(
    task: Task, to: str = "community", login: str = "room.north", at: datetime = NOW, **over: Any
) -> Dispatch:
    values = {"staff_id": None, "reason": "", "seen": None, **over}
    made = actions.dispatch(task_id=task.id, part_id=part(to), by=viewer(login, at), at=at, **values)
    return Dispatch.objects.get(id=made)


def again(row: Any) -> Any:
    return type(row).objects.get(id=row.id)
