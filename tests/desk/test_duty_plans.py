"""Plans of patrols by hand, put into effect as a whole; hours of study against the rule."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

import pytest

from fengqiao.duties import actions
from fengqiao.duties.models import Activity, PatrolPlan, Seat
from fengqiao.duties.queries import studied
from fengqiao.duties.rules.study import Studied, hours
from fengqiao.ledger.models import Event
from tests.desk.conftest import LogIn
from tests.duties.helping import HOUR, activity, volunteers
from tests.matters.helping import refused
from tests.world import NOW, area, unit, viewer

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 2)


def begun(**over: Any) -> UUID:
    values: dict[str, Any] = {
        "kind": "patrol", "team_id": unit("volunteers"), "villages": [area("TC0101"), area("TC0102")], "first": DAY, "nights": 7,
        "begins": time(19, 30), "by": viewer("desk.north"), "at": NOW, **over,
    }  # fmt: skip
    return actions.begin_plan(**values)


def cell(plan: UUID, people: list[UUID], *, day: date = DAY, village: str = "TC0101", **over: Any) -> None:
    values: dict[str, Any] = {"form": "post", "by": viewer("desk.north"), "at": NOW, **over}
    actions.set_cell(plan_id=plan, day=day, village=area(village), people=people, **values)


def test_a_plan_becomes_patrols_once_its_rules_are_kept(world: None) -> None:
    a, b, c = (viewer(login).staff_id for login in volunteers(3))
    plan = begun()
    with refused("plan-empty"):
        actions.issue_plan(plan_id=plan, by=viewer("desk.north"), at=NOW)
    cell(plan, [a])
    for people, village in (([a, b], "TC0102"),):
        cell(plan, people, village=village)
    with refused("plan-flaws"):  # one alone, and the same one twice a night
        actions.issue_plan(plan_id=plan, by=viewer("desk.north"), at=NOW)
    cell(plan, [c, b], village="TC0101", day=DAY + timedelta(days=1))
    cell(plan, [])
    elsewhere = activity(starts=NOW + timedelta(days=1), ends=NOW + timedelta(days=1, hours=2))
    actions.put(activity_id=elsewhere.id, staff_id=a, role="", by=viewer("desk.north"), at=NOW)
    with refused("plan-flaws"):  # needed elsewhere on that night
        actions.issue_plan(plan_id=plan, by=viewer("desk.north"), at=NOW)
    actions.leave(activity_id=elsewhere.id, staff_id=a, by=viewer("desk.north"), at=NOW)
    version = PatrolPlan.objects.get().version
    with refused("plan-changed"):
        actions.issue_plan(plan_id=plan, by=viewer("desk.north"), at=NOW, seen_version=version - 1)
    assert actions.issue_plan(plan_id=plan, by=viewer("desk.north"), at=NOW, seen_version=version) == 2
    rows = list(Activity.objects.exclude(id=elsewhere.id).order_by("starts"))
    assert [(row.area_id, row.form, f"{row.starts:%d %H:%M}") for row in rows] == [(area("TC0102"), "post", "02 11:30"), (area("TC0101"), "post", "03 11:30")]  # fmt: skip
    assert set(Seat.objects.filter(activity=rows[0]).values_list("staff", flat=True)) == {a, b}
    assert Event.objects.get(kind="duty_plan.issued").measures == {"activities": 2, "people": 3}
    with refused("plan-issued"):
        cell(plan, [a, b])


def test_what_a_plan_refuses(world: None) -> None:
    plan = begun()
    own = viewer("volunteer").staff_id
    for over, why in (
        ({"kind": "study"}, "duty-kind"), ({"team_id": UUID(int=1)}, "duty-team"), ({"villages": []}, "plan-villages"),
        ({"nights": 0}, "plan-days"), ({"nights": 32}, "plan-days"), ({"first": date(2026, 8, 1)}, "plan-days"), ({"by": viewer("volunteer")}, "denied"),
    ):  # fmt: skip
        with refused(why):
            begun(**over)
    for people, over, why in (
        ([own], {"form": "none"}, "duty-form"), ([viewer("desk.south").staff_id], {}, "seat-stranger"),
        ([own], {"village": "TC0201"}, "plan-cell"), ([own], {"day": DAY + timedelta(days=7)}, "plan-cell"),
        ([own], {"by": viewer("desk.south")}, "plan-unknown"), ([own], {"seen_version": 7}, "plan-changed"),
    ):  # fmt: skip
        with refused(why):
            cell(plan, people, **over)


def test_the_grid_says_what_is_wrong_while_it_is_edited(world: None, log_in: LogIn) -> None:
    client, other = log_in("desk.north"), log_in("desk.south")
    assert "还没有排过" in client.get("/duties/plans/").content.decode()
    form = {
        "kind": "patrol",
        "team": str(unit("volunteers")),
        "first": "2026-09-02",
        "nights": "7",
        "begins": "19:30",
        "villages": ["TC0101", "TC0102"],
    }
    for over in ({"team": ""}, {"begins": "x"}, {"first": ""}, {"villages": []}, {"kind": ""}):
        assert client.post("/duties/plans/", {**form, **over}).status_code == 422, over
    url = client.post("/duties/plans/", form).headers["Location"]
    page = client.get(f"{url}?cell=2026-09-02.{area('TC0101')}").content.decode()
    assert page.count("一晚也没排到") == 2
    assert "记下这一格" in page
    who = str(viewer("volunteer").staff_id)
    answer = client.post(
        f"{url}set/", {"cell": f"2026-09-02.{area('TC0101')}", "form": "crossing", "people": [who]}, follow=True
    )
    page = answer.content.decode()
    assert ("人不够" in page, "交叉巡" in page) == (True, True)
    assert client.post(f"{url}issue/").status_code == 422
    for wild in ("", "x", "2026-09-02.x", "9999-99-99.1", f"2027-01-01.{area('TC0101')}"):
        assert client.post(f"{url}set/", {"cell": wild}).status_code == 422, wild
        assert client.get(url, {"cell": wild}).status_code == 200
    assert "巡逻排班表" in client.get(f"{url}paper/").content.decode()
    assert client.post(f"{url}nothing/").status_code == 404
    assert [
        other.get(url).status_code,
        other.get(f"{url}paper/").status_code,
        other.post(f"{url}set/").status_code,
    ] == [404] * 3


def test_hours_of_study_against_the_rule(world: None, log_in: LogIn) -> None:
    lead, at = viewer("desk.north"), NOW + HOUR
    own = {"kind": "study", "team_id": None, "point": None}
    for form, least in (("led", 3), ("makeup", 3)):
        row = activity(form=form, starts=NOW, ends=NOW + HOUR, **own) if form == "led" else activity(form=form, starts=NOW + 2 * HOUR, ends=NOW + 4 * HOUR, **own)  # fmt: skip
        people = [viewer(login).staff_id for login in ("desk.north", "chief.north", "assistant")][:least]
        for who in people:
            actions.put(activity_id=row.id, staff_id=who, role="", by=lead, at=NOW)
        actions.mark(activity_id=row.id, staff_ids=people, by=lead, at=at if form == "led" else NOW + 3 * HOUR)
        actions.end(activity_id=row.id, counts={}, by=lead, at=NOW + 4 * HOUR)
    first = NOW - timedelta(days=200)
    found = studied(viewer("chief.north"), ["study"], since=first, until=NOW + timedelta(days=90), asked=3, at=NOW)
    assert {(each.total, each.missing, tuple(sorted(each.by_form.items()))) for _name, each in found} == {
        (180, 0, (("led", 60), ("makeup", 120))), (0, 180, ()),
    }  # fmt: skip
    secretary = {viewer("desk.north").staff_id}
    more = studied(viewer("chief.north"), ["study"], since=first, until=NOW + timedelta(days=90), asked=3, at=NOW, more=5, more_for=secretary)  # fmt: skip
    assert {(name == viewer("desk.north").name, each.asked) for name, each in more} == {(True, 300), (False, 180)}
    page = log_in("chief.north").get("/duties/study/").content.decode()
    assert ("2026 年学时" in page, "补学" in page, "每人每年 32 学时" in page) == (True, True, True)
    for wild in ("?year=1999", "?year=x", "?year=２０２６", "?year=99999"):
        assert log_in("chief.north").get(f"/duties/study/{wild}").status_code == 200
    assert log_in("volunteer").get("/duties/study/").status_code == 403


def test_time_that_overlaps_counts_once() -> None:
    found = hours(
        [
            Studied("led", NOW, NOW + 2 * HOUR),
            Studied("own", NOW + HOUR, NOW + 3 * HOUR),
            Studied("own", NOW, NOW + HOUR),
        ],
        4,
    )
    assert (found.total, found.missing, found.share) == (180, 60, 75)
    assert hours([], 0).share == 100
