"""A joint incident on two screens: the desk calls out, a party presses its steps on a phone, the desk's page shows it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from fengqiao.incidents.models import Incident
from tests.browser.conftest import Open
from tests.matters.helping import FIGHT
from tests.world import make_matter, unit

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


@pytest.mark.parametrize(("width", "elder"), [(390, ""), (360, "1")])
def test_what_a_party_presses_is_seen_at_the_desk_without_loading_anew(open_as: Open, width: int, elder: str) -> None:
    matter = make_matter(by="desk.north", **{**FIGHT, "kind": "emergency"})
    desk = open_as("desk.north", f"/matters/{matter.id}/")
    desk.get_by_role("link", name="转为联动").click()
    desk.get_by_role("link", name="水上救援").click()
    desk.locator("#j-other").select_option(str(unit("volunteers")))
    desk.locator("#j-ask").fill("带绳索到塘边")
    desk.get_by_role("button", name="启动联动并通知").click()
    lane = desk.locator(".fq-lane").filter(has_text="义警大队")
    expect(lane).to_contain_text("已通知，待签收")
    desk.evaluate("window.sameDocument = true")
    desk.locator("#report-text").fill("写到一半的话")

    cookies = {"fq_elder": elder} if elder else {}
    phone = open_as("volunteer", f"/joint/{Incident.objects.get().id}/", width=width, **cookies)
    expect(phone.locator("#joint-mine")).to_contain_text("带绳索到塘边")
    for verb in ("签收", "出发", "到场"):
        press = phone.locator(".fq-joint-press")
        expect(press).to_have_text(verb)
        box = press.bounding_box()
        assert box is not None
        assert box["height"] >= 60
        assert box["y"] + box["height"] <= 900, "in reach without scrolling"
        press.click()
    assert phone.evaluate("document.documentElement.scrollWidth") <= width
    expect(lane).to_contain_text("在现场")
    expect(desk.locator("#joint-live")).to_contain_text("义警大队 到场")
    expect(desk.locator("[data-updated]")).to_contain_text("上次更新")
    assert desk.evaluate("window.sameDocument") is True, "nothing was loaded anew"
    expect(desk.locator("#report-text")).to_have_value("写到一半的话")

    phone.locator(".fq-joint-press").click()  # 撤收
    expect(phone.locator(".fq-note-success")).to_contain_text("这次联动对您的单位已经结束")
    desk.locator("#joint-end > summary").click()
    desk.locator("#end-outcome").select_option("found_safe")
    desk.locator("#joint-end form button").click()
    expect(desk.locator("#joint-live")).to_contain_text("找到，平安")
    assert desk.locator("#joint-live[hx-get]").count() == 0
