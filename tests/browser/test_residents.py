"""The journeys of those without an account, on a phone and in large type: tell, slip, track, closed; link, sign, finish."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from fengqiao.matters import actions as matters
from fengqiao.matters.models import Matter, Task
from fengqiao.passes.actions import make_link
from fengqiao.portal import tell
from tests.browser.conftest import Open
from tests.browser.test_every_page import AXE
from tests.matters.helping import CHECKED
from tests.passes.helping import by_mail
from tests.world import NOW, viewer

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
DRESSES = pytest.mark.parametrize("dress", [{}, {"fq_elder": "1"}], ids=["phone", "large type"])


@pytest.fixture(autouse=True)
def _time_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """At NOW nobody ever takes three seconds: how long a form was open is tried in tests/portal."""
    monkeypatch.setattr(tell, "limit_on", lambda *_: 0)


def sound(page: Page) -> None:
    """Nothing scrolls sideways, readers find nothing grave."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    assert [each["id"] for each in found if each["impact"] in ("serious", "critical")] == []


@DRESSES
def test_a_resident_tells_gets_a_slip_and_follows_it_to_the_end(dress: dict[str, str], open_as: Open) -> None:
    page = open_as("", "/portal/", width=390, **dress)
    sound(page)
    page.get_by_role("link", name="来反映").click()
    sound(page)
    page.get_by_label("什么事").fill("菜场门口流动摊贩占道经营，人行道走不通，请城管来管一管。")
    page.get_by_label("在哪个村、社区").select_option("TC0101")
    page.get_by_label("手机号", exact=False).fill("13912345678")
    page.get_by_role("button", name="交上去").click()
    expect(page.get_by_text("请先同意，才能交给承办单位。")).to_be_visible()
    page.get_by_label("我同意").check()
    page.get_by_role("button", name="交上去").click()
    expect(page).to_have_url(re.compile(r"/t/[A-Za-z0-9_-]{24}/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text("已经送到，等待接收")
    sound(page)
    number = Matter.objects.get(door="portal").number
    page.get_by_role("link", name="打印查询单").click()
    expect(page.get_by_text(number)).to_be_visible()
    expect(page.get_by_role("img", name="二维码")).to_be_visible()
    matter, urban = Matter.objects.get(door="portal"), viewer("handler.urban")
    matters.accept(matter_id=matter.id, by=urban, at=NOW)
    matters.close(matter_id=matter.id, result="explained", text="说明了", fields=CHECKED, uploads=[], by=urban, at=NOW)

    page.goto("/portal/track/")
    page.get_by_label("编号").fill(number)
    page.get_by_label("手机号末四位").fill("0000")
    page.get_by_role("button", name="查进度").click()
    expect(page.get_by_role("alert")).to_contain_text("对不上")
    page.get_by_label("编号").fill(number)
    page.get_by_label("手机号末四位").fill("5678")
    page.get_by_role("button", name="查进度").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("办完了")
    sound(page)
    page.get_by_role("button", name="EN").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Finished")


@DRESSES
def test_a_department_opens_its_link_signs_and_finishes(dress: dict[str, str], open_as: Open, scene: object) -> None:
    by_mail()
    task = Task.objects.get(matter=scene["offered"], role="lead")  # type: ignore[index]
    token = make_link(task_id=task.id, by=viewer("dispatcher"), at=NOW)
    page = open_as("", f"/d/{token}/", width=390, **dress)
    sound(page)
    page.get_by_role("button", name="打开交办").click()
    expect(page.get_by_role("button", name="签收")).to_be_visible()
    sound(page)
    page.get_by_role("button", name="签收").click()
    expect(page.get_by_text("已签收。")).to_be_visible()
    page.locator("#deed-progress summary").click()
    page.locator("#progress-text").fill("已到现场，正在劝离。")
    page.locator("#deed-progress").get_by_role("button", name="写进展").click()
    expect(page.get_by_text("进展已记录。")).to_be_visible()
    page.locator("#deed-finish summary").click()
    sound(page)
    page.locator("#deed-finish").get_by_label("办理结果").select_option("explained")
    page.locator("#deed-finish").get_by_label("核查结论").select_option("true")
    page.locator("#deed-finish").get_by_label("给反映人的答复").fill("摊位已经清走，谢谢您。")
    page.locator("#deed-finish").get_by_role("button", name="办结").click()
    expect(
        page.get_by_text("这种办理结果需要写明办理情况。")
        .or_(page.get_by_role("heading", name="这件交办已经了结"))
        .first
    ).to_be_visible()
    if page.locator("#deed-finish").count():
        page.locator("#close-text").fill("已劝离，人行道通了。")
        page.locator("#deed-finish").get_by_role("button", name="办结").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("这件交办已经了结")
    sound(page)
    assert Matter.objects.get(id=task.matter_id).state == "closed"
    again = open_as("", f"/d/{token}/", width=390, **dress)
    expect(again.get_by_role("heading", level=1)).to_have_text("这条链接打不开")
    again.get_by_role("button", name="要一条新链接").click()
    expect(again.get_by_role("status").first).to_contain_text("记下了")
