"""Pages of practical matters: put in, reported with evidence, verified, shown to everybody, in and out as Excel."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from fengqiao.practical.models import Item, Milestone
from tests.desk.conftest import LogIn
from tests.matters.helping import PNG
from tests.world import unit


def said(client: Client, url: str, form: dict[str, object] | None = None, status: int = 200) -> str:
    response = client.get(url) if form is None else client.post(url, form, follow=True)
    assert response.status_code == status, (url, response.status_code, response.content[:300])
    return response.content.decode()


def test_a_year_s_matter_from_the_list_to_the_public_page(world: None, log_in: LogIn) -> None:
    desk, urban, chief = log_in("desk.north"), log_in("handler.urban"), log_in("chief.north")
    assert "这一年还没有实事清单" in said(desk, "/practical/")
    form = {"title": "北一村装路灯", "aim": "people", "year": "2026", "unit": str(unit("station.north")),
            "helpers": [str(unit("dept.urban"))], "stone-1": "定点位", "due-1": "2026-08-20", "stone-2": "装好", "due-2": "2026-10-31"}  # fmt: skip
    page = said(desk, "/practical/new/", {**form, "due-2": "明天"}, 422)
    assert ("日期和时间看不懂" in page, "北一村装路灯" in page) == (True, True)
    assert "已列入清单" in said(desk, "/practical/new/", form)
    row = Item.objects.get()
    url, stone = f"/practical/{row.id}/", Milestone.objects.get(place=1)
    told = {"stone": str(stone.id), "text": "", "version": row.version}
    assert "请写做成了什么" in said(urban, f"{url}report/", told, 422)
    file = SimpleUploadedFile("灯.png", PNG)
    assert "已报完成" in said(urban, f"{url}report/", {**told, "text": "点位三十处", "files": file})
    page = said(chief, url)
    assert ("点位三十处" in page, "核实属实" in page) == (True, True)
    assert "核实属实" not in said(urban, url)
    picture = page.split(f"{url}files/")[1].split('"')[0]
    assert urban.get(f"{url}files/{picture}").status_code == 200
    assert log_in("desk.south").get(f"{url}files/{picture}").status_code == 404
    assert "退回时请写还差什么" in said(chief, f"{url}back/", {"stone": str(stone.id)}, 422)
    assert "已核实" in said(chief, f"{url}pass/", {"stone": str(stone.id), "text": ""})
    assert said(desk, "/practical/").count("1/2 · 50%") == 1
    public = Client()
    assert "北一村装路灯" not in said(public, "/portal/practical/")
    assert "已在公示页公开" in said(desk, f"{url}show/", {})
    page = said(public, "/portal/practical/?year=2026")
    assert ("北一村装路灯" in page, "2 个节点做成 1 个" in page, "点位三十处" in page) == (True, True, False)
    assert said(public, "/portal/practical/?year=99999")
    assert log_in("desk.south").get(url).status_code == 404
    assert desk.post(f"{url}burn/").status_code == 404


@pytest.mark.parametrize("bad", [None, "没有列.csv"])
def test_a_sheet_without_its_columns_is_refused(bad: str | None, world: None, log_in: LogIn) -> None:
    given = {} if bad is None else {"file": SimpleUploadedFile(bad, "甲,乙\n1,2\n".encode())}
    page = said(log_in("desk.north"), "/practical/sheet/", given)
    assert ("请选择要上传的表格" if bad is None else "表里没有找到这几列") in page


def test_a_list_goes_out_and_in_and_wrong_rows_come_back(world: None, log_in: LogIn) -> None:
    desk = log_in("desk.north")
    lines = "实事项目,类别,牵头单位,协办单位,节点,完成时限\n装路灯,为群众办实事,,,定点位,2026-08-20\n修桥,为群众办实事,没有这个所,,定图,2026-09-20\n"
    response = desk.post("/practical/sheet/", {"file": SimpleUploadedFile("单.csv", lines.encode())})
    assert (response.status_code, "已列入 1 项；1 行没有列入" in response.content.decode()) == (422, True)
    back = desk.post("/practical/sheet/errors/", {"again": response.context["again"]})
    rows = CalamineWorkbook.from_filelike(BytesIO(back.content)).get_sheet_by_index(0).to_python()
    assert (len(rows), rows[1][0], rows[1][-1]) == (2, "修桥", "没有叫“没有这个所”的单位。")
    out = desk.post("/practical/export/?year=2026")
    rows = CalamineWorkbook.from_filelike(BytesIO(out.content)).get_sheet_by_index(0).to_python()
    assert [row[1] for row in rows[1:]] == ["装路灯"]
    Item.objects.all().delete()
    assert "已列入 1 项" in said(desk, "/practical/sheet/", {"file": SimpleUploadedFile("单.xlsx", out.content)})
    assert "装路灯" in said(desk, "/practical/")
