"""The page of phones on its real service worker: online, without a line for days, online again, and somebody else's hands."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import fengqiao.look
from fengqiao.desk.duties.phone import FILES
from fengqiao.duties import actions
from fengqiao.duties.models import CheckIn, Seat
from tests.browser.conftest import Open, Watch
from tests.duties.helping import HOUR, POINT, activity
from tests.world import NOW, viewer

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


def ready(page: Page) -> None:
    page.locator("body[data-ready]").wait_for()


def test_a_check_in_without_a_line_is_uploaded_once_there_is_one(open_as: Open, watch: Watch) -> None:
    row = activity(starts=NOW, ends=NOW + 2 * HOUR)
    by = viewer("volunteer")
    actions.sign_up(activity_id=row.id, by=by, at=NOW)
    page = open_as("volunteer", "/phone/", width=360)
    page.clock.set_fixed_time(NOW)
    phone = page.context
    phone.grant_permissions(["geolocation"])
    phone.set_geolocation({"latitude": POINT[0] / 1_000_000, "longitude": POINT[1] / 1_000_000, "accuracy": 12})
    ready(page)
    assert page.evaluate("navigator.serviceWorker.ready.then((found) => found.scope)").endswith("/phone/")
    page.reload()
    ready(page)
    expect(page.get_by_text("都已上传")).to_be_visible()
    expect(page.get_by_role("heading", name="义警巡逻 · 定点巡")).to_be_visible()
    # Nothing that is somebody's lies in the cache of the service worker.
    kept = page.evaluate(
        "caches.keys().then(async (names) => (await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map((each) => new URL(each.url).pathname)))).flat())"
    )
    assert "/phone/" in kept
    assert "/phone/today/" not in kept

    page.get_by_role("button", name="看过了，照办").click()  # what a volunteer may not do is said first
    expect(page.get_by_role("button", name="到了，签到")).to_be_visible()
    phone.set_offline(True)
    page.reload()
    ready(page)
    page.get_by_role("button", name="到了，签到").click()
    expect(page.get_by_text("1 条未上传")).to_be_visible()
    page.reload()  # switched off and on, still without a line
    ready(page)
    expect(page.get_by_text("1 条未上传")).to_be_visible()
    expect(page.get_by_text("已签到，待上传")).to_be_visible()
    assert CheckIn.objects.count() == 0

    phone.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_text("都已上传")).to_be_visible()
    found = CheckIn.objects.get()
    assert (found.doubts, found.verdict, found.lat, found.accuracy) == ([], "sound", POINT[0], 12)
    expect(page.get_by_text(f"回执 {found.receipt[:8]}")).to_be_visible()
    assert Seat.objects.get().outcome == "came"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360

    # Whoever takes the phone after a log-out sees none of it, with a line or without.
    page.goto("/account/logout/")
    page.get_by_role("button", name="退出").last.click()
    for offline in (False, True):
        phone.set_offline(offline)
        page.goto("/phone/")
        ready(page)
        expect(page.get_by_text("请先登录")).to_be_visible()
        assert "义警巡逻" not in page.content()
    phone.set_offline(False)
    watch.said[:] = [each for each in watch.said if "ERR_INTERNET_DISCONNECTED" not in each]


def test_the_page_weighs_less_than_200_kb_before_its_first_use() -> None:
    base = Path(fengqiao.look.__file__).parent / "static"
    assert sum((base / name).stat().st_size for name in FILES) < 200 * 1024 - 10_000  # the shell itself is the rest
