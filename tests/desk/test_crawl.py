"""From the first screen of every role along every link: only pages that are there, and only this role's own."""

from __future__ import annotations

import re
from collections import Counter, deque

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from fengqiao.matters.models import Matter
from fengqiao.matters.queries import visible
from tests.desk.conftest import LogIn
from tests.desk.reading import Page, faults_of_headers
from tests.desk.scene import PHONE, Scene
from tests.world import LOGINS, viewer

OF_ONE_SHAPE = 6  # pages that differ in their numbers or in the values of their query only
UUID_PART = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


def shape(url: str) -> str:
    """Return an address without what changes from row to row; matters and files are all tried."""
    path, _, query = url.partition("?")
    names = "&".join(sorted(part.split("=")[0] for part in query.split("&") if part))
    return f"{path if UUID_PART.search(path) else re.sub(r'[0-9]+', '0', path)}?{names}"


class Crawl:
    """One walk: every page is read once, its faults noted with its address."""

    def __init__(self, client: Client, *, logged_in: bool = True) -> None:
        self.client, self.logged_in = client, logged_in
        self.waiting, self.anchors = deque([("/", "")]), []  # type: ignore[var-annotated]
        self.pages: dict[str, Page | None] = {}
        self.shapes: Counter[str] = Counter()
        self.faults: list[tuple[str, object]] = []

    def run(self) -> Crawl:
        """Follow links until there are no new ones."""
        while self.waiting:
            url, fragment = self.waiting.popleft()
            if fragment:
                self.anchors.append((url, fragment))
            if url not in self.pages and self.shapes[shape(url)] < OF_ONE_SHAPE:
                self.shapes[shape(url)] += 1
                self.visit(url)
        for url, fragment in self.anchors:
            page = self.pages.get(url)
            if page and fragment not in page.ids:
                self.faults.append((url, f"no place #{fragment}"))
        return self

    def visit(self, url: str) -> None:
        """Read one page."""
        response = self.client.get(url, follow=True)
        self.pages[url] = None
        if response.status_code != 200:
            self.faults.append((url, response.status_code))
        self.faults += [(url, fault) for fault in faults_of_headers(response, logged_in=self.logged_in)]
        body = b"".join(response.streaming_content) if response.streaming else response.content
        if response.headers["Content-Type"].startswith("text/html"):
            self.read(url, response, body.decode())

    def read(self, url: str, response: HttpResponse, text: str) -> None:
        """Note what a page shows and where it leads."""
        page = self.pages[url] = Page(text)
        self.faults += [(url, fault) for fault in page.faults]
        for private in (PHONE, "周文海", "Traceback", "{{", "{%", "None</"):
            if private in text:
                self.faults.append((url, f"shows {private}"))
        base = response.redirect_chain[-1][0] if response.redirect_chain else url  # type: ignore[attr-defined]
        self.waiting += page.targets(base)
        self.waiting += [(reverse("queue"), "")] if any(f.get("role") == "search" for f in page.forms) and "queue" else []


@pytest.mark.parametrize("login", LOGINS)
def test_every_link_leads_to_a_page_of_this_role(login: str, scene: Scene, log_in: LogIn) -> None:
    walk = Crawl(log_in(login)).run()
    assert walk.faults == []
    who = viewer(login)
    numbers = dict(Matter.objects.values_list("number", "id"))
    shown = {found for page in walk.pages.values() if page for found in re.findall(r"TC\d{6,}-?\d*", page.html)}
    hidden = set(numbers.values()) - set(visible(who).values_list("id", flat=True))
    assert not [number for number in shown if numbers.get(number) in hidden]
    assert not [url for url in walk.pages if any(str(each) in url for each in hidden)]
    assert len(walk.pages) >= 8


def test_a_walk_reaches_every_matter_that_its_viewer_sees(scene: Scene, log_in: LogIn) -> None:
    walk = Crawl(log_in("dispatcher")).run()
    seen = {f"/matters/{pk}/" for pk in visible(viewer("dispatcher")).values_list("id", flat=True)}
    assert seen <= set(walk.pages)
    assert len(seen) == 24  # all but the sealed one


def test_nobody_is_led_nowhere_but_to_the_log_in(log_in: LogIn) -> None:
    walk = Crawl(log_in(), logged_in=False).run()
    assert walk.faults == []
    assert {url.split("?")[0] for url in walk.pages} <= {"/", "/account/login/"}
