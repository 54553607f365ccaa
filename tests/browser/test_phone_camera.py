"""The page of phones with the phone's own powers: its camera reads the code of a check-in; it is put on the home screen."""

from __future__ import annotations

import io
import json
from pathlib import Path
from urllib.parse import urljoin

import pytest
from django.contrib.staticfiles.finders import find
from PIL import Image
from playwright.sync_api import Page, expect

from fengqiao.duties import actions
from fengqiao.duties.models import Activity, CheckIn, Photo, Seat
from fengqiao.duties.rules.codes import code_of, step_of
from fengqiao.vault.models import StoredFile
from fengqiao.vault.queries import content_of
from tests.browser.conftest import Open, Watch
from tests.browser.test_phone import ready, snapshot
from tests.duties.helping import HOUR, activity
from tests.world import NOW, viewer

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
# A camera of moving noise, and a detector that reads from it what the test says; `camera` may be the name of a refusal.
CAMERA = """
globalThis.reads = [];
globalThis.BarcodeDetector = class {
  static async getSupportedFormats() { return ["ean_13", "qr_code"]; }
  async detect(film) { if (!film.videoWidth) throw new Error("no picture"); return globalThis.reads.map((rawValue) => ({ rawValue })); }
};
navigator.mediaDevices.getUserMedia = async (asked) => {
  if (globalThis.camera) throw new DOMException("no", globalThis.camera);
  if (asked.audio || asked.video.facingMode !== "environment") throw new Error("asked for more than the camera at the back");
  const canvas = document.createElement("canvas");
  canvas.getContext("2d").fillRect(0, 0, 10, 10);
  globalThis.film = canvas.captureStream(10);
  const drawing = setInterval(() => canvas.getContext("2d").fillRect(Math.random() * 100, 0, 9, 9), 50);
  globalThis.film.getTracks()[0].addEventListener("ended", () => clearInterval(drawing));
  return globalThis.film;
};
"""


def joined(**over: object) -> Activity:
    """A meeting that begins now, at which one of the volunteers has a place: checked in to by the code alone."""
    row = activity(kind="meeting", form="", starts=NOW, ends=NOW + 2 * HOUR, point=None, **over)
    actions.sign_up(activity_id=row.id, by=viewer("volunteer"), at=NOW)
    return row


def phone(open_as: Open, *scripts: str, **cookies: str) -> Page:
    page = open_as("volunteer", "/account/login/", width=360, **cookies)
    page.clock.set_fixed_time(NOW)
    for each in scripts:
        page.add_init_script(each)
    page.goto("/phone/")
    ready(page)
    return page


def link_of(row: Activity) -> str:
    return f"https://anywhere.example/phone/#{row.id}/{code_of(row.secret, step_of(NOW))}"


def camera_is_off(page: Page) -> None:
    page.evaluate(
        "new Promise((done) => { const look = () => { if (film.getTracks()[0].readyState === 'ended') done(); else setTimeout(look, 50); }; look(); })"
    )


