"""The pattern page in a real browser: policy, width, readers, keys."""

from pathlib import Path

import pytest

from fengqiao.site.home import CHECKOUT

pytestmark = pytest.mark.browser
AXE = CHECKOUT / "node_modules" / "axe-core" / "axe.min.js"
VIEWS = [
    ("", 1440),
    ("?theme=dark", 1440),
    ("?elder=1", 1440),
    ("", 390),
    ("?elder=1", 390),
    ("?theme=dark&elder=1", 360),
]


@pytest.fixture
def open_page(look_browser, house):
    contexts = []

    def go(query="", width=1440):
        context = look_browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda m: page.complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: page.complaints.append(str(e)))
        page.goto(f"{house}/patterns{query}")
        page.wait_for_function("document.querySelectorAll('[data-chart] svg').length === 3")
        return page

    yield go
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("query", "width"), VIEWS)
def test_the_page_fits_speaks_to_readers_and_breaks_no_policy(open_page, query, width):
    page = open_page(query, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate(Path(AXE).read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    grave = [
        (v["id"], [n["html"][:200] for n in v["nodes"][:3]]) for v in found if v["impact"] in ("serious", "critical")
    ]
    assert grave == []
    assert page.complaints == []


def test_what_is_pressed_is_sixty_pixels_high_in_elder_mode(open_page):
    page = open_page("?elder=1")
    low = page.evaluate(
        "[...document.querySelectorAll('.fq-main .btn, .fq-menu a, .fq-main input.form-control, .fq-main select')]"
        ".filter(e => e.offsetParent && e.getBoundingClientRect().height < 59.5 && !e.matches('.btn-sm')).map(e => e.outerHTML.slice(0, 90))"
    )
    assert low == []
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 18


def test_keys_search_move_and_help(open_page):
    page = open_page()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#m2"
    page.keyboard.press("k")
    assert page.locator("tr.is-current a[data-open]").get_attribute("href") == "#m1"
    page.keyboard.press("Control+k")
    assert page.evaluate("document.activeElement.id") == "search"
    page.keyboard.type("jn?/")
    assert page.locator("#search").input_value() == "jn?/"
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("#keys").is_hidden()


def test_n_opens_a_new_matter(open_page):
    page = open_page()
    page.keyboard.press("n")
    page.wait_for_url("**/intake/")


def test_menus_drop_and_the_side_folds_and_stays_folded(open_page):
    page = open_page()
    page.locator(".fq-user").click()
    assert page.locator(".fq-user-menu").is_visible()
    shut, left_open = page.locator("a[href='#units']"), page.locator("a[href='#tables']")
    last, cookie = (
        page.locator(".fq-chapter summary").last,
        "new Promise((done) => setTimeout(() => done(document.cookie), 20))",
    )
    assert (shut.is_visible(), left_open.is_visible()) == (False, True)
    last.click()
    assert shut.is_visible()
    assert "fq_chapters=rules.units" in page.evaluate(cookie)
    last.press("Enter")
    assert "fq_chapters=rules.units" not in page.evaluate(cookie)
    page.locator(".fq-fold").click()
    assert page.evaluate("document.documentElement.dataset.menu") == "folded"
    page.reload()
    assert page.locator(".fq-menu-label").first.is_hidden()
    assert shut.is_visible()  # a folded menu shows the icons of all chapters
    page.locator(".fq-fold").click()
    assert (shut.is_visible(), left_open.is_visible()) == (False, True)
    assert page.complaints == []


def test_a_form_is_sent_once(open_page):
    page = open_page()
    sent = []
    page.route("**/patterns", lambda route: sent.append(1) if route.request.method == "POST" else route.continue_())
    page.evaluate("document.querySelector('form.fq-panel-body').action = '/patterns'")
    button = page.locator("form.fq-panel-body .btn-primary")
    busy = button.evaluate("button => { button.click(); button.click(); return button.getAttribute('aria-busy'); }")
    page.wait_for_timeout(200)
    assert sent == [1]
    assert busy == "true"


def test_chosen_files_are_listed_and_a_huge_one_is_left_out(open_page, tmp_path):
    page = open_page()
    small, huge = tmp_path / "小.txt", tmp_path / "大.bin"
    small.write_bytes(b"x" * 2000)
    huge.write_bytes(b"x" * 8388609)
    page.locator("#id_photo").set_input_files([small, huge][:1])
    assert page.locator("[data-files] li").all_inner_texts()[0].startswith("小.txt")
    page.locator("#id_photo").set_input_files([huge])
    assert "文件太大" in page.locator("[data-files] li").inner_text()
    assert page.evaluate("document.getElementById('id_photo').files.length") == 0


def test_a_lost_request_is_said_in_words(open_page):
    page = open_page()
    page.evaluate("document.body.dispatchEvent(new CustomEvent('htmx:sendError', {bubbles: true}))")
    assert "网络断开" in page.locator(".fq-toast").inner_text()


def test_the_phone_has_four_items_one_big_action_and_a_menu_that_slides_in(open_page):
    page = open_page(width=390)
    assert page.locator(".fq-bottom > *").count() == 5
    assert page.locator("#side").is_hidden()
    page.locator(".fq-bottom button").click()
    page.wait_for_timeout(300)
    assert page.locator("#side").is_visible()
    page.locator(".fq-veil").click(position={"x": 370, "y": 300})
    page.wait_for_timeout(300)
    assert page.locator("#side").is_hidden()
