"""Moving about: keys of the list, from a number or a town to its list, from a decision to its row, the phone's bar."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.desk.scene import Scene
from tests.world import make_matter

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


def total(page: Page) -> int:
    """Return how many the list says there are."""
    return int(page.locator(".fq-pager p b").first.inner_text())


def test_keys_of_the_list(open_as: Open, scene: Scene) -> None:
    page = open_as("dispatcher", "/matters/?tab=all")
    titles = page.locator("[data-rows] a[data-open]")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("j")
    expect(page.locator("tr.is-current")).to_have_count(1)
    wanted = titles.nth(1).get_attribute("title") or ""
    expect(page.locator("tr.is-current a[data-open]")).to_have_attribute("title", wanted)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/matters/[0-9a-f-]{36}/$"))
    expect(page.locator("h1")).to_have_text(wanted)

    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("n")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("/")
    page.keyboard.type("closed_old")
    page.wait_for_load_state("networkidle")  # the list under the box has come
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/search/$"))  # what was typed stands in no address
    expect(page.locator("main input[name=q][type=search]")).to_have_value("closed_old")
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile("/intake/$"))
    page.keyboard.type("jkn?/")
    expect(page.locator("#in-text")).to_have_value("jkn?/")


def test_filters_send_themselves_chips_take_them_away_and_export_works_twice(open_as: Open, scene: Scene) -> None:
    page = open_as("dispatcher", "/matters/?tab=all")
    everything = total(page)
    page.locator("select[name=kind]").select_option("police_report")
    expect(page).to_have_url(re.compile("kind=police_report"))
    assert 0 < total(page) < everything
    for _ in range(2):
        with page.expect_download() as download:
            page.get_by_role("button", name="导出 Excel").click()
        assert download.value.suggested_filename.endswith(".xlsx")
        expect(page.locator("form[data-sent]")).to_have_count(0)
    page.locator(".fq-chip").click()
    expect(page).not_to_have_url(re.compile("kind=police_report"))
    assert total(page) == everything


def test_a_number_and_a_town_open_to_their_lists(open_as: Open, scene: Scene) -> None:
    page = open_as("supervisor", "/overview/")
    cell = page.locator("table.is-figures").first.locator("td a").nth(1)
    number, label = (
        int(cell.inner_text()),
        page.locator("table.is-figures").first.locator("th[scope=row]").first.inner_text(),
    )
    cell.click()
    assert total(page) == number
    expect(page.locator(".fq-chip").first).to_contain_text("状态")
    expect(page.locator(".fq-chips")).to_contain_text(label)
    page.go_back()
    town = page.locator("figure a[aria-label^='南镇']")
    counted = int(re.findall(r"\d+", town.get_attribute("aria-label") or "")[0])
    town.click()
    assert total(page) == counted
    expect(page.locator(".fq-chips")).to_contain_text("南镇")
    page.go_back()
    expect(page.locator("[data-chart] svg")).to_have_count(2)
    page.get_by_role("link", name="7 天").click()
    expect(page).to_have_url(re.compile("days=7"))


def test_a_decision_opens_its_row_and_a_date_its_days(open_as: Open) -> None:
    matter = make_matter(by="dispatcher")
    page = open_as("handler.urban", f"/matters/{matter.id}/")
    why = page.locator(".fq-why").first
    why.locator("summary").click()
    expect(why).to_contain_text("1 个工作日，为什么是这一天")
    expect(why.locator("li").first).to_contain_text("起算")
    expect(why.locator("li").last).to_contain_text("到期")
    expect(why).to_contain_text("依据：")
    page.get_by_text("看清单怎么判的").click()
    link = page.locator(".fq-reason a[href*='/routing/']").first
    row = (link.get_attribute("href") or "").split("#")[1]
    link.click()
    expect(page).to_have_url(re.compile(f"#{row}$"))
    expect(page.locator(f"[id='{row}']")).to_be_in_viewport()
    marked, plain = (
        page.evaluate("s => getComputedStyle(document.querySelector(s)).backgroundColor", f"{scope} > td, {scope} > *")
        for scope in (f"[id='{row}']", "tr:not(:target)[id]")
    )
    assert marked != plain


def test_the_bar_of_a_phone(open_as: Open, scene: Scene) -> None:
    page = open_as("desk.north", "/matters/", width=390)
    bar = page.locator(".fq-bottom")
    expect(bar).to_be_visible()
    bar.get_by_role("link", name="新事项").click()
    expect(page).to_have_url(re.compile("/intake/$"))
    box = page.locator(".fq-actions .btn-primary").bounding_box()
    page.locator(".fq-actions .btn-primary").scroll_into_view_if_needed()
    assert box
    bar.get_by_role("link", name="事项", exact=True).click()
    expect(page).to_have_url(re.compile("/matters/$"))
    bar.get_by_role("button", name="更多").click()
    page.locator("#side summary", has_text="管理").click()
    page.locator("#side").get_by_role("link", name="规则").click()
    expect(page).to_have_url(re.compile("/rules/$"))
    page.go_back()
    page.locator("[data-rows] a[data-open]").first.click()
    expect(page.locator(".fq-next")).to_be_visible()
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    lowest = "Math.max(...[...document.querySelectorAll('main section')].map(e => e.getBoundingClientRect().bottom))"
    assert page.evaluate(f"{lowest} <= document.querySelector('.fq-bottom').getBoundingClientRect().top")


def test_display_and_language_are_chosen_in_the_menu(open_as: Open) -> None:
    page = open_as("desk.north", "/rules/")
    page.locator(".fq-user").click()
    page.get_by_role("button", name="换成夜间配色").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    expect(page).to_have_url(re.compile("/rules/$"))
    page.locator(".fq-user").click()
    page.get_by_role("button", name="换成大字版").click()
    expect(page.locator("html")).to_have_attribute("data-elder", "")
    page.locator(".fq-user").click()
    page.locator(".fq-user-menu button[value=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_url(re.compile("/rules/$"))
    page.locator(".fq-user").click()
    page.locator(".fq-user-menu form[action='/account/logout/'] button").click()
    expect(page).to_have_url(re.compile("/account/login/$"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
