"""The page of a contest, clicked through by its organiser, a judge and somebody who watches."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given as every
from hypothesis import strategies as st

from fengqiao.contests.models import Contest
from fengqiao.desk.contests.views import DONE
from tests.contests.helping import BEGIN, contest, given, match
from tests.desk.conftest import LogIn
from tests.desk.test_duties import said
from tests.desk.test_wild_input import few, forms
from tests.desk.test_wild_input import sent as tried
from tests.world import viewer

pytestmark = pytest.mark.django_db


def test_a_contest_on_its_page(world: None, log_in: LogIn, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, row = log_in("desk.north"), match()
    url = f"/contests/{row.id}/"
    assert log_in("assistant").get(url).status_code == 404
    assert "项目、评分、名次" in said(desk, f"/duties/{row.id}/")
    assert "总分怎么算" in said(desk, url)
    assert "这不是比武" in said(desk, f"{url}seal/", {}, status=422)
    assert "比武已设好" in said(desk, f"{url}open/", {"total": "scores"})
    assert "名称里不写姓名" in said(desk, f"{url}team/", {"name": "张建国 13912345678"}, status=422)
    for form in ({"name": "一队"}, {"name": "二队"}):
        assert "队伍已加上" in said(desk, f"{url}team/", form)
    assert "项目已加上" in said(desk, f"{url}discipline/", {"name": "盘查", "better": "high", "most": "100"})
    assert "请先从列表里选一项" in said(desk, f"{url}judge/", {"staff": ""}, status=422)
    assert "评委已加上" in said(desk, f"{url}judge/", {"staff": str(viewer("officer.north").staff_id)})
    judge = log_in("officer.north")
    assert ("您是评委" in said(judge, "/duties/"), "比武开始以后在这里打分" in said(judge, url)) == (True, True)
    monkeypatch.setattr("django.utils.timezone.now", lambda: BEGIN)
    desk, judge = log_in("desk.north"), log_in("officer.north")
    made = Contest.objects.get()
    one, (first, second) = made.disciplines.get().id, made.teams.order_by("id")
    names = [f"s.{one}.{team.id}" for team in (first, second)]
    page = said(judge, f"{url}score/", {names[0]: "101", names[1]: "80"}, status=422)
    assert ("最多三位小数" in page, 'value="101"' in page) == (True, True), "what was typed stands there again"
    assert "分数已记下" in said(judge, f"{url}score/", {names[0]: "92.5", names[1]: "80"})
    assert "已签字" in said(judge, f"{url}sign/", {})
    fix = {"judge": str(made.judges.get().id), "discipline": str(one), "team": str(first.id), "value": "79", "why": ""}
    assert "选一个理由" in said(desk, f"{url}correct/", fix, status=422)
    assert "已更正" in said(desk, f"{url}correct/", {**fix, "why": "appeal"})
    assert "成绩还没有签发" in said(log_in("assistant"), url)
    assert log_in("assistant").get(f"{url}paper/").status_code == 404
    version = str(Contest.objects.get().version)
    assert "成绩已签发" in said(desk, f"{url}seal/", {"version": version})
    page = said(log_in("assistant"), f"{url}paper/")
    assert ("比武名次" in page, "92.5" in page, "申诉成立" in page) == (True, True, True)
    assert page.index("二队") < page.index("一队")


def test_a_contest_asks_as_much_of_the_database_for_two_teams_as_for_nine(world: None, log_in: LogIn) -> None:
    asked = []
    for teams in (("一队", "二队"), tuple(f"{n} 号队" for n in range(9))):
        row = contest("chief.north", teams=teams)
        given(row, "chief.north", [[n + 60 for n in range(len(teams))]] * 2)
        client = log_in("desk.north")
        client.get("/duties/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/contests/{row.activity_id}/")
        asked.append(len(queries))
    assert asked[0] == asked[1]


FIELDS = {"total": "scores", "name": "三队", "better": "high", "most": "100", "unit": "", "staff": "", "what": "team", "row": "", "judge": "", "discipline": "", "team": "", "value": "80", "why": "slip", "version": "1", "s.x.y": "9"}  # fmt: skip


@few
@every(deed=st.sampled_from(sorted(DONE)), form=forms(FIELDS, tuple(FIELDS)))
def test_wild_forms_of_contests_are_refused_in_words(
    deed: str, form: dict[str, object], kept_contest: Contest, log_in: LogIn
) -> None:
    tried(log_in("desk.north"), "post", f"/contests/{kept_contest.activity_id}/{deed}/", form)


@pytest.fixture
def kept_contest(world: None) -> Contest:
    return contest("chief.north")
