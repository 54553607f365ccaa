"""What is kept for its figures, from the counter to the figure: a banner with its picture, the outcome of a case."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from fengqiao.matters.models import Matter
from fengqiao.thanks.models import Thanks
from tests.browser.conftest import Open
from tests.browser.test_handling import send, step
from tests.browser.test_kinds import well
from tests.desk.scene import photo

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
GIVER, PHONE = "司徒春兰", "13700019191"
FIGURE = "/measures/{code}/?since=2026-01-01&until=2026-12-31"


def test_a_banner_is_registered_with_its_picture_counted_and_taken_back(open_as: Open) -> None:
    desk = open_as("desk.north", "/thanks/", width=390)
    desk.get_by_role("link", name="登记锦旗、感谢信").click()
    desk.get_by_label("锦旗").check()
    desk.get_by_label("上面写的什么").fill("一心为民")
    desk.get_by_label("谁送的").fill(GIVER)
    desk.get_by_label("电话").fill(PHONE)
    desk.locator("[name=files]").set_input_files({"name": "旗.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    desk.get_by_role("button", name="登记", exact=True).click()
    well(desk, "已登记")
    expect(desk.locator("main img")).to_be_visible()
    assert GIVER not in desk.content()
    desk.get_by_role("button", name="看姓名电话").click()
    expect(desk.locator("main")).to_contain_text(GIVER)
    bureau = open_as("supervisor", FIGURE.format(code="thanks.banners"))
    expect(bureau.locator(".fq-large")).to_contain_text("1")
    chief = open_as("chief.north", f"/thanks/{Thanks.objects.get().id}/")
    chief.get_by_text("登记错了，撤回").click()
    chief.locator("[name=wrong]").first.select_option("twice")
    chief.get_by_role("button", name="撤回", exact=True).click()
    well(chief, "已撤回")
    bureau.reload()
    expect(bureau.locator(".fq-large")).to_contain_text("0")


def test_the_outcome_of_a_case_is_recorded_as_numbers_and_opens_from_its_figure(open_as: Open) -> None:
    desk = open_as("desk.north", "/intake/")
    desk.locator("#in-text").fill("电瓶被盗系列案告破，登记战果。")
    desk.locator("#in-area").select_option(label="北一村")
    desk.locator("#in-kind").select_option("case_outcome")
    desk.get_by_role("button", name="登记", exact=True).click()
    well(desk, "已登记")
    matter = Matter.objects.get()
    desk.goto(f"/matters/{matter.id}/")
    desk.get_by_role("button", name="签收", exact=True).click()
    well(desk, "已签收")
    step(desk, "close")
    desk.locator("#close-result").select_option("recorded")
    desk.locator("#close-field\\.case_size").select_option("small")
    for name, value in (("cases_solved", "6"), ("recovered_yuan", "4200"), ("caught", "2"), ("items_seized", "11")):
        desk.locator(f"#close-field\\.{name}").fill(value)
    desk.locator("#close-text").fill("已登记。")
    send(desk, "close", "已办结。")
    bureau = open_as("supervisor", "/measures/")
    for code, shown in (("solved", "6"), ("recovered", r"4\D?200"), ("caught", "2"), ("seized", "11")):
        bureau.goto(FIGURE.format(code=f"cases.{code}"))
        expect(bureau.locator(".fq-large")).to_have_text(re.compile(shown))
    bureau.locator("main a[data-open]").first.click()
    expect(bureau.locator("main")).to_contain_text(matter.number)
