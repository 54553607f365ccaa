"""Hot issues: the same thing told by many, its heat with the parts, counted over what the viewer sees alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fengqiao.desk.hot.issues import issues
from fengqiao.kit.identifiers import new_id
from fengqiao.matters import actions
from fengqiao.matters.models import Gathered, Matter
from fengqiao.matters.queries import Gathering, gathered
from tests.desk.conftest import LogIn
from tests.world import NOW, area, make_matter, viewer

MONTH = NOW - timedelta(days=30)


def told(*days_ago: float, **over: object) -> Gathering:
    values: dict[str, object] = {
        "matter_id": new_id(), "group": GROUP, "number": "N", "title": "搅拌站噪音", "state": "offered", "area_id": None,
        "unit_id": new_id(), "received_at": NOW, "told": tuple(NOW - timedelta(days=days) for days in days_ago),
    }  # fmt: skip
    return Gathering(**{**values, **over})  # type: ignore[arg-type]


GROUP = new_id()


def test_heat_is_told_plus_the_busiest_week_plus_the_rise() -> None:
    (issue,) = issues([told(20), told(3), told(2), told(1)], MONTH, NOW)
    assert (issue.told, issue.rush, issue.rise, issue.heat) == (4, 3, 2, 9)


def test_what_falls_takes_nothing_away() -> None:
    (issue,) = issues([told(29), told(28), told(1)], MONTH, NOW)
    assert (issue.rise, issue.heat) == (0, 5)


def test_one_telling_is_no_issue() -> None:
    assert issues([told(3)], MONTH, NOW) == []


def test_weeks_are_counted_back_from_the_end() -> None:
    (issue,) = issues([told(1, 6), told(8), told(29)], MONTH, NOW)
    assert [count for _day, count in issue.weeks] == [1, 0, 0, 1, 2]


def gather(*matters: Matter) -> None:
    actions.keep_gathered(groups={each.id: matters[0].id for each in matters}, at=NOW)


@pytest.fixture
def three(world: None) -> list[Matter]:
    places = ("TC0101", "TC0101", "TC0201")
    found = []
    for number, place in enumerate(places):
        at = NOW - timedelta(days=number + 1)
        by = "desk.south" if place == "TC0201" else "desk.north"
        kind = {"kind": "police_report", "title": f"电动车被盗{number}", "text": "昨晚停在楼下的电动车被偷了，要报警。"}
        found.append(make_matter(by=by, at=at, told_at=at, area_id=area(place), outside_ref=f"H{number}", **kind))
    gather(*found)
    return found


def test_only_what_the_viewer_sees_is_counted_and_listed(three: list[Matter], log_in: LogIn) -> None:
    everything = gathered(viewer("supervisor"), since=MONTH, until=NOW)
    north = gathered(viewer("desk.north"), since=MONTH, until=NOW)
    assert [len(everything), len(north)] == [3, 2]
    html = log_in("desk.north").get(f"/hot/{three[0].id}/").content.decode()
    assert three[0].number in html
    assert three[2].number not in html


def test_the_page_lists_issues_with_their_parts_and_filters(three: list[Matter], log_in: LogIn) -> None:
    client = log_in("supervisor")
    html = client.get("/hot/?days=7").content.decode()
    assert "3 + 3 + 3" in html
    assert f"/hot/{three[0].id}/?days=7" in html
    assert f"/hot/{three[0].id}/" in client.get("/hot/?area=TC01").content.decode()
    assert "这段时间没有热点" in client.get("/hot/?area=none").content.decode()


def test_the_page_asks_as_many_queries_for_three_as_for_thirty(
    three: list[Matter], log_in: LogIn, django_assert_max_num_queries: object
) -> None:
    client = log_in("supervisor")
    with django_assert_max_num_queries(24) as first:  # type: ignore[operator]
        client.get("/hot/")
    Gathered.objects.filter(matter=three[2]).update(group=three[2].id)
    with django_assert_max_num_queries(len(first)):  # type: ignore[operator]
        client.get("/hot/")


def test_an_issue_outside_the_period_or_of_nobody_is_not_there(three: list[Matter], log_in: LogIn) -> None:
    client = log_in("supervisor")
    assert client.get(f"/hot/{new_id()}/").status_code == 404
    assert client.get(f"/hot/{three[0].id}/?days=1000").status_code == 200  # what is not understood is the usual


def test_gathering_again_is_a_job_and_only_one_at_a_time(three: list[Matter], log_in: LogIn) -> None:
    client = log_in("supervisor")
    for said in ("正在后台重新归并，稍后刷新本页。", "这项任务正在运行。"):
        assert said in client.post("/hot/gather/", follow=True).content.decode()
