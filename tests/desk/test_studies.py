"""Pages of what study uses and of make-ups, clicked through."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from fengqiao.desk.studies.makeups import DONE
from fengqiao.studies.models import MakeUp, Thing, Use
from tests.desk.conftest import LogIn
from tests.desk.test_duties import said
from tests.desk.test_wild_input import few, forms
from tests.desk.test_wild_input import sent as tried
from tests.studies.helping import CAME, ended, session, thing
from tests.world import unit, viewer

pytestmark = pytest.mark.django_db


def test_a_register_an_activity_that_uses_it_and_the_year(world: None, log_in: LogIn) -> None:
    desk = log_in("desk.north")
    assert "还没有登记" in said(desk, "/studies/")
    form = {"sort": "base", "name": "山上的研学点", "unit": str(unit("station.north")), "staff": "", "person": ""}
    for over, what in (
        ({"sort": ""}, "请选是哪一种"),
        ({"name": ""}, "请写名称"),
        ({"name": "找张建国 13912345678"}, "不写人名"),
    ):
        assert what in said(desk, "/studies/", {**form, **over}, status=422)
    assert "已登记" in said(desk, "/studies/", form)
    assert "已登记" in said(desk, "/studies/", {**form, "sort": "guest", "name": "县委党校教研室", "person": "周某某"})
    page = said(desk, "/studies/?year=2026")
    assert (page.count("从没用过") >= 2, "周某某" in page) == (True, True)
    place, row = Thing.objects.get(sort="base"), session(end=False)
    assert "还没有登记用了什么" in said(desk, f"/duties/{row.id}/")
    assert "已记下用了什么" in said(desk, f"/studies/used/{row.id}/", {"thing": [str(place.id)]})
    assert "山上的研学点" in said(desk, f"/duties/{row.id}/")
    assert log_in("desk.south").post(f"/studies/used/{row.id}/", {"thing": [str(place.id)]}).status_code == 404
    ended(row.id, CAME, row.starts)
    assert "用得最多" in said(desk, "/studies/?year=2026&kind=place")
    book = CalamineWorkbook.from_filelike(io.BytesIO(desk.post("/studies/export/?year=2026").content))
    lines = book.get_sheet_by_index(0).to_python()
    assert (lines[1][2], int(lines[1][12]), int(lines[1][16]), int(lines[1][17])) == ("山上的研学点", 1, 1, 3)
    assert "周某某" not in str(lines)
    assert "已停用" in said(desk, f"/studies/things/{place.id}/retire/", {})
    assert Use.objects.count() == 1


def test_a_make_up_from_the_member_to_the_secretary(world: None, log_in: LogIn) -> None:
    session()
    row = MakeUp.objects.get()
    me, desk = log_in("officer.north"), log_in("desk.north")
    page = said(me, "/studies/mine/")
    assert ("要补的学习" in page, "交补学" in page) == (True, True)
    assert "没有要补的学习" in said(log_in("chief.north"), "/studies/mine/")
    url = f"/studies/makeups/{row.id}/"
    form = {"form": "own", "day": "2026-09-02", "minutes": "120", "text": "读完第三章。"}
    assert "补学的日期" in said(me, f"{url}hand-in/", {**form, "day": "2026-08-01"}, status=422)
    assert "看不懂" in said(me, f"{url}hand-in/", {**form, "day": "x"}, status=422)
    assert "请写学了什么" in said(me, f"{url}hand-in/", {**form, "day": "2026-09-01", "text": ""}, status=422)
    assert ("交补学" in said(desk, "/studies/makeups/"), "支部学习" in said(desk, "/studies/makeups/?state=owed")) == (
        False,
        True,
    )
    assert log_in("desk.south").post(f"{url}approve/", {}).status_code == 404
    assert log_in("desk.south").get(f"/studies/of/{row.staff_id}/").status_code == 404
    assert "没有等着认定" in said(desk, f"{url}approve/", {}, status=422)
    assert "学时" in said(desk, f"/studies/of/{row.staff_id}/")


FIELDS = {"form": "own", "day": "2026-09-01", "minutes": "120", "text": "x", "thing": "", "sort": "base", "name": "y", "unit": "", "staff": "", "person": ""}  # fmt: skip


@few
@given(deed=st.sampled_from(sorted(DONE)), form=forms(FIELDS, tuple(FIELDS)))
def test_wild_forms_of_study_are_refused_in_words(
    deed: str, form: dict[str, object], kept: MakeUp, log_in: LogIn
) -> None:
    for login in ("officer.north", "desk.north"):
        tried(log_in(login), "post", f"/studies/makeups/{kept.id}/{deed}/", form)
    tried(log_in("desk.north"), "post", "/studies/", form)
    tried(log_in("desk.north"), "post", f"/studies/used/{kept.activity_id}/", form)


@pytest.fixture
def kept(world: None) -> MakeUp:
    thing()
    session()
    return MakeUp.objects.get()


def test_a_member_sees_nobody_else_s_study(world: None, log_in: LogIn) -> None:
    assert log_in("assistant").get(f"/studies/of/{viewer('officer.north').staff_id}/").status_code == 404
