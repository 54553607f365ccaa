"""A matter from hand to hand in the browser: signed for, given, worked on, closed; handed back, sent on; urged."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from fengqiao.matters.models import Matter
from fengqiao.vault.models import StoredFile
from tests.browser.conftest import Open
from tests.desk.scene import QUARREL, STOLEN, photo
from tests.world import make_matter

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


def page_of(matter: Matter) -> str:
    return f"/matters/{matter.id}/"


def step(page: Page, name: str) -> None:
    """Unfold a move."""
    page.locator(f"#move-{name} > summary").click()
    expect(page.locator(f"#move-{name} form")).to_be_visible()


def send(page: Page, name: str, said: str) -> None:
    """Send a move's form, and see what is said."""
    page.locator(f"#move-{name} form button.btn-primary").click()
    expect(page.locator(".fq-note-success")).to_have_text(said)


def photograph(page: Page, name: str, file: str) -> None:
    """Choose a photograph in a move's form; its name is listed."""
    field = page.locator(f"#move-{name} input[type=file]")
    field.set_input_files({"name": file, "mimeType": "image/jpeg", "buffer": photo()})
    expect(page.locator(f"#move-{name} [data-files] li")).to_contain_text(file)


def test_a_desk_signs_gives_writes_with_a_photo_and_closes(open_as: Open) -> None:
    matter = make_matter(by="dispatcher", **STOLEN)
    page = open_as("desk.north", page_of(matter))
    expect(page.locator(".fq-next")).to_contain_text("等待 北镇派出所 签收")
    assert page.locator(".fq-next .btn-primary:visible").count() == 1, "one next step"
    page.get_by_role("button", name="签收", exact=True).click()
    expect(page.locator(".fq-note-success")).to_have_text("已签收。")
    step(page, "assign")
    page.locator("#assign-staff").select_option(label="员02")
    send(page, "assign", "已指派。")
    expect(page.locator(".fq-waits")).to_have_text("北镇派出所 办理中，经办人 员02")

    officer = open_as("officer.north", "/matters/?mine=1")
    officer.locator("a[data-open]").click()
    step(officer, "progress")
    officer.locator("#progress-text").fill("调取监控，找到了车。")
    officer.locator("#progress-step").select_option(label="处置")
    photograph(officer, "progress", "监控.jpg")
    send(officer, "progress", "进展已记录。")
    expect(officer.locator(".fq-line-item").first).to_contain_text("调取监控，找到了车。")
    expect(officer.locator("li[aria-current=step]")).to_contain_text("处置")
    with officer.expect_request("**/files/**"):
        officer.locator(".fq-line a", has_text="监控.jpg").click()
    officer.go_back()

    step(officer, "close")
    officer.locator("#close-result").select_option("settled")
    officer.locator("#move-close form button.btn-primary").click()
    expect(officer.locator(".fq-note-error")).to_contain_text("办结前请填写：")
    expect(officer.locator("#close-result")).to_have_value("settled")
    officer.locator("#close-field\\.found_class").select_option(index=1)
    officer.locator("#close-text").fill("车已找回，交还本人。")
    photograph(officer, "close", "领条.jpg")
    send(officer, "close", "已办结。")
    expect(officer.locator(".fq-next")).to_contain_text("已办结")
    assert (
        officer.locator(".fq-move").count() == officer.locator("#move-reply").count() == 1
    )  # who told of it may be answered
    assert Matter.objects.get(id=matter.id).result == "settled"
    assert StoredFile.objects.filter(matter_id=matter.id).count() == 2


