"""Classrooms: of sorts of the pack, chosen when study is planned, at most one a session, counted by sort and form."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from fengqiao.duties import actions as duties
from fengqiao.duties.actions import NewActivity
from fengqiao.duties.models import Activity
from fengqiao.duties.rules.recurring import Recurrence
from fengqiao.duties.terms import Freq, Moved
from fengqiao.rulebook.queries import pack_on
from fengqiao.studies import actions
from fengqiao.studies.models import Use
from fengqiao.studies.queries import classrooms_of_year
from tests.desk.conftest import LogIn, log_in  # noqa: F401
from tests.duties.helping import HOUR, activity
from tests.duties.helping import new as patrol
from tests.matters.helping import refused
from tests.studies.helping import CAME, ended, session, thing
from tests.studies.test_things import counted
from tests.world import NOW, unit, viewer

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SORTS = ["mobile", "cloud", "model"]


def study(**over: Any) -> NewActivity:
    values = {"kind": "study", "form": "led", "team_id": None, "point": None, "places": 0, **over}
    return patrol(**values)


def lines() -> dict[str, tuple[int, int, int, dict[str, int]]]:
    kinds = [each.code for each in pack_on(NOW).pack.duties.kinds.values() if each.hours]
    found = classrooms_of_year([unit("station.north")], kinds, SORTS, 2026)
    return {each.sort: (each.times, each.people, each.minutes, each.by_form) for each in found}


def test_the_classrooms_are_the_pack_s_and_a_session_is_in_one(world: None) -> None:
    sorts = {code: each.kind.value for code, each in pack_on(NOW).pack.duties.sorts.items()}
    assert [code for code, kind in sorts.items() if kind == "classroom"] == SORTS
    hall, cloud, desk = thing("mobile", "北镇流动讲堂"), thing("cloud", "北镇云上课堂"), viewer("desk.north")
    own: dict[str, Any] = {"by": desk, "at": NOW}
    row = session(end=False)
    with refused("classroom-one"):
        actions.say_used(activity_id=row.id, thing_ids=[hall.id, cloud.id], **own)
    actions.say_used(activity_id=row.id, thing_ids=[hall.id], **own)
    with refused("classroom-one"):
        actions.say_used(activity_id=row.id, thing_ids=[hall.id, cloud.id], **own)
    assert actions.say_used(activity_id=row.id, thing_ids=[cloud.id], **own) == 1, "another in its place"
    patrolling = activity()
    with refused("classroom-study"):
        actions.say_used(activity_id=patrolling.id, thing_ids=[hall.id], **own)
    # Two sessions in the cloud at the same time are no clash, unlike a place.
    other = session(starts=NOW + HOUR, came=(), missed=(), end=False)
    assert actions.say_used(activity_id=other.id, thing_ids=[cloud.id], **own) == 1


def test_it_is_chosen_when_study_is_planned_once_or_again_and_again(world: None) -> None:
    hall, desk = thing("mobile", "北镇流动讲堂"), viewer("desk.north")
    own: dict[str, Any] = {"by": desk, "at": NOW}
    first = actions.plan_session(new=study(), things=[hall.id], **own)
    assert list(Use.objects.values_list("activity", "thing")) == [(first, hall.id)]
    assert actions.plan_session(new=study(), **own) != first, "none is fine too"
    before = Activity.objects.count()
    with refused("classroom-study"):
        actions.plan_session(new=patrol(), things=[hall.id], **own)
    with refused("thing-unknown"):
        actions.plan_session(new=study(), things=[first], **own)
    assert Activity.objects.count() == before, "then nothing is planned"
    rule = Recurrence(Freq.MONTHLY, 20, Moved.STAYS, date(2026, 9, 1), date(2026, 12, 31))
    again = actions.plan_session(new=study(), things=[hall.id], rule=rule, **own)
    series = Activity.objects.get(id=again).series_id
    assert Use.objects.filter(activity__series=series, thing=hall.id).count() == 4


def test_sessions_people_and_hours_are_counted_by_classroom_and_form(world: None) -> None:
    hall, cloud, desk = thing("mobile", "北镇流动讲堂"), thing("cloud", "北镇云上课堂"), viewer("desk.north")
    own: dict[str, Any] = {"by": desk, "at": NOW}
    for place, (room, form) in enumerate(((hall, "led"), (hall, "guided"), (cloud, "led"), (None, "led"))):
        row = session(starts=NOW + (place + 1) * DAY, form=form, end=False)
        if room is not None:
            actions.say_used(activity_id=row.id, thing_ids=[room.id], **own)
        ended(row.id, CAME, row.starts)
    off = session(starts=NOW + 9 * DAY, end=False)
    actions.say_used(activity_id=off.id, thing_ids=[hall.id], **own)
    duties.call_off(activity_id=off.id, by=desk, at=NOW)
    each = 120 * len(CAME)
    assert lines() == {
        "mobile": (2, 6, 2 * each, {"led": each, "guided": each}), "cloud": (1, 3, each, {"led": each}), "model": (0, 0, 0, {}),
        "": (1, 3, each, {"led": each}),
    }  # fmt: skip
    assert [counted(f"study.{code}") for code in ("rooms", "room_times", "room_people", "room_minutes")] == [
        2, 3, 9, 3 * each,
    ]  # fmt: skip
    actions.retire_thing(thing_id=cloud.id, by=desk, at=NOW + 20 * DAY)
    assert counted("study.rooms") == 1
    assert lines()["cloud"][0] == 1, "what was held there stays"


def test_the_pages_show_and_plan_it(world: None, log_in: LogIn) -> None:  # noqa: F811
    now = timezone.now()
    desk, year = log_in("desk.north"), timezone.localdate(now).year
    assert "classroom" not in desk.get("/duties/new/").content.decode(), "none is registered yet"
    hall = thing("mobile", "北镇流动讲堂", at=now)
    page = desk.get("/duties/new/").content.decode()
    assert "流动讲堂 · 北镇流动讲堂" in page
    tomorrow = (timezone.localdate(now) + DAY).isoformat()
    sent = {"kind": "study:led", "day": tomorrow, "begins": "15:00", "finishes": "17:00", "classroom": str(hall.id)}
    assert desk.post("/duties/new/", sent).status_code == 302
    assert Use.objects.get().thing_id == hall.id
    for value in ("nonsense", str(unit("station.north"))):
        assert desk.post("/duties/new/", {**sent, "classroom": value}).status_code == 422
    assert desk.post("/duties/new/", {**sent, "kind": "patrol:post"}).status_code == 422
    shown = desk.get(f"/duties/study/?year={year}").content.decode()
    assert "流动讲堂" in shown
    assert "ds-chart" not in shown, "nothing was held yet"
