"""Pages of the arrival plan: read, change one, take a sheet in; what cannot be read comes back with its reason."""

from __future__ import annotations

import io
import re
from contextlib import suppress
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from fengqiao.incidents.rules.grounds import read_row
from fengqiao.kit.problems import Problem
from fengqiao.orgs.models import Area, Unit
from fengqiao.orgs.queries import directory
from tests.desk.conftest import LogIn
from tests.world import NOW, area, unit

pytestmark = pytest.mark.usefixtures("world")


def rows(content: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def hand_in(client: Client, text: str) -> object:
    return client.post("/areas/sheet/", {"file": SimpleUploadedFile("辖区.csv", text.encode())})


def test_one_area_is_set_and_the_page_says_what_follows(log_in: LogIn) -> None:
    client, town = log_in("admin"), area("TC01")
    page = client.get("/areas/").content.decode()
    assert all(word in page for word in ("测试县", "北镇", "未定", "缺哪类力量"))
    answer = client.post(f"/areas/{town}/", {"setting": "urban", "teams": [str(unit("volunteers"))]})
    assert answer.status_code == 302
    page = client.get(f"/areas/?in={town}").content.decode()
    assert page.count('data-label="到场时限">5 分钟') == 3  # the town and its two villages
    assert "义警大队" in page
    one = client.get(f"/areas/{area('TC0101')}/").content.decode()
    assert "城区：5 分钟到场" in one
    assert "义警大队" in one
    assert "没有覆盖这里的" in one
    wrong = client.post(f"/areas/{town}/", {"setting": "seaside", "teams": [str(unit("station.south"))]})
    assert wrong.status_code == 422
    assert Area.objects.get(code="TC01").setting == "urban"


def test_others_read_it_and_change_nothing(log_in: LogIn) -> None:
    client, town = log_in("desk.north"), area("TC01")
    page = client.get(f"/areas/{town}/").content.decode()
    assert "由县局管理员调整" in page
    assert "<select" not in page.split("fq-columns")[1]
    assert client.post(f"/areas/{town}/", {"setting": "urban"}).status_code == 404
    assert client.post("/areas/sheet/").status_code == 403
    assert client.post("/areas/sheet/out/").status_code == 403
    assert not Area.objects.exclude(setting="").exists()


def test_the_sheet_goes_out_comes_back_and_bad_rows_are_returned(log_in: LogIn) -> None:
    client = log_in("admin")
    out = client.post("/areas/sheet/out/")
    assert [row[0] for row in rows(out.content)] == [
        "辖区代码",
        "TC",
        "TC01",
        "TC0101",
        "TC0102",
        "TC02",
        "TC0201",
        "TC0202",
    ]
    good = "辖区代码,辖区,城乡类别,覆盖的力量\nTC01,北镇,城区,义警大队\n,南镇,农村,\n"
    bad = "TC0101,北一村,海边,\nXX,无名,城区,\nTC0102,北二村,,飞虎队、义警大队\nTC01,北镇,农村,\n"
    answer = hand_in(client, good + bad)
    assert answer.status_code == 422
    page = answer.content.decode()
    for words in ("2 行已经生效", "4 行没有导入", "“海边”不认得", "没有“XX”这个辖区", "飞虎队", "出现了两次"):
        assert words in page, words
    assert dict(Area.objects.exclude(setting="").values_list("code", "setting")) == {"TC01": "urban", "TC02": "rural"}
    assert list(Unit.objects.get(code="volunteers").areas.values_list("code", flat=True)) == ["TC01"]
    again = unescape(re.search(r'name="again" value="([^"]*)"', page)[1])  # type: ignore[index]
    returned = rows(client.post("/areas/sheet/errors/", {"again": again}).content)
    assert [row[0] for row in returned] == ["辖区代码", "TC0101", "XX", "TC0102", "TC01"]
    assert "飞虎队" in str(returned[3])
    assert hand_in(client, "辖区,备注\n北镇,好\n").status_code == 302  # neither setting nor teams: said in words
    assert hand_in(client, "辖区代码,城乡类别\nTC0101,城郊\n").status_code == 302
    assert directory(at=NOW).places[area("TC0101")].setting == "suburb"
    assert Unit.objects.get(code="volunteers").areas.count() == 1  # no such column: left as it is


@pytest.mark.parametrize(
    "again", ["", "{", "[]", "{}", '{"header": 1, "rows": []}', '{"header": [], "rows": [[1, 2, 3]]}', "[" * 9999]
)
def test_what_no_page_of_an_import_writes_is_refused(again: str, log_in: LogIn) -> None:
    assert log_in("admin").post("/areas/sheet/errors/", {"again": again}).status_code == 302


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.dictionaries(st.sampled_from(["code", "area", "setting", "teams"]), st.text(max_size=20)))
def test_any_row_is_read_or_refused_in_words(cells: dict[str, str]) -> None:
    with suppress(Problem):
        read_row(cells, {}, {"": ""}, {})


def test_the_list_asks_a_constant_number_of_queries(log_in: LogIn) -> None:
    client, needed = log_in("admin"), []
    client.get("/areas/")
    for inside in ("TC", "TC0101"):
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/areas/?in={area(inside)}")
        needed.append(len(queries))
    assert len(set(needed)) == 1, needed