def test_a_result_that_needs_evidence_asks_for_it(open_as: Open) -> None:
    matter = make_matter(by="dispatcher", **QUARREL)
    page = open_as("dispatcher.north", page_of(matter))
    page.get_by_role("button", name="签收", exact=True).click()
    step(page, "close")
    page.locator("#close-result").select_option("agreed_written")
    expect(page.locator("#close-result option:checked")).to_have_text("调解成功（书面协议）（需要佐证）")
    page.locator("#close-field\\.dispute_type").select_option("neighbours")
    page.locator("#close-field\\.parties_count").fill("2")
    page.locator("#close-text").fill("两家签了协议。")
    page.locator("#move-close form button.btn-primary").click()
    expect(page.locator(".fq-note-error")).to_contain_text("这种办理结果需要附上佐证（照片或文书）。")
    expect(page.locator("#close-text")).to_have_value("两家签了协议。")
    expect(page.locator("#close-field\\.parties_count")).to_have_value("2")
    photograph(page, "close", "协议.jpg")
    send(page, "close", "已办结。")


def test_handed_back_sent_on_signed_for_and_urged(open_as: Open) -> None:
    matter = make_matter(by="dispatcher")
    urban = open_as("handler.urban", page_of(matter))
    step(urban, "give_back")
    urban.locator("#give_back-reason").select_option(label="第一条 不属于本单位职责")
    urban.locator("#give_back-text").fill("小区里面归物业管。")
    send(urban, "give_back", "已退回。")

    dispatcher = open_as("dispatcher", "/matters/?tab=todo")
    row = dispatcher.locator("[data-rows] tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("待分流")
    expect(row.locator("[title=退回次数]")).to_have_text("1")
    row.locator("a").click()
    expect(dispatcher.locator(".fq-line")).to_contain_text("小区里面归物业管。")
    step(dispatcher, "route")
    dispatcher.locator("#route-unit").select_option(label="housing局")
    dispatcher.locator("#route-text").fill("物业服务由住建部门管。")
    send(dispatcher, "route", "已分流。")

    housing = open_as("handler.housing", "/matters/")
    housing.locator("a[data-open]").click()
    expect(housing.locator("body")).to_contain_text("物业服务由住建部门管。")
    housing.get_by_role("button", name="签收", exact=True).click()
    expect(housing.locator(".fq-waits")).to_have_text("housing局 办理中")

    supervisor = open_as("supervisor", page_of(matter))
    step(supervisor, "urge")
    supervisor.locator("#urge-text").fill("请三天内办完。")
    send(supervisor, "urge", "督办已送达。")
    housing.goto("/matters/")
    expect(housing.locator("[data-rows] tr")).to_contain_text("督办")


def test_contact_is_shown_in_its_place_and_gone_after_a_reload(open_as: Open) -> None:
    matter = make_matter(by="dispatcher", personal={"teller_name": "周文海", "teller_phone": "13912345678"})
    page = open_as("handler.urban", page_of(matter))
    contact = page.locator(".fq-contact")
    expect(contact).to_contain_text("139****5678")
    contact.locator("summary").click()
    contact.get_by_role("button", name="查看", exact=True).click()
    expect(page.locator(".fq-toast")).to_contain_text("请选择查看的用途。")
    contact.locator("select").select_option(label="联系办理")
    contact.get_by_role("button", name="查看", exact=True).click()
    expect(contact).to_contain_text("13912345678")
    expect(contact).to_contain_text("已按“联系办理”查看，记入台账。")
    page.reload()
    expect(contact).to_contain_text("139****5678")
    assert "13912345678" not in page.content()


def test_two_people_at_one_matter_the_second_is_told(open_as: Open) -> None:
    matter = make_matter(by="dispatcher", **STOLEN)
    first, second = open_as("desk.north", page_of(matter)), open_as("chief.north", page_of(matter))
    first.get_by_role("button", name="签收", exact=True).click()
    expect(first.locator(".fq-note-success")).to_have_text("已签收。")
    second.get_by_role("button", name="签收", exact=True).click()
    expect(second.locator(".fq-note-error")).to_contain_text("这件事项刚被别人处理过，页面已更新")
    expect(second.locator(".fq-next")).to_contain_text("办理中")
