"""Each kind of matter from its report to its end, by its roles in a browser: dispute, clue, suggestion, list, help, rating."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from fengqiao.clues import box
from fengqiao.clues.models import Clue
from fengqiao.disputes.models import Dispute
from fengqiao.helps.models import HelpSession
from fengqiao.matters.models import Entry, Matter
from fengqiao.meetings.models import Suggestion
from fengqiao.portal import tell
from fengqiao.practical.models import Item
from tests.browser.conftest import Open
from tests.browser.test_dispute import Thumb
from tests.browser.test_handling import send, step
from tests.clues.conftest import CHEAP
from tests.clues.helping import PHRASES, SAID, station
from tests.desk.scene import photo
from tests.disputes.helping import NAME, PHONE
from tests.meetings.test_meetings import DAY
from tests.meetings.test_meetings import SAID as SUGGESTED
from tests.world import NOW, unit

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys that cost little, and at NOW nobody ever takes three seconds over a form."""
    monkeypatch.setattr(box, "PASSPHRASE_COST", CHEAP)
    monkeypatch.setattr(box, "CODE_COST", CHEAP)
    monkeypatch.setattr(tell, "limit_on", lambda *_: 0)


def well(page: Page, said: str) -> None:
    """What was done is said."""
    expect(page.locator(".fq-note-success")).to_contain_text(said)


def move(page: Page, label: str) -> Locator:
    """Unfold a move by its words; returns its form."""
    found = page.locator("details.fq-move", has=page.locator("summary", has_text=label)).first
    if found.get_attribute("open") is None:
        found.locator("> summary").click()
    return found.locator("form")


def test_a_dispute_from_the_counter_to_the_visit_after(open_as: Open) -> None:
    page = open_as("dispatcher.north", "/intake/")
    page.locator("#in-text").fill("两家因为院墙吵了三年，想请人来调解。")
    page.locator("#in-area").select_option(label="北一村")
    page.locator("#in-kind").select_option("dispute")
    page.get_by_role("button", name="登记", exact=True).click()
    well(page, "已登记")
    page.get_by_role("link", name="受理调解").click()
    page.get_by_label("纠纷类型").select_option("neighbours")
    page.get_by_label("涉及金额（元）").fill("3,000")
    page.locator("#d-name-0").fill(NAME)
    page.locator("#d-phone-0").fill(PHONE)
    page.locator("#d-name-1").fill("北镇木器店")
    page.get_by_label("已告知调解的性质").check()
    page.get_by_label("双方自愿接受调解").check()
    page.get_by_role("button", name="受理", exact=True).click()
    expect(page.locator(".fq-dispute-grade")).to_contain_text("简单")
    assert NAME not in page.content()
    form = move(page, "记调解会")
    form.get_by_label("还要再谈").or_(form.locator("[name=result][value=again]")).first.check()
    form.get_by_label("经过").fill("谈了界线，各让一尺。")
    form.get_by_role("button", name="记下").click()
    well(page, "调解会已记下")
    form = move(page, "达成协议")
    form.locator("[name=form][value=oral]").check()
    form.get_by_label("谈成了什么").fill("院墙各退一尺，赔三千元。")
    form.get_by_label("协议金额（元）").fill("3000")
    form.get_by_label("已当场履行").check()
    form.get_by_role("button", name="记下协议").click()
    well(page, "协议已记下")
    row = Dispute.objects.get()
    assert (row.state, row.matter.state, row.matter.result) == ("performed", "closed", "agreed_oral")
    form = move(page, "记履行、回访")
    form.get_by_label("情况").fill("都满意，没有隐患。")
    form.get_by_role("button", name="记下").click()
    well(page, "已记下")
    expect(page.locator("section", has=page.locator("#d-dues")).locator("tbody")).to_contain_text("都满意")


