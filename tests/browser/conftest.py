"""A real Chromium on the real pages: the county committed, a server in a thread, people logged in."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from fengqiao.orgs.models import Account
from tests import kept
from tests.desk.scene import Scene, play
from tests.world import NOW

Open = Callable[..., Page]
# One process for all pages, none for what no page here asks for.
QUIET = (
    "--renderer-process-limit=1", "--disable-background-networking", "--disable-gpu", "--disable-software-rasterizer",
    "--disable-features=Translate,OptimizationHints,MediaRouter",
)  # fmt: skip
expect.set_options(timeout=15_000)  # a loaded machine is slow, not wrong


@pytest.fixture(autouse=True)
def _one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are asked for at NOW."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture(autouse=True)
def _files_as_they_lie(settings: object) -> None:
    """Style sheets and scripts come from the sources, whatever was collected last."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for a file of tests."""
    path = os.environ.get("FENGQIAO_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as play_:
        browser = play_.chromium.launch(executable_path=path, args=["--no-sandbox", *QUIET])
        yield browser
        browser.close()


@dataclass
class Watch:
    """What pages complained about: errors, warnings, broken policy, answers with an error."""

    said: list[str] = field(default_factory=list)

    def on(self, page: Page) -> None:
        """Listen to a page."""
        page.on("console", self.hear)
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on(
            "response",
            lambda answer: self.said.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None,
        )

    def hear(self, message: ConsoleMessage) -> None:
        """Keep what is serious: not that an answer refused (4xx), nor that a picture's own page wants to be styled."""
        url = message.location.get("url", "")
        refusal = re.search(r"(Status Error Code|with a status of) 4\d\d", message.text)
        if message.type in {"error", "warning"} and not refusal and "/files/" not in url:
            self.said.append(f"{message.text} {url}")


@pytest.fixture
def watch() -> Iterator[Watch]:
    """At a test's end nothing may have been complained about."""
    watching = Watch()
    yield watching
    assert watching.said == []


@pytest.fixture
def open_as(chromium: Browser, live_server: object, committed_world: None, watch: Watch) -> Iterator[Open]:
    """open_as("desk.north", "/matters/", width=390) gives a page of somebody logged in; open_as("") one of nobody."""
    contexts = []

    def enter(login: str, address: str = "/", *, width: int = 1440, touch: bool = False, **cookies: str) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            locale="zh-CN",
            reduced_motion="reduce",  # what fades in is looked at as it will be
            base_url=str(live_server),
            has_touch=touch or width < 500,
        )
        contexts.append(context)
        values = dict(cookies)
        if login:
            client = Client()
            client.force_login(Account.objects.get(username=login))
            values["sessionid"] = client.cookies["sessionid"].value
        context.add_cookies([{"name": name, "value": value, "url": str(live_server)} for name, value in values.items()])
        context.set_default_timeout(15_000)
        page = context.new_page()
        watch.on(page)
        page.goto(address)
        return page

    yield enter
    for context in contexts:
        context.close()


@pytest.fixture
def scene(committed_world: None) -> Scene:
    """Twenty-five matters in every state."""
    return kept.scene("scene", play)
