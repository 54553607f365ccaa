"""The page of phones after a check-in that is doubted: it is there with a mark, and the big button goes on."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from fengqiao.duties import actions
from fengqiao.duties.models import CheckIn, Seat
from fengqiao.duties.queries import waiting_check_ins
from tests.browser.conftest import Open
from tests.browser.test_phone import ready
from tests.duties.helping import HOUR, POINT, activity
from tests.world import NOW, viewer

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
MINUTE = HOUR / 60
FAR = {"latitude": 29.5, "longitude": 121.5, "accuracy": 12}
HERE = {"latitude": POINT[0] / 1_000_000, "longitude": POINT[1] / 1_000_000, "accuracy": 12}


def phone(open_as: Open, where: dict[str, float]) -> Page:
    page = open_as("volunteer", "/phone/", width=360)
    page.clock.set_fixed_time(NOW)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation(where)  # type: ignore[arg-type]
    page.reload()
    ready(page)
    return page


def test_signed_too_early_is_kept_with_a_mark_and_asked_again_when_the_time_has_come(
    open_as: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = activity(kind="talk", form="fraud", starts=NOW + 40 * MINUTE, ends=NOW + 2 * HOUR)
    later = activity(kind="talk", form="safety", starts=NOW + 10 * HOUR, ends=NOW + 11 * HOUR)
    for each in (row, later):
        actions.sign_up(activity_id=each.id, by=viewer("volunteer"), at=NOW)
    page = phone(open_as, HERE)
    page.get_by_role("button", name="现在就签，会标为存疑").click()
    page.get_by_role("button", name="到了，签到").click()
    first = page.locator(".task", has_text="反诈宣讲")
    expect(first.get_by_text("已收下，有一点要领队看：不在签到时间内")).to_be_visible()
    expect(first.get_by_text("10:10 起再签一次，就不用领队看了。")).to_be_visible()
    expect(page.locator(".task.is-next h2")).to_contain_text("安全课")  # the big button goes on
    assert (CheckIn.objects.get().doubts, Seat.objects.get(activity=row).outcome) == (["time"], "open")

    moment = NOW + 30 * MINUTE
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
    page.clock.set_fixed_time(moment)
    page.reload()
    ready(page)
    expect(page.locator(".task.is-next h2")).to_contain_text("反诈宣讲")
    page.get_by_role("button", name="到了，签到").click()
    expect(first.get_by_text("已签到，回执")).to_be_visible()
    assert Seat.objects.get(activity=row).outcome == "came"
    assert not waiting_check_ins(row.id).exists(), "nobody has to look at the first one"


def test_signed_at_the_wrong_place_says_so_and_can_be_done_again_while_there_is_time(open_as: Open) -> None:
    row = activity(kind="talk", form="fraud", starts=NOW, ends=NOW + HOUR)
    actions.sign_up(activity_id=row.id, by=viewer("volunteer"), at=NOW)
    page = phone(open_as, FAR)
    page.get_by_role("button", name="到了，签到").click()
    expect(page.get_by_text("已收下，有一点要领队看：离地点太远")).to_be_visible()
    expect(page.get_by_role("button", name="到了，签到")).to_have_count(0)
    expect(page.locator(".task .file")).to_be_visible()  # photos can be taken all the same
    page.context.set_geolocation(FAR | {"latitude": 29.5001})  # type: ignore[arg-type]
    page.get_by_role("button", name="再签一次").click()
    page.get_by_role("button", name="到了，签到").click()
    expect(page.get_by_role("button", name="再签一次")).to_be_visible()
    expect(page.get_by_text("已收下，有一点要领队看：离地点太远")).to_be_visible()
    assert [each.doubts for each in CheckIn.objects.all()] == [["place"], ["place"]]
    assert waiting_check_ins(row.id).count() == 2


def test_large_type_stays_large_whatever_is_tapped(open_as: Open) -> None:
    """<html> says by data-elder that type is large; the button that switches it is named so too."""
    row = activity(starts=NOW, ends=NOW + 2 * HOUR)
    actions.sign_up(activity_id=row.id, by=viewer("volunteer"), at=NOW)
    page = open_as("volunteer", "/phone/", width=360, fq_elder="1")
    page.clock.set_fixed_time(NOW)
    page.reload()
    ready(page)
    large = page.locator("html[data-elder]")
    expect(large).to_have_count(1)
    page.get_by_role("button", name="看过了，照办").click()
    expect(page.get_by_role("button", name="到了，签到")).to_be_visible()
    expect(large).to_have_count(1)
    page.get_by_role("heading", name="义警巡逻").click()
    expect(large).to_have_count(1)
    page.get_by_role("button", name="大字").click()
    expect(large).to_have_count(0)
    page.get_by_role("button", name="大字").click()
    expect(large).to_have_count(1)
    small = page.evaluate(
        "[...document.querySelectorAll('button, a, input, summary, select, label.as-button')].filter((each) => each.offsetParent && Math.min(each.getBoundingClientRect().width, each.getBoundingClientRect().height) < 60).map((each) => each.textContent)"
    )
    assert small == [], "smaller than 60 by 60"
