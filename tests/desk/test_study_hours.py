"""Hours of study: of whom they are asked, and that every page asks the same of somebody."""

from __future__ import annotations

import re
from typing import Any

import pytest

from fengqiao.orgs.models import Post
from tests.desk.conftest import LogIn
from tests.desk.test_duties import said
from tests.studies.helping import DAY, session
from tests.world import NOW, unit, viewer

pytestmark = pytest.mark.django_db


def _post(login: str, role: str, **over: Any) -> None:
    Post.objects.create(staff_id=viewer(login).staff_id, unit_id=unit("party"), role=role, starts=NOW - DAY, **over)


def _line(page: str, login: str) -> str:
    who = str(viewer(login).staff_id)
    rows: list[str] = re.findall(r"<tr>.*?</tr>", page, re.S)
    return next(row for row in rows if who in row)


def test_a_chief_who_is_branch_secretary_is_asked_the_same_on_every_page(world: None, log_in: LogIn) -> None:
    _post("chief.north", "secretary")
    _post("officer.north", "member")
    _post("desk.north", "secretary", ends=NOW - DAY / 2)
    chief = log_in("chief.north")
    assert "全年要求 56 学时" in said(chief, "/studies/mine/")
    page = said(chief, "/duties/study/")
    assert "书记，应学 56" in _line(page, "chief.north")
    assert ("书记" in _line(page, "officer.north"), ">32<" in _line(page, "officer.north")) == (False, True)
    assert "不要求" in _line(page, "desk.north"), "that post is over"
    assert "0 人已够，共 2 人" in page


def test_without_a_post_in_the_party_no_hours_are_asked(world: None, log_in: LogIn) -> None:
    session()
    page = said(log_in("volunteer"), "/studies/mine/")
    assert ("还缺学时" in page, "在党组织里没有岗位，不要求学时" in page, "已学 0 学时" in page) == (False, True, True)
    page = said(log_in("assistant"), "/studies/mine/")
    assert ("还缺学时" in page, "已学 2 学时" in page) == (False, True), "what they studied is told all the same"
    assert "不要求" in _line(said(log_in("chief.north"), "/duties/study/"), "assistant")


def test_a_phone_is_told_whether_there_is_study_of_ones_own(world: None, log_in: LogIn) -> None:
    def told(login: str) -> dict[str, bool]:
        found: dict[str, bool] = log_in(login).get("/phone/today/").json()["own"]
        return found

    nothing = {"study": False, "placement": False}
    assert [told(login) for login in ("volunteer", "officer.north")] == [nothing, nothing]
    session()
    assert told("officer.north")["study"], "something to make up"
    assert told("secretary")["study"], "hours are asked"
    shell = log_in("volunteer").get("/phone/").content.decode()
    assert all(re.search(rf"data-own-{each} hidden", shell) for each in ("study", "placement"))
