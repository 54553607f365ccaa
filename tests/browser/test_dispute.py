"""A mediator with a phone who has never seen the software: one dispute settled on the scene in twelve taps and two texts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from fengqiao.disputes.models import Dispute
from tests.browser.conftest import Open
from tests.disputes.helping import agree, dispute

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
MOST_TAPS, TEXTS = 12, 2


class Thumb:
    """Somebody with a phone: every tap and every text typed is counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps, self.texts = page, 0, 0

    def tap(self, where: Locator) -> None:
        """Press what lies there."""
        where.click()
        self.taps += 1

    def type(self, where: Locator, words: str) -> None:
        """Tap into a field and type; the tap counts."""
        self.tap(where)
        self.page.keyboard.type(words)
        self.texts += 1


@pytest.mark.parametrize("ends", ["done", "none"])
def test_a_dispute_on_the_scene_takes_twelve_taps_and_two_texts_at_most(open_as: Open, ends: str) -> None:
    page = open_as("officer.north", "/", width=390)
    thumb = Thumb(page)
    thumb.tap(page.get_by_role("button", name="更多"))
    thumb.tap(page.locator("#side summary", has_text="服务群众"))
    thumb.tap(page.locator("#side").get_by_role("link", name="纠纷调解"))
    thumb.tap(page.get_by_role("link", name="现场调解"))
    thumb.tap(page.locator(".fq-scene-types label", has_text="邻里"))
    thumb.type(page.get_by_label("为什么事"), "停车占道，两家吵起来")
    if ends == "done":
        thumb.tap(page.locator(".fq-scene-ends label", has_text="当场了结"))
        thumb.type(page.get_by_label("谈成了什么"), "甲方道歉，乙方挪车")
    else:
        thumb.tap(page.locator(".fq-scene-ends label", has_text="没谈成"))
        expect(page.get_by_label("谈成了什么")).to_be_hidden()
        thumb.tap(page.get_by_label("向人民法院起诉"))
    thumb.tap(page.get_by_label("已告知权利义务，双方自愿调解"))
    thumb.tap(page.get_by_role("button", name="登记并办结"))
    expect(page.locator(".fq-note-success")).to_contain_text("已登记并办结")
    row = Dispute.objects.get()
    assert (row.state, row.on_scene, row.matter.state) == (
        {"done": "performed", "none": "failed"}[ends],
        True,
        "closed",
    )
    assert row.matter.area is not None, "where it is follows from the unit"
    assert thumb.taps <= MOST_TAPS
    assert thumb.texts <= TEXTS
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_lists_and_sheet_fit_a_phone_in_english(open_as: Open) -> None:
    agree(dispute(), performed=True)
    for address in ("/disputes/", "/disputes/statistics/?since=2026-08-01&until=2026-09-30"):
        page = open_as("dispatcher.north", address, width=390, fq_language="en")
        expect(page.locator("main table").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
