"""What tests of study share: a session of the north station that one came to and one missed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from fengqiao.duties import actions as duties
from fengqiao.duties.models import Activity
from fengqiao.studies import actions
from fengqiao.studies.models import Thing
from tests.duties.helping import HOUR, new
from tests.world import NOW, unit, viewer

DAY = timedelta(days=1)
CAME = ("desk.north", "chief.north", "assistant")
LATER = NOW + 3 * DAY


def session(*, starts: datetime = NOW + HOUR, form: str = "led", came: tuple[str, ...] = CAME, missed: tuple[str, ...] = ("officer.north",), end: bool = True) -> Activity:  # fmt: skip
    """A session of two hours of the north station, held with those who came."""
    desk = viewer("desk.north")
    over = {"kind": "study", "form": form, "team_id": None, "point": None, "starts": starts, "ends": starts + 2 * HOUR}
    made = duties.plan(new=new(**over), by=desk, at=starts - HOUR)
    for login in (*came, *missed):
        duties.put(activity_id=made, staff_id=viewer(login).staff_id, role="", by=desk, at=starts - HOUR)
    if end:
        ended(made, came, starts)
    return Activity.objects.get(id=made)


def ended(activity_id: Any, came: tuple[str, ...], starts: datetime) -> None:
    desk = viewer("desk.north")
    there = [viewer(login).staff_id for login in came]
    duties.mark(activity_id=activity_id, staff_ids=there, by=desk, at=starts)
    duties.end(activity_id=activity_id, counts={}, by=desk, at=starts + 2 * HOUR)


def thing(sort: str = "base", name: str = "山上的研学点", **over: Any) -> Thing:
    values: dict[str, Any] = {"unit_id": unit("station.north"), "by": viewer("desk.north"), "at": NOW, **over}
    return Thing.objects.get(id=actions.add_thing(sort=sort, name=name, **values))