def test_the_camera_within_the_page_reads_the_code_without_a_line(open_as: Open, watch: Watch) -> None:
    row = joined()
    page = phone(open_as, CAMERA, fq_elder="1")
    page.evaluate("navigator.serviceWorker.ready")
    page.reload()
    ready(page)
    page.context.set_offline(True)
    page.reload()
    ready(page)
    scan = page.get_by_role("button", name="扫码签到")
    assert (scan.bounding_box() or {"height": 0})["height"] >= 60
    scan.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.get_by_text("对准现场的二维码")).to_be_visible()
    page.evaluate("reads = ['https://anywhere.example/shop/1']")
    expect(page.get_by_text("这不是签到的二维码")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.evaluate(f"reads = [{json.dumps(link_of(row))}]")
    expect(page.get_by_text("1 条未上传")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    camera_is_off(page)
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_text("都已上传")).to_be_visible()
    found = CheckIn.objects.get()
    assert (found.way, found.doubts, Seat.objects.get().outcome) == ("code", [], "came")
    watch.said[:] = [each for each in watch.said if "ERR_INTERNET_DISCONNECTED" not in each]


def test_a_code_of_another_activity_opens_it_and_closing_the_camera_changes_nothing(open_as: Open) -> None:
    row = joined()
    other = activity(kind="oath", form="", starts=NOW + 5 * HOUR, ends=NOW + 6 * HOUR, point=None)
    page = phone(open_as, CAMERA)
    page.get_by_role("button", name="扫码签到").click()
    page.get_by_role("button", name="不扫了").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    camera_is_off(page)
    page.get_by_role("button", name="扫码签到").click()
    page.evaluate(f"reads = [{json.dumps(link_of(other))}]")
    expect(page.get_by_text("扫到的是另一场活动")).to_be_visible()
    expect(page.locator(".task.is-next h2")).to_have_text("扫码签到的活动")
    expect(page.get_by_label("动态码（六位）")).to_have_value(code_of(other.secret, step_of(NOW)))
    assert (CheckIn.objects.count(), Seat.objects.get(activity=row).outcome) == (0, "open")


@pytest.mark.parametrize(
    ("camera", "says"),
    [
        ("NotAllowedError", "没有允许用相机"),
        ("NotFoundError", "这部手机打不开相机"),
        ("NotReadableError", "相机正被别的程序占用"),
    ],
)
def test_a_refused_a_missing_and_a_busy_camera_are_said_in_words(open_as: Open, camera: str, says: str) -> None:
    joined()
    page = phone(open_as, CAMERA, f"globalThis.camera = '{camera}';")
    page.get_by_role("button", name="扫码签到").click()
    expect(page.locator("[data-said]")).to_contain_text(says)
    expect(page.locator("[data-said]")).to_contain_text("六位动态码")
    expect(page.get_by_label("动态码（六位）")).to_be_visible()


def test_a_browser_that_reads_no_codes_says_how_else(open_as: Open) -> None:
    row = joined()
    page = phone(open_as, "delete globalThis.BarcodeDetector;")
    expect(page.get_by_role("button", name="扫码签到")).to_have_count(0)
    expect(page.get_by_text("用手机自带的相机对准现场的二维码")).to_be_visible()
    page.get_by_label("动态码（六位）").fill(code_of(row.secret, step_of(NOW)))
    page.get_by_role("button", name="用码签到").click()
    expect(page.get_by_text("已签到，回执")).to_be_visible()
    assert CheckIn.objects.get().doubts == []


def test_a_photo_is_as_large_and_says_what_the_pack_wants(open_as: Open) -> None:
    joined()
    page = phone(open_as)
    assert page.evaluate(
        "[document.body.dataset.limitLongest, document.body.dataset.limitPhotoHours, document.body.dataset.mark]"
    ) == ["1600", "12", "when where task"]
    page.evaluate("Object.assign(document.body.dataset, { limitLongest: '400', mark: '', limitBytes: '200' })")
    picture = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": snapshot()}
    page.locator(".task .file input").set_input_files(picture)  # type: ignore[arg-type]
    expect(page.locator("[data-said]")).to_contain_text("照片太大")
    assert Photo.objects.count() == 0
    page.evaluate("document.body.dataset.limitBytes = '8388608'")
    page.locator(".task .file input").set_input_files(picture)  # type: ignore[arg-type]
    expect(page.get_by_text("1 张照片已收到")).to_be_visible()
    pieces = content_of(StoredFile.objects.get())
    assert pieces is not None
    shown = Image.open(io.BytesIO(b"".join(pieces)))
    assert shown.size == (400, 300)
    assert min(sum(shown.getpixel((place, 297))) for place in range(0, 400, 7)) > 640, "nothing is printed on it"  # type: ignore[arg-type]


def test_the_browsers_question_is_put_by_a_button_and_not_again_once_unwanted(open_as: Open) -> None:
    page = phone(open_as)
    hint = page.locator("[data-install]")
    expect(hint).to_be_hidden()
    ask = "globalThis.asked = 0; dispatchEvent(Object.assign(new Event('beforeinstallprompt', { cancelable: true }), { prompt: async () => { asked += 1; } }));"
    page.evaluate(ask)
    page.get_by_role("button", name="装到桌面").click()
    assert page.evaluate("asked") == 1
    expect(hint).to_be_hidden()
    page.evaluate(ask)
    page.get_by_role("button", name="不用了").click()
    expect(hint).to_be_hidden()
    page.reload()
    ready(page)
    page.evaluate(ask)
    expect(hint).to_be_hidden()


def test_an_iphone_is_told_in_words_unless_the_page_is_there_already(open_as: Open) -> None:
    apple = f"Object.defineProperty(navigator, 'userAgent', {{ get: () => {json.dumps(IPHONE)} }});"
    page = phone(open_as, apple)
    expect(page.get_by_text("点浏览器的“分享” → “添加到主屏幕”")).to_be_visible()
    expect(page.get_by_role("button", name="装到桌面")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.add_init_script("Object.defineProperty(navigator, 'standalone', { get: () => true });")
    page.reload()
    ready(page)
    expect(page.locator("[data-install]")).to_be_hidden()


def test_what_a_browser_asks_of_a_page_to_install_it_is_there(open_as: Open) -> None:
    page = phone(open_as)
    assert page.evaluate("navigator.serviceWorker.ready.then((found) => found.scope)").endswith("/phone/")
    address = urljoin(page.url, page.locator("link[rel=manifest]").get_attribute("href") or "")
    said = page.request.get(address).json()
    assert (said["start_url"], said["scope"], said["display"]) == ("/phone/", "/phone/", "standalone")
    assert said["name"]
    assert said["short_name"]
    icons = {
        (each["sizes"], each["purpose"]): urljoin(address, each["src"])
        for each in said["icons"]
        if each["type"] == "image/png"
    }
    assert set(icons) == {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")}
    touch = urljoin(page.url, page.locator("link[rel=apple-touch-icon]").get_attribute("href") or "")
    for src in [*icons.values(), touch]:
        answer = page.request.get(src)
        assert (answer.status, answer.headers["content-type"]) == (200, "image/png")
    faults = page.context.new_cdp_session(page).send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [each["errorId"] for each in faults if each["errorId"] != "in-incognito"] == []


@pytest.mark.parametrize(
    ("name", "side", "clear"),
    [("icon-192", 192, True), ("icon-512", 512, True), ("maskable-512", 512, False), ("touch-180", 180, False)],
)
def test_pictures_of_the_page_have_their_size_and_full_ground_where_they_are_cut(
    name: str, side: int, clear: bool
) -> None:
    path = Path(str(find(f"look/icons/{name}.png")))
    picture = Image.open(path).convert("RGBA")
    assert picture.size == (side, side)
    assert (picture.getpixel((0, 0))[3] == 0) is clear  # type: ignore[index]
    assert path.stat().st_size < 10_000
