"""Where an activity's place lies: said once, taken over the next time, so that sign-ins are measured."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from fengqiao.duties import actions
from fengqiao.duties.models import Activity
from fengqiao.duties.rules.recurring import Recurrence
from fengqiao.duties.terms import Freq, Moved
from fengqiao.orgs.models import Venue
from tests.duties.helping import HOUR, POINT, activity, message, new, sent, volunteers
from tests.world import NOW, area, unit, viewer

pytestmark = pytest.mark.django_db
OTHER = (28_500_000, 120_500_000)


def test_the_last_point_of_a_unit_there_is_taken_over(world: None) -> None:
    village, other, venue = area("TC0101"), area("TC0102"), Venue.objects.get(code="v1").id
    assert activity(area_id=village, point=None).point == [], "nobody has said one yet"
    activity(area_id=village)
    assert activity(area_id=village, point=None).point == list(POINT)
    assert activity(area_id=other, point=None).point == [], "another village"
    assert activity(area_id=village, venue_id=venue, point=None).point == [], "a venue has its own"
    activity(venue_id=venue, point=OTHER)
    assert activity(area_id=village, venue_id=venue, point=None).point == list(OTHER)
    assert activity(area_id=village, point=None, by="desk.south").point == [], "another unit's"
    assert activity(point=None).point == [], "no place at all"
    wrong = activity(area_id=village, point=OTHER)
    assert activity(area_id=village, point=None).point == list(OTHER)
    for row in Activity.objects.filter(area_id=village, id__gte=wrong.id):
        actions.call_off(activity_id=row.id, by=viewer("desk.north"), at=NOW)
    assert activity(area_id=village, point=None).point == list(POINT), "what was called off says nothing"


def test_a_point_taken_over_measures_a_sign_in(world: None) -> None:
    activity(area_id=area("TC0101"))
    row, by = activity(area_id=area("TC0101"), point=None), viewer("volunteer")
    actions.sign_up(activity_id=row.id, by=by, at=NOW)
    assert "place" in sent(by, message(row, by, lat=OTHER[0]), at=row.starts)[0].doubts


def test_a_series_and_a_plan_of_patrols_take_it_over(world: None) -> None:
    village, desk = area("TC0101"), viewer("desk.north")
    activity(area_id=village)
    rule = Recurrence(Freq.WEEKLY, 1, Moved.STAYS, date(2026, 9, 1), date(2026, 9, 30))
    _first, made = actions.plan_series(new=new(area_id=village, point=None), rule=rule, hosts=[], by=desk, at=NOW)
    assert {tuple(row.point) for row in Activity.objects.filter(series=made)} == {POINT}
    day, people = (NOW + timedelta(days=1)).date(), [viewer(login).staff_id for login in volunteers(4)]
    plan = actions.begin_plan(
        kind="patrol", team_id=unit("volunteers"), villages=[village, area("TC0102")], first=day, nights=2,
        begins=time(19, 30), by=desk, at=NOW,
    )  # fmt: skip
    for code, pair in (("TC0101", people[:2]), ("TC0102", people[2:])):
        actions.set_cell(plan_id=plan, day=day, village=area(code), form="post", people=pair, by=desk, at=NOW)
    actions.issue_plan(plan_id=plan, by=desk, at=NOW)
    issued = Activity.objects.filter(starts__gt=NOW + 10 * HOUR, series=None)
    assert {row.area_id: row.point for row in issued} == {village: list(POINT), area("TC0102"): []}
