"""Pages of temporary units, clicked through."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.desk.squads.views import DONE
from fengqiao.orgs.models import Staff
from fengqiao.squads.models import Squad
from tests.desk.conftest import LogIn
from tests.desk.test_duties import said
from tests.desk.test_wild_input import few, forms
from tests.desk.test_wild_input import sent as tried
from tests.squads.test_squads import founded
from tests.world import unit, viewer

pytestmark = pytest.mark.django_db


def test_a_temporary_unit_on_its_pages(world: None, log_in: LogIn) -> None:
    desk = log_in("desk.north")
    assert "没有临时组织" in said(desk, "/squads/")
    south = Staff.objects.get(id=viewer("desk.south").staff_id).number
    form = {"kind": "branch", "name": "亚运安保临时党支部", "purpose": "赛事安保", "parent": str(unit("station.north")), "first": "2026-09-01", "last": "2026-10-15", "number": south}  # fmt: skip
    for over, what in (
        ({"kind": ""}, "请选哪一种"),
        ({"number": "X999"}, "没有这个人"),
        ({"last": "x"}, "看不懂"),
        ({"last": "2028-01-01"}, "临时组织最长"),
    ):
        assert what in said(desk, "/squads/new/", {**form, **over}, status=422)
    assert "已成立" in said(desk, "/squads/new/", form)
    row = Squad.objects.get()
    url = f"/squads/{row.id}/"
    assert "亚运安保临时党支部" in said(desk, "/squads/?state=runs")
    assert "没有这个人" in said(desk, f"{url}join/", {"staff": "", "number": "没有"}, status=422)
    page = said(desk, f"{url}join/", {"staff": str(viewer("officer.north").staff_id), "number": ""})
    assert ("原来的岗位不变" in page, "2 人" in page, "由他负责" in page) == (True, True, True)
    assert "请先从列表里选一项" in said(desk, f"{url}lead/", {"staff": ""}, status=422)
    assert "已换负责人" in said(desk, f"{url}lead/", {"staff": str(viewer("officer.north").staff_id)})
    assert "期限已改" in said(desk, f"{url}extend/", {"last": "2026-10-20"})
    assert "解散要写总结" in said(desk, f"{url}dissolve/", {"report": ""}, status=422)
    page = said(desk, f"{url}dissolve/", {"report": "圆满完成。"})
    assert ("已解散" in page, "圆满完成。" in page) == (True, True)
    assert log_in("handler.urban").get(url).status_code == 404
    assert said(log_in("desk.south"), url)


FIELDS = {"staff": "", "number": "", "last": "2026-10-01", "report": "好", "version": "1", "kind": "squad", "name": "x", "purpose": "y", "parent": "", "first": "2026-09-01", "lead": ""}  # fmt: skip


@few
@given(deed=st.sampled_from(sorted(DONE)), form=forms(FIELDS, tuple(FIELDS)))
def test_wild_forms_of_temporary_units_are_refused_in_words(
    deed: str, form: dict[str, object], kept_squad: Squad, log_in: LogIn
) -> None:
    client = log_in("desk.north")
    tried(client, "post", f"/squads/{kept_squad.id}/{deed}/", form)
    tried(client, "post", "/squads/new/", form)


@pytest.fixture
def kept_squad(world: None) -> Squad:
    return founded()
