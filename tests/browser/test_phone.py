"""The page of phones on its real service worker: online, without a line for days, online again, and somebody else's hands."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find
from PIL import Image
from playwright.sync_api import Page, expect

from fengqiao.desk.duties.phone import FILES
from fengqiao.duties import actions
from fengqiao.duties.models import CheckIn, Photo, Seat
from fengqiao.duties.rules.messages import Letter, read
from fengqiao.duties.rules.pictures import put_together
from fengqiao.kit.documents import marks_on
from fengqiao.vault.models import StoredFile
from fengqiao.vault.queries import content_of
from fengqiao.visits.models import Origin, Visit
from tests.browser.conftest import Open, Watch
from tests.duties.helping import HOUR, POINT, activity, volunteers
from tests.visits.helping import NAME, visitee
from tests.world import NOW, viewer

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


def snapshot() -> bytes:
    """A bright picture as a camera makes it, larger than what is sent, with its place and device written into it."""
    exif = Image.Exif()
    exif[0x010F] = "ACME-CAMERA"
    out = io.BytesIO()
    Image.new("RGB", (2000, 1500), (230, 235, 225)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def ready(page: Page) -> None:
    page.locator("body[data-ready]").wait_for()


def read_back(page: Page) -> Letter:
    """What stands on the codes that the page shows without a line, as a desk reads it."""
    page.get_by_role("button", name="出二维码").click()
    page.locator(".qr canvas").first.wait_for()
    shown = [each.screenshot() for each in page.locator(".qr canvas").all()]
    (batch,) = put_together([mark for each in shown for mark in marks_on(each)])
    (unsent,) = json.loads(batch)["messages"]
    return read(unsent)


def photographed(page: Page) -> None:
    """A photo taken without a line: shrunk, without what the camera wrote into it, its hash in the message; the bytes follow."""
    phone = page.context
    phone.set_offline(True)
    page.locator(".task .file input").set_input_files(
        {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": snapshot()}
    )
    expect(page.get_by_text("1 条未上传")).to_be_visible()
    expect(page.get_by_text("1 张照片待上传")).to_be_visible()
    assert Photo.objects.count() == 0
    phone.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_text("1 张照片已收到")).to_be_visible()
    expect(page.get_by_text("都已上传")).to_be_visible()
    taken = Photo.objects.select_related("message").get()
    assert (taken.message.doubts, taken.message.lat, taken.arrived_at) == ([], POINT[0], NOW)
    pieces = content_of(StoredFile.objects.get())
    assert pieces is not None
    shown = Image.open(io.BytesIO(b"".join(pieces)))
    assert (shown.size, dict(shown.getexif())) == ((1600, 1200), {})
    strip = [shown.getpixel((place, 1190)) for place in range(0, 1600, 7)]
    assert min(sum(each) for each in strip) < 300 < 640 < sum(shown.getpixel((800, 200))), (
        "the strip of the watermark is dark, the rest is not"
    )
    left = page.evaluate(
        "new Promise((done) => { const asked = indexedDB.open('fengqiao-phone'); asked.onsuccess = () => { const all = asked.result.transaction('pictures').objectStore('pictures').count(); all.onsuccess = () => done(all.result); }; })"
    )
    assert left == 0, "the bytes went with their receipt"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


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
    expect(page.locator(".task .when").first).to_contain_text("10:00–12:00")  # whatever the phone's own zone
    # Nothing that is somebody's lies in the cache of the service worker.
    kept = page.evaluate(
        "caches.keys().then(async (names) => (await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map((each) => new URL(each.url).pathname)))).flat())"
    )
    assert "/phone/" in kept
    assert "/phone/today/" not in kept

    page.get_by_role("button", name="看过了，照办").click()  # what a volunteer may not do is said first
    expect(page.get_by_role("button", name="到了，签到")).to_be_visible()
    too_early(page)
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
    assert read_back(page).by == by.staff_id

    phone.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_text("都已上传")).to_be_visible()
    found = CheckIn.objects.get()
    assert (found.doubts, found.verdict, found.lat, found.accuracy) == ([], "sound", POINT[0], 12)
    expect(page.get_by_text(f"回执 {found.receipt[:8]}")).to_be_visible()
    assert Seat.objects.get().outcome == "came"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360

    photographed(page)

    logged_out(page)
    watch.said[:] = [each for each in watch.said if "ERR_INTERNET_DISCONNECTED" not in each]


def too_early(page: Page) -> None:
    """Hours before it begins the big button waits; whoever insists may all the same."""
    page.clock.set_fixed_time(NOW - 5 * HOUR)
    page.reload()
    ready(page)
    expect(page.get_by_role("button", name="9月1日周二 09:40 起可以签到")).to_be_disabled()
    expect(page.get_by_role("button", name="到了，签到")).to_have_count(0)
    page.get_by_role("button", name="现在就签，会标为存疑").click()
    expect(page.get_by_role("button", name="到了，签到")).to_be_visible()
    page.clock.set_fixed_time(NOW)
    page.reload()
    ready(page)


def logged_out(page: Page) -> None:
    """Whoever takes the phone after a log-out sees none of it, with a line or without."""
    phone = page.context
    page.goto("/account/logout/")
    page.get_by_role("button", name="退出").last.click()
    for offline in (False, True):
        phone.set_offline(offline)
        page.goto("/phone/")
        ready(page)
        expect(page.get_by_text("请先登录")).to_be_visible()
        assert "义警巡逻" not in page.content()
    assert page.evaluate(kept_in("tasks")) == "[]", "nor do the names of those on his lists stay"
    page.get_by_role("button", name="大字").click()
    phone.set_offline(True)
    page.reload()
    ready(page)
    assert page.locator("html[data-elder]").count() == 1, "set without a line, it stays so"
    phone.set_offline(False)


def kept_in(store: str) -> str:
    """A script that gives what lies in one store of the phone, as text."""
    return f"""new Promise((done) => {{ const asked = indexedDB.open('fengqiao-phone'); asked.onsuccess = () => {{
        const all = asked.result.transaction('{store}').objectStore('{store}').getAll(); all.onsuccess = () => done(JSON.stringify(all.result)); }}; }})"""


def test_visits_of_a_day_are_opened_on_purpose_noted_without_a_line_and_wiped(open_as: Open, watch: Watch) -> None:
    visitee()
    page = open_as("officer.north", "/phone/", width=360)
    page.clock.set_fixed_time(NOW)
    phone = page.context
    page.reload()
    ready(page)
    expect(page.get_by_role("heading", name="今天的走访（1 家）")).to_be_visible()
    assert NAME not in page.content()
    page.get_by_role("button", name="打开姓名地址").click()
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.evaluate("navigator.serviceWorker.ready")
    page.reload()
    ready(page)
    phone.set_offline(True)
    page.reload()
    ready(page)
    expect(page.get_by_role("heading", name=NAME)).to_be_visible()
    page.get_by_text("发现情况").click()
    page.locator(".visit details button").first.click()
    expect(page.get_by_text("走访已记，待上传")).to_be_visible()
    assert Visit.objects.count() == 0
    phone.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_text("走访已记，回执")).to_be_visible()
    assert (Visit.objects.get().met, Origin.objects.count()) == ("met", 1)
    kept = kept_in("visits")
    assert NAME in page.evaluate(kept)
    page.clock.set_fixed_time(NOW + 24 * HOUR)  # the day is over
    page.evaluate("dispatchEvent(new Event('offline'))")
    expect(page.get_by_text(NAME)).to_have_count(0)
    assert page.evaluate(kept) == "[]"
    watch.said[:] = [each for each in watch.said if "ERR_INTERNET_DISCONNECTED" not in each]


def test_a_task_is_handed_on_without_a_line_and_taken_without_one(open_as: Open, watch: Watch) -> None:
    """The giver asks offline, the receiver answers offline in elder mode and checks in before either is uploaded."""
    volunteers(1)
    row = activity(starts=NOW, ends=NOW + 2 * HOUR)
    by, to = viewer("volunteer"), viewer("v0")
    actions.sign_up(activity_id=row.id, by=by, at=NOW)
    page = handing_phone(open_as, "volunteer")
    page.context.set_offline(True)
    page.get_by_text("交给别人").click()
    page.get_by_role("button", name="请他接手").click()
    expect(page.locator("[data-said]")).to_have_text("请选择")
    page.get_by_label("请谁接手").select_option(to.name)
    page.get_by_role("button", name="请他接手").click()
    expect(page.get_by_text(f"请 {to.name} 接手，待上传")).to_be_visible()
    expect(page.get_by_text("1 条未上传")).to_be_visible()
    line_again(page)
    expect(page.get_by_text(f"已请 {to.name} 接手，等他答应")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360

    other = handing_phone(open_as, "v0", fq_elder="1")
    expect(other.get_by_text(f"{by.name} 请您接手")).to_be_visible()
    assert other.evaluate("document.documentElement.scrollWidth") <= 360
    other.context.set_offline(True)
    other.reload()
    ready(other)
    take = other.get_by_role("button", name="我接手")
    assert (take.bounding_box() or {"height": 0})["height"] >= 60
    take.click()
    expect(other.get_by_text("已答应接手，待上传")).to_be_visible()
    other.get_by_role("button", name="看过了，照办").click()
    other.get_by_role("button", name="到了，签到").click()
    expect(other.get_by_text("2 条未上传")).to_be_visible()
    assert Seat.objects.get().staff_id == by.staff_id, "nothing has changed yet"
    line_again(other)
    expect(other.get_by_text("都已上传")).to_be_visible()
    assert (CheckIn.objects.get().doubts, Seat.objects.get(staff=to.staff_id).outcome) == ([], "came")
    assert Seat.objects.get(staff=by.staff_id).state == "left"
    page.reload()
    ready(page)
    expect(page.get_by_text("这几天没有要参加的勤务")).to_be_visible()
    watch.said[:] = [each for each in watch.said if "ERR_INTERNET_DISCONNECTED" not in each]


def handing_phone(open_as: Open, login: str, **cookies: str) -> Page:
    """A phone at the place, with its service worker in charge."""
    page = open_as(login, "/phone/", width=360, **cookies)
    page.clock.set_fixed_time(NOW)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": POINT[0] / 1_000_000, "longitude": POINT[1] / 1_000_000, "accuracy": 12})
    page.evaluate("navigator.serviceWorker.ready")
    page.reload()
    ready(page)
    return page


def line_again(page: Page) -> None:
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")


def test_the_page_weighs_less_than_200_kb_before_its_first_use() -> None:
    sizes = {name: Path(str(find(name))).stat().st_size for name in FILES}
    assert sum(sizes.values()) < 200 * 1024 - 10_000, sizes  # the shell itself is the rest
