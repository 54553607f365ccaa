"""Fixtures of the look room: its templates without the rest of the house, a small server with the strict policy, a browser."""

import mimetypes
import os
import shutil
import threading
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.template.backends.django import DjangoTemplates
from django.test import RequestFactory

from fengqiao.look.templatetags import look
from tests.look import sample

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)


@pytest.fixture(autouse=True)
def own_addresses(settings):
    """Pages of this room need only the names of addresses, not the pages behind them; files are served as they lie."""
    settings.ROOT_URLCONF = "tests.look.urls"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    look._icon.cache_clear()  # drawings are kept with the address of the sprite
    yield
    look._icon.cache_clear()


def _engine():
    options = {
        "context_processors": ["django.template.context_processors.request"],
        "builtins": ["django.templatetags.i18n", "django.templatetags.static", "fengqiao.look.templatetags.look"],
    }
    return DjangoTemplates({"NAME": "look", "DIRS": [], "APP_DIRS": True, "OPTIONS": options})


@pytest.fixture
def page():
    """page(template, context, cookies={}) gives the HTML of a template file."""
    engine = _engine()

    def show(template, context=None, cookies=None):
        request = RequestFactory().get("/")
        request.COOKIES.update(cookies or {})
        return engine.get_template(template).render(context or {}, request)

    return show


@pytest.fixture
def tag():
    """tag(source, **context) gives the HTML of a piece of template."""
    engine = _engine()

    def show(source, query="", **context):
        request = RequestFactory().get(f"/?{query}")
        return engine.from_string(source).render({"frame": sample.frame(), **context}, request).strip()

    return show


@pytest.fixture
def house(page):
    """The address of a server that shows the pattern page (?theme=dark, ?elder=1) under the policy of the product."""

    class Door(BaseHTTPRequestHandler):
        def do_GET(self):
            url = urlsplit(self.path)
            if url.path.startswith("/static/"):
                found = finders.find(url.path.removeprefix("/static/"))
                return (
                    self.answer(Path(found).read_bytes(), mimetypes.guess_type(url.path)[0])
                    if found
                    else self.send_error(404)
                )
            if url.path != "/patterns":
                return self.answer(b"<title>elsewhere</title>", "text/html")
            asked = {key: values[0] for key, values in parse_qs(url.query).items()}
            context = sample.context(theme=asked.get("theme", "light"), elder="elder" in asked)
            cookies = {name: morsel.value for name, morsel in SimpleCookie(self.headers.get("Cookie", "")).items()}
            return self.answer(page("look/patterns.html", context, cookies).encode(), "text/html; charset=utf-8")

        do_POST = do_GET  # noqa: N815

        def answer(self, body, kind):
            self.send_response(200)
            self.send_header("Content-Type", kind or "application/octet-stream")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", POLICY)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def look_browser():
    from playwright.sync_api import sync_playwright

    path = os.environ.get("FENGQIAO_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()
