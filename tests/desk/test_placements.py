"""Pages of placements, clicked through."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from fengqiao.desk.placements.page import DONE
from fengqiao.ledger.models import Event
from fengqiao.placements.models import Placement, PlacementEntry
from tests.desk.conftest import LogIn
from tests.desk.test_duties import said
from tests.desk.test_wild_input import few, forms
from tests.desk.test_wild_input import sent as tried
from tests.placements.helping import interns, one, placed
from tests.world import unit, viewer

pytestmark = pytest.mark.django_db
FORM = {
    "kind": "intern",
    "sender": "省警察学院",
    "first": "2026-09-01",
    "last": "2026-12-31",
    "tasks": "跟走访",
    "number": "XJ000，XJ001",
    "area": "",
}


def test_a_placement_on_its_pages(world: None, log_in: LogIn) -> None:
    interns(2)
    desk, me = log_in("desk.north"), log_in("intern0")
    assert "没有这样的实习锻炼" in said(desk, "/placements/")
    form = {**FORM, "unit": str(unit("station.north")), "mentor": str(viewer("officer.north").staff_id)}
    for over, what in (
        ({"number": "X999"}, "编号“X999”"), ({"mentor": ""}, "谁带教"), ({"kind": ""}, "请选哪一种"), ({"last": "x"}, "看不懂"),
        ({"last": "2028-01-01"}, "最长 183 天"), ({"kind": "village"}, "要写明到哪个村社"),
    ):  # fmt: skip
        assert what in said(desk, "/placements/new/", {**form, **over}, status=422)
    assert "已安排 2 人" in said(desk, "/placements/new/", form)
    row = Placement.objects.get(staff=viewer("intern0").staff_id)
    url = f"/placements/{row.id}/"
    page = said(desk, "/placements/?state=runs&kind=intern")
    assert ("学00" in page, "学01" in page) == (True, True)
    assert ("跟走访" in said(me, "/placements/mine/"), "记一笔" in said(me, "/placements/mine/")) == (True, True)
    note = {"deed": "visit", "day": "2026-09-01", "times": "5", "minutes": "80", "text": "东片"}
    assert "期限以内" in said(me, f"{url}enter/", {**note, "day": "2026-08-01"}, status=422)
    assert "已记下" in said(me, f"{url}enter/", {**note, "back": "mine"})
    assert ("走访" in said(desk, url), "东片" in said(desk, url)) == (True, True)
    assert log_in("intern1").get(url).status_code == 404
    assert "请先从列表里选一项" in said(desk, f"{url}mentor/", {"staff": ""}, status=422)
    assert "已换带教人" in said(desk, f"{url}mentor/", {"staff": str(viewer("chief.north").staff_id)})
    assert "我带的人" in said(log_in("chief.north"), "/placements/mine/")
    assert "期限已改" in said(desk, f"{url}extend/", {"last": "2027-01-20"})
    assert "请选提前结束的原因" in said(desk, f"{url}end/", {"ending": ""}, status=422)
    assert "已提前结束" in said(desk, f"{url}end/", {"ending": "own_wish"})
    assert "还缺带教人的评语" in said(desk, f"{url}close/", {}, status=422)
    assert "评语已存" in said(log_in("chief.north"), f"{url}appraise/", {"appraisal": "good", "text": "肯学。"})
    page = said(desk, f"{url}close/", {})
    assert ("已办结" in page, "肯学。" in page, "优秀" in page) == (True, True, True)
    assert "还没有记录" in said(log_in("intern1"), "/placements/mine/")


def test_the_year_and_its_sheet(world: None, log_in: LogIn) -> None:
    row = one()
    desk = log_in("desk.north")
    page = said(desk, "/placements/year/?year=2026")
    assert ("各单位的人数" in page, "学00" in page, "北镇派出所" in page) == (True, True, True)
    assert "这一年没有实习锻炼" in said(desk, "/placements/year/?year=2024")
    answer = desk.post("/placements/export/?year=2026")
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    people, units = (book.get_sheet_by_index(n).to_python() for n in (0, 1))
    assert people[1][:5] == ["XJ000", "学00", "学警实习", "省警察学院", "北镇派出所"]
    assert [int(units[1][n]) for n in (8, 9, 12, 13)] == [0, 1, 1, 1]
    assert "走访" not in str(people[1])
    assert Event.objects.filter(kind="list.exported").exists()
    assert row.state == "runs"


FIELDS = {"staff": "", "number": "", "last": "2026-10-01", "first": "2026-09-01", "text": "好", "version": "1", "kind": "intern", "deed": "visit", "day": "2026-09-01", "times": "1", "minutes": "5", "ending": "moved", "appraisal": "good", "entry": "", "unit": "", "mentor": "", "area": "", "tasks": "y", "sender": "z"}  # fmt: skip


@few
@given(deed=st.sampled_from(sorted(DONE)), form=forms(FIELDS, tuple(FIELDS)))
def test_wild_forms_of_placements_are_refused_in_words(
    deed: str, form: dict[str, object], kept_placement: Placement, log_in: LogIn
) -> None:
    for login in ("desk.north", "intern0"):
        tried(log_in(login), "post", f"/placements/{kept_placement.id}/{deed}/", form)
    tried(log_in("desk.north"), "post", "/placements/new/", form)


@pytest.fixture
def kept_placement(world: None) -> Placement:
    return one()


def test_a_list_asks_the_same_number_of_queries(world: None, log_in: LogIn) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    interns(6)
    desk = log_in("desk.north")
    desk.get("/placements/")
    counts = []
    for logins in (("intern0",), ("intern1", "intern2", "intern3", "intern4")):
        placed(*logins)
        with CaptureQueriesContext(connection) as asked:
            assert desk.get("/placements/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert not PlacementEntry.objects.exists()