def test_a_sealed_clue_is_opened_checked_and_its_informant_answered(open_as: Open) -> None:
    station()
    informant = open_as("", "/portal/clue/", width=390)
    informant.get_by_label("哪一类").select_option("gambling")
    informant.get_by_label("知道些什么").fill(SAID)
    informant.get_by_label("大致在哪个村").select_option(label="北一村")
    informant.get_by_label("您是").select_option("volunteer")
    informant.get_by_role("button", name="加密交上去").click()
    code = informant.locator("#code").inner_text()
    assert re.fullmatch(r"(\d{4}\s*){5}", code)

    officer = open_as("officer.north", "/clues/")
    officer.locator("a[data-open]").click()
    expect(officer.locator("main")).to_contain_text("锁着")
    assert SAID not in officer.content()
    officer.get_by_label("口令").fill(PHRASES["officer.north"])
    officer.get_by_role("button", name="开锁").click()
    expect(officer.locator("main")).to_contain_text(SAID)
    move(officer, "签收核查").get_by_role("button").click()
    well(officer, "已签收")
    form = move(officer, "追问举报人")
    form.get_by_label("要问什么").fill("是几楼？")
    form.get_by_role("button").click()
    well(officer, "已追问")

    informant.get_by_role("link", name="抄好了").click()
    informant.get_by_label("回执码").fill(code)
    informant.get_by_role("button", name="看答复").click()
    expect(informant.locator("blockquote")).to_contain_text("是几楼？")
    informant.get_by_label("回答他们").fill("三楼，靠楼梯。")
    informant.get_by_role("button", name="加密交上去").click()

    officer.reload()
    expect(officer.locator("main")).to_contain_text("三楼，靠楼梯。")
    form = move(officer, "记核查结果")
    form.get_by_label("核查结果").select_option("true")
    form.get_by_label("查处人数").fill("4")
    form.get_by_label("打掉团伙数").fill("1")
    form.get_by_role("button").click()
    well(officer, "核查结果已记下")
    form = move(officer, "答复举报人")
    form.get_by_label("答复内容").fill("属实，已经查处，谢谢您。")
    form.get_by_role("button").click()
    well(officer, "已答复")
    move(officer, "办结").get_by_role("button").click()
    well(officer, "线索已办结")

    informant.goto("/portal/clue/back/")
    informant.get_by_label("回执码").fill(code)
    informant.get_by_role("button", name="看答复").click()
    expect(informant.locator("main")).to_contain_text("核查结果：属实")
    expect(informant.locator("main")).to_contain_text("属实，已经查处，谢谢您。")
    assert SAID not in informant.content()
    row = Clue.objects.get()
    assert (row.state, row.people, row.groups) == ("closed", 4, 1)


def test_a_suggestion_of_the_monthly_meeting_is_answered_by_the_unit_asked(open_as: Open) -> None:
    desk = open_as("desk.north", "/meetings/new/")
    desk.get_by_label("哪一天").fill(DAY.isoformat())
    desk.get_by_label("哪支义警队伍").select_option(str(unit("volunteers")))
    desk.get_by_role("button", name="安排").click()
    well(desk, "例会已安排")

    volunteer = open_as("volunteer", desk.url, width=390)
    volunteer.get_by_text("提一条建议").click()
    volunteer.get_by_label("建议", exact=True).fill(SUGGESTED)
    volunteer.get_by_label("由哪个单位答复").select_option(str(unit("dept.urban")))
    volunteer.get_by_role("button", name="记下建议").click()
    well(volunteer, "建议已记下")

    urban = open_as("handler.urban", desk.url)
    urban.get_by_text("答复这条").click()
    urban.get_by_label("怎么答复").select_option("adopted")
    urban.get_by_label("答复内容").fill("已换两盏灯。")
    urban.get_by_role("button", name="记下答复").click()
    well(urban, "答复已记下")

    desk.reload()
    expect(desk.locator("section", has=desk.locator("#m-now"))).to_contain_text("已换两盏灯。")
    desk.locator("[name^=came-]").first.fill("12")
    desk.get_by_label("议定事项").fill("夜巡三人一组。")
    desk.get_by_role("button", name="开完了，记下").click()
    well(desk, "例会已记录")
    assert Suggestion.objects.get().answer == "adopted"


