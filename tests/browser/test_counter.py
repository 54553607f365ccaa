"""The counter without a mouse: log in, type, look where it goes, hand it in."""

from __future__ import annotations

import pytest
from django.core.signals import request_started
from playwright.sync_api import Page, expect

from fengqiao.matters.models import Matter
from tests.browser.conftest import Open
from tests.desk.scene import PHONE
from tests.world import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


def focused(page: Page) -> str:
    """Return the name of the field that has the focus."""
    return str(page.evaluate("document.activeElement.name || document.activeElement.tagName"))


def tab_to(page: Page, name: str) -> None:
    """Press Tab until a field has the focus."""
    for _ in range(60):
        if focused(page) == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {name} by Tab; stands on {focused(page)}")


def choose(page: Page, value: str) -> None:
    """Press the arrow key until the list that has the focus stands on a value."""
    for _ in range(30):
        if page.evaluate("document.activeElement.value") == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"no way to {value} by arrow keys")


def test_a_telling_is_taken_in_by_keyboard_alone(open_as: Open) -> None:
    page = open_as("", "/intake/")
    expect(page).to_have_url("/account/login/?next=/intake/")
    tab_to(page, "login")
    page.keyboard.type("desk.north")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url("/intake/")
    assert focused(page) == "text"

    page.keyboard.type("两家因为院墙吵了三年，想请人来调解。")
    proposal = page.locator("#proposal")
    expect(proposal).to_contain_text("县社会治理中心")  # no place yet
    tab_to(page, "area")
    choose(page, "TC0101")
    tab_to(page, "place")
    page.keyboard.type("三组老槐树旁")
    tab_to(page, "field.teller_name")
    page.keyboard.type("周文海")
    tab_to(page, "field.teller_phone")
    page.keyboard.type(PHONE)
    tab_to(page, "kind")
    assert page.locator("#kind-fields input, #kind-fields select, #kind-fields textarea").count() == 0
    choose(page, "dispute")
    expect(page.locator("#in-field\\.amount")).to_be_visible()
    expect(proposal).to_contain_text("北镇社会治理中心")
    expect(proposal).to_contain_text("矛盾纠纷")
    expect(proposal).to_contain_text("1 个工作日")
    tab_to(page, "field.amount")
    page.keyboard.type("1200")
    page.keyboard.press("Control+Enter")

    expect(page.locator("h1")).to_have_text("两家因为院墙吵了三年，想请人来调解")
    matter = Matter.objects.get()
    expect(page.locator(".fq-note-success")).to_contain_text(f"已登记，编号 {matter.number}。")
    assert (matter.kind, matter.place, matter.area.code, matter.fields) == (  # type: ignore[union-attr]
        "dispute", "三组老槐树旁", "TC0101", {"amount": "1200"},
    )  # fmt: skip
    expect(page.locator(".fq-contact")).to_contain_text("139****5678")
    assert PHONE not in page.content()


def test_emergency_words_are_seen_at_once_and_photos_are_not_sent_while_typing(open_as: Open, tmp_path: object) -> None:
    page = open_as("desk.north", "/intake/")
    sizes: list[int] = []

    def measure(environ: dict[str, str], **_: object) -> None:
        if "preview" in environ["PATH_INFO"]:
            sizes.append(int(environ["CONTENT_LENGTH"]))

    request_started.connect(measure)
    page.locator("#in-files").set_input_files(
        {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8" + b"x" * 2_000_000}
    )
    page.locator("#in-text").press_sequentially("菜场门口有人持刀打架，有人受伤", delay=5)
    expect(page.locator("#proposal [role=alert]")).to_contain_text("可能是紧急警情")
    request_started.disconnect(measure)
    assert sizes
    assert max(sizes) < 10_000
    page.locator("#in-text").fill("")
    expect(page.locator("#proposal")).to_contain_text("写下诉求内容")


def test_a_mistake_is_said_beside_its_field_and_the_words_stay(open_as: Open) -> None:
    page = open_as("desk.north", "/intake/")
    page.locator("#in-text").fill("两家因为院墙吵了三年。")
    page.locator("#in-field\\.teller_phone").fill("不知道")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator("#in-field\\.teller_phone-error")).to_contain_text("应为电话号码")
    assert page.locator("#in-field\\.teller_phone").get_attribute("aria-invalid") == "true"
    assert page.locator("#in-text").input_value() == "两家因为院墙吵了三年。"
    assert Matter.objects.count() == 0
