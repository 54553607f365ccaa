"""An assistant with a phone: a request in ten taps at most, then its steps, until the papers are handed over; a wish from consent to thanks."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from fengqiao.errands.models import Errand, HeldPaper
from fengqiao.wishes.models import Wish
from tests.browser.conftest import Open
from tests.browser.test_dispute import Thumb
from tests.desk.scene import photo
from tests.errands.helping import NAME, PHONE
from tests.wishes.helping import CHILD, GUARDIAN, KEEPER, SAID, SCHOOL, SECOND

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
MOST_TAPS = 10


def test_an_errand_from_the_door_to_the_papers(open_as: Open) -> None:
    page = open_as("assistant", "/", width=390)
    thumb = Thumb(page)
    thumb.tap(page.get_by_role("link", name="受理代办"))
    thumb.tap(page.locator(".fq-scene-types label", has_text="开具证明"))
    thumb.tap(page.locator(".fq-scene-types label", has_text="养老待遇资格认证"))
    thumb.type(page.get_by_label("姓名"), NAME)
    thumb.type(page.get_by_label("电话", exact=True).first, PHONE)
    thumb.tap(page.get_by_role("button", name="受理，我去跑"))
    expect(page.locator(".fq-note-success")).to_contain_text("已受理 2 项")
    assert thumb.taps <= MOST_TAPS
    row = Errand.objects.get()
    assert row.area is not None, "where it is follows from the unit"
    assert NAME not in page.content()

    item = page.locator("section.fq-panel", has=page.get_by_role("heading", name="开具证明"))
    expect(item).to_contain_text("先请本人或家人签授权书")
    page.get_by_text("记下签好的授权").click()
    page.get_by_label("授权书已签字").check()
    page.get_by_role("button", name="记下授权").click()
    expect(page.locator(".fq-note-success")).to_contain_text("授权已记下")
    item.get_by_text("收一份材料").click()
    item.get_by_label("收条已签字").check()
    item.get_by_role("button", name="收下").click()
    expect(item).to_contain_text("在代办员手里")
    for step in ("交到窗口", "送到家"):
        item.get_by_label("怎么告诉本人的").first.select_option("phone")
        item.get_by_role("button", name=f"到“{step}”了").click()
        expect(page.locator(".fq-note-success")).to_contain_text("已记下进展")
    expect(item).to_contain_text("先交还签收")
    item.get_by_text("交接", exact=True).click()
    item.get_by_label("交给谁").select_option("resident")
    item.get_by_label("接收人已签字").check()
    item.get_by_role("button", name="记下交接").click()
    expect(item).to_contain_text("已交还本人")
    item.get_by_role("button", name="办成了").click()
    expect(page.locator(".fq-note-success")).to_contain_text("这一项已办结")
    assert HeldPaper.objects.get().holder == "resident"

    page.get_by_role("button", name="看姓名电话").click()
    expect(page.locator("main")).to_contain_text(PHONE)
    page.reload()
    page.get_by_role("button", name="打印查询单").click()
    expect(page.locator(".slip")).to_contain_text(row.number)
    family = open_as("", page.url.removesuffix("slip/"), width=390)
    expect(family.locator("main")).to_contain_text("还有 1 项在办")
    assert NAME not in family.content()
    page.goto(f"/errands/{row.id}/")
    other = page.locator("section.fq-panel", has=page.get_by_role("heading", name="养老待遇资格认证"))
    other.get_by_role("button", name="上过门了").click()
    for step in ("上门采集", "交到窗口", "送到家"):
        other.get_by_label("怎么告诉本人的").first.select_option("visit")
        other.get_by_role("button", name=f"到“{step}”了").click()
    other.get_by_label("怎么告诉本人的").first.select_option("visit")
    other.get_by_role("button", name="办成了").click()
    expect(page.locator(".fq-note-success")).to_contain_text("这一项已办结")
    family.reload()
    expect(family.get_by_role("heading", level=1)).to_contain_text("办完了")
    assert Errand.objects.get().ended_at is not None
    after_the_end(open_as, family, Errand.objects.get())


def after_the_end(open_as: Open, family: Page, row: Errand) -> None:
    """The family says by the slip that one item is not solved; the desk takes that one up, whoever ended it cannot."""
    ask = family.locator("#rate")
    for name in ("联系过", "没有解决", "不满意"):
        ask.get_by_label(name, exact=True).check()
    ask.get_by_label("开具证明").check()
    ask.get_by_label("还想说的").fill("名字写错了一个字")
    ask.get_by_role("button", name="交评议").click()
    expect(family.get_by_role("heading", level=1)).to_contain_text("换人重办")
    mine = open_as("assistant", f"/errands/{row.id}/")
    expect(mine.locator("main")).to_contain_text("由别人接")
    expect(mine.get_by_role("button", name="接下来")).to_have_count(0)
    desk = open_as("desk.north", f"/errands/{row.id}/")
    desk.get_by_role("button", name="接下来").click()
    expect(desk.locator(".fq-note-success")).to_contain_text("接下来了")
    assert dict(row.items.values_list("kind", "state")) == {"certificate": "open", "pension_check": "done"}


def test_a_wish_from_the_guardians_consent_to_the_thanks(open_as: Open) -> None:
    keeper = open_as(KEEPER, "/wishes/", width=390)
    keeper.get_by_role("link", name="登记心愿").first.click()
    keeper.get_by_label("谁签的同意书").select_option("parent")
    keeper.get_by_label("监护人已签同意书").check()
    keeper.get_by_label("想要什么").fill(SAID)
    for name, value in (("kind", "study"), ("band", "primary_low"), ("town", "TC01")):
        keeper.locator(f"#w-{name}").select_option(value)
    for name, value in (
        ("child_name", CHILD),
        ("child_school", SCHOOL),
        ("guardian_name", GUARDIAN),
        ("guardian_phone", PHONE),
    ):
        keeper.locator(f"#w-{name}").fill(value)
    keeper.get_by_role("button", name="登记心愿").click()
    expect(keeper.locator(".fq-note-success")).to_be_visible()
    row = Wish.objects.get()

    page = open_as("secretary", "/wishes/", width=390)
    page.get_by_role("link", name=SAID).click()
    page.get_by_role("button", name="我来认领").click()
    expect(page.locator(".fq-note-success")).to_be_visible()
    assert CHILD not in page.content()
    assert SCHOOL not in page.content()
    late = open_as("volunteer", f"/wishes/{row.id}/", width=390)
    expect(late.get_by_role("button", name="我来认领")).to_have_count(0)
    page.set_input_files("[name=files]", {"name": "1.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    page.get_by_role("button", name="送到了，交照片").click()
    expect(page.locator(".fq-note-success")).to_contain_text("照片已交")
    expect(page.locator(".fq-wish-photos")).to_have_count(0)
    other = open_as(SECOND, f"/wishes/{row.id}/")
    expect(other.locator(".fq-wish-photos img")).to_be_visible()
    other.get_by_label("看不到孩子的脸").check()
    other.get_by_role("button", name="可以，心愿实现").click()
    expect(other.locator(".fq-note-success")).to_contain_text("心愿实现了")
    keeper.goto(f"/wishes/{row.id}/")
    keeper.get_by_label("孩子或家人说了什么").fill("她说书包很轻。")
    keeper.get_by_role("button", name="记下感谢").click()
    expect(keeper.locator(".fq-note-success")).to_be_visible()
    page.reload()
    expect(page.locator(".fq-wish-photos img")).to_be_visible()
    expect(page.locator(".fq-wish-thanks")).to_contain_text("她说书包很轻。")
    assert Wish.objects.get().state == "fulfilled"
