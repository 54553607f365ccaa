"""Pages of points, clicked through; wild forms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.desk.volunteers.points import DONE
from fengqiao.kit.identifiers import new_id
from fengqiao.volunteers.models import Volunteer
from tests.desk.conftest import LogIn
from tests.desk.test_duties import said
from tests.desk.test_wild_input import few, forms
from tests.desk.test_wild_input import sent as tried
from tests.volunteers.helping import enrolled


@pytest.mark.django_db
def test_points_on_their_pages(world: None, log_in: LogIn) -> None:
    row, desk = enrolled(), log_in("desk.north")
    who = str(row.id)
    page = said(desk, "/volunteers/points/")
    assert ("还没有人加入积分" in page, "积分办法" in page) == (True, True)
    do = "/volunteers/points/do"
    assert "要本人同意" in said(desk, f"{do}/agree/", {"volunteer": who}, status=422)
    assert "已加入积分" in said(desk, f"{do}/agree/", {"volunteer": who, "consents": "yes"})
    assert "看不懂" in said(desk, f"{do}/give/", {"volunteer": who, "rule": "teach", "day": "x"}, status=422)
    assert "积分已记" in said(desk, f"{do}/give/", {"volunteer": who, "rule": "teach", "day": "2026-09-01"})
    assert "积分不够" in said(desk, f"{do}/use/", {"volunteer": who, "reward": "shop"}, status=422)
    assert "请先从列表里选一项" in said(desk, f"{do}/lead/", {"volunteer": ""}, status=422)
    assert "教会一名新志工" in said(desk, f"/volunteers/points/of/{who}/")
    page = said(desk, f"{do}/withdraw/", {"volunteer": who, "page": "person"})
    assert ("已删除" in page, "没有加入积分" in page) == (True, True)
    assert log_in("desk.south").get(f"/volunteers/points/of/{who}/").status_code == 404
    assert desk.post(f"{do}/nothing/", {"volunteer": str(new_id())}).status_code == 404


FIELDS = {
    "volunteer": "",
    "consents": "yes",
    "rule": "teach",
    "reward": "shop",
    "day": "2026-09-01",
    "line": "",
    "page": "person",
}


@few
@given(deed=st.sampled_from(sorted(DONE)), form=forms(FIELDS, tuple(FIELDS)))
@pytest.mark.django_db
def test_wild_forms_of_points_are_refused_in_words(
    deed: str, form: dict[str, object], kept: Volunteer, log_in: LogIn
) -> None:
    client = log_in("desk.north")
    tried(client, "post", f"/volunteers/points/do/{deed}/", {**form, "volunteer": str(kept.id)})
    tried(client, "post", f"/volunteers/points/do/{deed}/", form)


@pytest.fixture
def kept(world: None) -> Volunteer:
    return enrolled()
