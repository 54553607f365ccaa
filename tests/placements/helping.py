"""What tests of placements share: somebody of the south placed at the north station."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fengqiao.orgs import actions as orgs
from fengqiao.orgs.terms import Role
from fengqiao.placements import actions
from fengqiao.placements.actions import NewPlacement
from fengqiao.placements.models import Placement
from fengqiao.placements.rules.course import Term
from tests.world import NOW, PASSWORD, unit, viewer

TODAY = NOW.date()
DAY = timedelta(days=1)
TERM = Term(TODAY, TODAY + 121 * DAY)


def interns(count: int) -> list[str]:
    """Interns of an academy with a post at the bureau; returns their log-ins."""
    logins = [f"intern{n}" for n in range(count)]
    post = orgs.NewPost(unit="bureau", role=Role.MEMBER, starts=NOW - timedelta(days=3))
    people = [
        orgs.NewStaff(number=f"XJ{n:03}", name=f"学{n:02}", login=login, posts=[post]) for n, login in enumerate(logins)
    ]
    orgs.engage(staff=people, recorded_by=None, at=NOW)
    for login in logins:
        orgs.set_password(username=login, password=PASSWORD)
    return logins


def new(*logins: str, **over: Any) -> NewPlacement:
    values: dict[str, Any] = {
        "staff_ids": [viewer(login).staff_id for login in logins], "unit_id": unit("station.north"), "kind": "intern",
        "mentor_id": viewer("officer.north").staff_id, "term": TERM, "tasks": "跟社区警务队走访，学办小案", "sender": "省警察学院", **over,
    }  # fmt: skip
    return NewPlacement(**values)


def placed(*logins: str, by: str = "desk.north", at: Any = NOW, **over: Any) -> list[Placement]:
    made = actions.place(new=new(*logins, **over), by=viewer(by, at), at=at)
    return [Placement.objects.get(id=each) for each in made]


def one(**over: Any) -> Placement:
    interns(1)
    return placed("intern0", **over)[0]