def test_a_practical_matter_is_listed_done_verified_and_shown(open_as: Open) -> None:
    desk = open_as("desk.north", "/practical/new/")
    desk.get_by_label("实事项目").fill("北一村装路灯")
    desk.get_by_label("为谁办").select_option("people")
    desk.locator(f"[name=helpers][value='{unit('dept.urban')}']").check()
    desk.locator("[name=stone-1]").fill("三十盏装好、亮了")
    desk.locator("[name=due-1]").fill("2026-10-31")
    desk.get_by_role("button", name="列入清单").click()
    well(desk, "已列入清单")

    urban = open_as("handler.urban", desk.url, width=390)
    form = move(urban, "报完成")
    form.get_by_label("做成了什么").fill("三十盏都亮了。")
    form.locator("[name=files]").set_input_files({"name": "1.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    form.get_by_role("button", name="做完了，报核实").click()
    well(urban, "已报完成，等别人核实")
    expect(urban.get_by_role("button", name="核实属实")).to_have_count(0)

    chief = open_as("chief.north", desk.url)
    chief.get_by_role("button", name="核实属实").click()
    well(chief, "已核实")
    chief.get_by_role("button", name="在公示页公开").click()
    well(chief, "已在公示页公开")
    public = open_as("", "/portal/practical/?year=2026", width=390)
    expect(public.locator("main")).to_contain_text("北一村装路灯")
    assert "三十盏都亮了" not in public.content()
    assert Item.objects.get().state == "done"


def test_what_help_at_a_station_cannot_do_becomes_a_matter_and_is_done(open_as: Open) -> None:
    page = open_as("assistant", "/helps/", width=390)
    thumb = Thumb(page)
    thumb.tap(page.locator(".fq-scene-types label").first)
    page.get_by_label("在哪个站点").select_option(label="北镇警务站")
    thumb.tap(page.get_by_text("办不了，转为事项"))
    thumb.type(page.get_by_label("要办什么"), "老人家门口流动摊贩占道经营，进出不便，请城管来管。")
    thumb.tap(page.get_by_role("button", name="转出去"))
    well(page, "已转为事项")
    assert thumb.taps <= 4
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    matter = Matter.objects.get()
    assert HelpSession.objects.get().matter_id == matter.id

    urban = open_as("handler.urban", f"/matters/{matter.id}/")
    expect(urban.locator("main")).to_contain_text("来自现场帮办")
    urban.get_by_role("button", name="签收", exact=True).click()
    well(urban, "已签收")
    finished(urban, "摊位已清走。")
    page.reload()
    expect(page.locator(".fq-next")).to_contain_text("已办结")


def finished(page: Page, text: str) -> None:
    """Close a complaint that was explained, as whoever handles it."""
    step(page, "close")
    page.locator("#close-result").select_option("explained")
    for each in page.locator("#move-close select[required], #move-close select[name^='field.']").all():
        each.select_option(index=1)
    page.locator("#close-text").fill(text)
    send(page, "close", "已办结。")


def rated(page: Page, *, solved: str, satisfied: str, text: str) -> None:
    """Answer the three questions on the page of one's slip."""
    for name, answer in (("responded", "yes"), ("solved", solved), ("satisfied", satisfied)):
        page.locator(f"[name={name}][value={answer}]").check()
    page.get_by_label("还想说的").fill(text)
    page.get_by_role("button", name="交评议").click()


def test_a_resident_who_says_not_solved_is_served_by_another(open_as: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [NOW]
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock[0])
    resident = open_as("", "/portal/tell/", width=390)
    resident.get_by_label("什么事").fill("菜场门口流动摊贩占道经营，人行道走不通，请城管来管一管。")
    resident.get_by_label("在哪个村、社区").select_option("TC0101")
    resident.get_by_label("手机号", exact=False).fill(PHONE)
    resident.get_by_label("我同意").check()
    resident.get_by_role("button", name="交上去").click()
    expect(resident.get_by_role("heading", level=1)).to_have_text("已经送到，等待接收")
    assert resident.get_by_role("button", name="交评议").count() == 0, "nothing to rate before the end"
    matter = Matter.objects.get()

    clock[0] += timedelta(minutes=5)
    urban = open_as("handler.urban", "/matters/")
    urban.locator("a[data-open]").first.click()
    urban.get_by_role("button", name="签收", exact=True).click()
    well(urban, "已签收")
    finished(urban, "摊位已清走。")

    clock[0] += timedelta(minutes=5)
    resident.reload()
    expect(resident.get_by_role("heading", level=1)).to_have_text("办完了")
    rated(resident, solved="no", satisfied="no", text="摊子又回来了。")
    expect(resident.locator("main")).to_contain_text("已经重新交办，由别人来办")

    urban.goto(f"/matters/{matter.id}/")
    expect(urban.get_by_role("button", name="签收", exact=True)).to_have_count(0)
    dispatcher = open_as("dispatcher", f"/matters/{matter.id}/")
    expect(dispatcher.locator("main")).to_contain_text("摊子又回来了。")
    step(dispatcher, "route")
    dispatcher.locator("#route-unit").select_option(str(unit("dept.housing")))
    dispatcher.locator("#route-text").fill("原承办人办结过，改由住建牵头。")
    dispatcher.locator("#move-route form button.btn-primary").click()
    expect(dispatcher.locator(".fq-note-success")).to_be_visible()
    clock[0] += timedelta(minutes=5)
    housing = open_as("handler.housing", f"/matters/{matter.id}/")
    housing.get_by_role("button", name="签收", exact=True).click()
    well(housing, "已签收")
    resident.reload()
    expect(resident.locator("main")).to_contain_text("重新办理")
    finished(housing, "装了隔离桩，摊子进不来了。")

    clock[0] += timedelta(minutes=5)
    resident.reload()
    rated(resident, solved="yes", satisfied="yes", text="这回好了。")
    expect(resident.locator("main")).to_contain_text("谢谢")
    assert Entry.objects.filter(matter_id=matter.id, move="rate").count() == 2
    matter.refresh_from_db()
    assert (matter.state, matter.unit_id) == ("closed", unit("dept.housing"))
    supervisor = open_as("supervisor", "/ratings/sums/")
    expect(supervisor.locator("main")).to_contain_text(re.compile(r"50(\.0)?%"))
