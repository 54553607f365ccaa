"""Who has to come: everybody of the unit where the kind asks for all, whether or not anybody put them on the list (ADR 183)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from fengqiao.duties import actions
from fengqiao.duties.models import Activity, Seat
from fengqiao.duties.queries import attendance_of, not_listed
from fengqiao.duties.rules.absences import Away
from fengqiao.duties.rules.quorum import Attendance, Votes
from fengqiao.duties.terms import ActivityState, AwayPart
from fengqiao.ledger.models import Event
from fengqiao.orgs import actions as orgs
from fengqiao.orgs.queries import staff_by_unit, viewer_with
from fengqiao.orgs.terms import Role
from fengqiao.studies.models import MakeUp
from tests.desk.conftest import LogIn, log_in  # noqa: F401
from tests.duties.helping import HOUR, activity
from tests.duties.test_told import DAY, told
from tests.matters.helping import refused
from tests.world import NOW, unit, viewer

pytestmark = pytest.mark.django_db
LATER = NOW + HOUR


def meeting(kind: str = "members", **over: Any) -> Activity:
    return activity(**{"kind": kind, "form": "", "team_id": None, "point": None, "places": 0, **over})


def roll() -> list[UUID]:
    """Those who hold a post in the station itself."""
    return [who for who, _name in staff_by_unit([unit("station.north")], at=NOW)[unit("station.north")]]


def test_a_quorum_is_not_met_by_inviting_few(world: None) -> None:
    desk, people = viewer("desk.north"), roll()
    assert len(people) >= 3
    row = meeting()
    actions.put(activity_id=row.id, staff_id=desk.staff_id, role="host", by=desk, at=NOW)
    actions.mark(activity_id=row.id, staff_ids=[desk.staff_id], by=desk, at=LATER)
    assert attendance_of(row, at=LATER) == Attendance(len(people), 1, 0, 0)
    with refused("quorum-few"):
        actions.resolve(activity_id=row.id, text="买一台除颤仪", votes=Votes(1, 0, 0), by=desk, at=LATER)
    assert set(not_listed(row, at=NOW)) == {*people} - {desk.staff_id}
    # A committee is those who are asked: the pack says so. A patrol asks for nobody in particular.
    few = meeting("committee", starts=NOW + 5 * HOUR, ends=NOW + 6 * HOUR)
    actions.put(activity_id=few.id, staff_id=desk.staff_id, role="", by=desk, at=NOW)
    assert (attendance_of(few, at=NOW).due, dict(not_listed(few, at=NOW))) == (1, {})
    assert dict(not_listed(activity(), at=NOW)) == {}


def test_everybody_is_put_on_the_list_in_one_deed(world: None) -> None:
    desk, chief, row, people = viewer("desk.north"), viewer("chief.north"), meeting(), roll()
    officer = viewer_with(next(who for who in people if who not in {desk.staff_id, chief.staff_id}), at=NOW)
    assert officer
    other = meeting("committee")
    actions.put(activity_id=other.id, staff_id=chief.staff_id, role="", by=desk, at=NOW)
    day = timezone.localdate(row.starts)
    actions.say_away(away=Away(day, day, AwayPart.WHOLE), by=officer, at=NOW)
    own: dict[str, Any] = {"activity_id": row.id, "by": desk, "at": NOW}
    tight = meeting(places=2, starts=NOW + 9 * HOUR, ends=NOW + 10 * HOUR)
    for code, over in (
        ("denied", {"by": officer}), ("duty-unknown", {"by": viewer("desk.south")}), ("duty-changed", {"seen_version": 9}), ("roll-none", {"activity_id": other.id}),
        ("roll-places", {"activity_id": tight.id}), ("duty-past", {"at": row.ends}),
    ):  # fmt: skip
        with refused(code):
            actions.call_all(**{**own, **over})
    found = actions.call_all(**own)
    assert (found.people, found.excused, found.cannot) == (frozenset(people), {officer.staff_id}, {chief.staff_id: "elsewhere"})  # fmt: skip
    states = dict(Seat.objects.filter(activity=row).values_list("staff", "outcome"))
    assert states == {who: "excused" if who == officer.staff_id else "open" for who in people}
    assert attendance_of(row, at=NOW) == Attendance(len(people), 0, 1, 0)
    assert told("duty_set", row) == sorted({*people} - {desk.staff_id}, key=str)
    assert Event.objects.get(kind="duty.called").measures == {"people": len(people), "excused": 1}
    with refused("roll-full"):
        actions.call_all(**own)
    # Whoever takes themselves off is due all the same.
    actions.leave(activity_id=row.id, by=chief, at=NOW)
    assert attendance_of(row, at=NOW).due == len(people)


def test_who_was_never_put_on_the_list_of_a_study_was_absent_and_makes_it_up(world: None) -> None:
    post = orgs.NewPost(unit="station.north", role=Role.OFFICER, starts=NOW - DAY)
    orgs.engage(
        staff=[orgs.NewStaff(number="X001", name="新民警", login="fresh", posts=[post])], recorded_by=None, at=NOW
    )
    desk, people = viewer("desk.north"), roll()
    row = meeting("study", form="led")
    present = people[:3]
    for who in present:
        actions.put(activity_id=row.id, staff_id=who, role="", by=desk, at=NOW)
    actions.mark(activity_id=row.id, staff_ids=present, by=desk, at=LATER)
    assert actions.end(activity_id=row.id, counts={}, by=desk, at=LATER) is ActivityState.DONE
    left = {*people} - {*present}
    assert left, "somebody stayed away"
    assert Event.objects.get(kind="duty.ended").measures["absent"] == len(left)
    assert set(MakeUp.objects.values_list("staff", flat=True)) == left
    assert attendance_of(Activity.objects.get(id=row.id), at=LATER) == Attendance(len(people), 3, 0, 0)
    # The make-up itself asks for those who missed it alone.
    again = meeting("study", form="makeup", starts=NOW + 30 * HOUR, ends=NOW + 32 * HOUR)
    assert dict(not_listed(again, at=NOW)) == {}


def test_the_page_says_how_many_are_due_and_puts_them_on(world: None, log_in: LogIn) -> None:  # noqa: F811
    now, people = timezone.now(), roll()
    row = meeting(starts=now + HOUR, ends=now + 2 * HOUR, at=now)
    desk, address = log_in("desk.north"), f"/duties/{row.id}/"
    page = desk.get(address).content.decode()
    assert all(word in page for word in (f"应到 {len(people)} 人", "全员应到"))
    assert "还没有上名单" in desk.get(f"{address}minutes/").content.decode()
    assert log_in("officer.north").post(f"{address}call-all/").status_code in (403, 422)
    assert desk.post(f"{address}call-all/", {"version": "1"}).status_code == 302
    page = desk.get(address).content.decode()
    assert f"已把 {len(people)} 人排上名单" in page
    assert "全员应到" not in page
    assert Seat.objects.filter(activity=row).count() == len(people)
