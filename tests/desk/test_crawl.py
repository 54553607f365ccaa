"""From the first screen of every role along every link: only pages that are there, and only this role's own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from heapq import heappop, heappush

import pytest
from django.http import HttpResponse
from django.test import Client

from fengqiao.desk.menu import sees_matters
from fengqiao.matters.models import Matter
from fengqiao.matters.queries import visible
from tests.desk.conftest import LogIn
from tests.desk.reading import Page, faults_of_headers
from tests.desk.scene import PHONE, Scene
from tests.world import LOGINS, viewer

pytestmark = pytest.mark.one_database
OF_ONE_SHAPE, OF_ONE_PATH = 3, 8  # how many that differ in numbers or the query only; every matter and file is tried
OF_MATTERS = 8  # how many clocks and papers of matters, which are all made alike
FIGURE = re.compile(r"^/measures/[^/]+/")
LIKE = re.compile(r"^/matters/[^/]+/(clock|paper)/.*$")
UUID_PART = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


def shape(url: str) -> str:
    """Return an address without numbers and without the values of its query; figures asked about are one shape."""
    path, _, query = url.partition("?")
    if query:
        path = FIGURE.sub("/measures/0/", path)
    names = "&".join(sorted({part.split("=")[0] for part in query.split("&") if part}))
    return f"{path if UUID_PART.search(path) else re.sub(r'[0-9]+', '0', path)}?{names}"


class Crawl:
    """One walk: every page is read once, its faults noted with its address."""

    def __init__(self, client: Client, *, logged_in: bool = True) -> None:
        self.client, self.logged_in = client, logged_in
        self.waiting: list[tuple[int, str, str]] = []
        self.anchors: list[tuple[str, str]] = []
        self.pages: dict[str, Page | None] = {}
        self.shapes: Counter[str] = Counter()
        self.faults: list[tuple[str, object]] = []

    def run(self) -> Crawl:
        """Follow links until there are no new ones."""
        self.add([("/", "")])
        while self.waiting:
            _, url, fragment = heappop(self.waiting)
            if fragment:
                self.anchors.append((url, fragment))
            kind, path = shape(url), url.partition("?")[0]
            alike = LIKE.sub("/matters/0/\\1/", path)
            most = ((kind, OF_ONE_SHAPE), (path, OF_ONE_PATH), *([(alike, OF_MATTERS)] if alike != path else []))
            if url not in self.pages and all(self.shapes[each] < number for each, number in most):
                self.shapes.update(each for each, _ in most)
                self.visit(url)
        for url, fragment in self.anchors:
            page = self.pages.get(url)
            if page and fragment not in page.ids:
                self.faults.append((url, f"no place #{fragment}"))
        return self

    def add(self, found: Iterable[tuple[str, str]]) -> None:
        """Put addresses on the list, those with the shortest query first."""
        for url, fragment in found:
            heappush(self.waiting, (url.count("&"), url, fragment))

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
        self.add(page.targets(base))
        self.add((form["action"], "") for form in page.forms if form["method"] == "get" and form.get("action"))


@pytest.mark.parametrize("login", [each for each in LOGINS if each not in {"desk.south", "handler.housing"}])
def test_every_link_leads_to_a_page_of_this_role(login: str, scene: Scene, log_in: LogIn) -> None:
    walk = Crawl(log_in(login)).run()
    assert walk.faults == []
    who = viewer(login)
    seen = dict(visible(who).values_list("id", "number")) if sees_matters(who) else {}
    hidden = set(Matter.objects.exclude(id__in=seen).values_list("number", flat=True))
    shown = {n for page in walk.pages.values() if page for n in re.findall(r"TC-?\d{8}-?\d+", page.html)}
    assert not shown & hidden
    of_matters = {url for url in walk.pages if UUID_PART.match(url.removeprefix("/matters/"))}
    own = {f"/matters/{pk}/" for pk in seen}
    assert {url for url in of_matters if url.count("/") == 3} == own
    assert {url[: url.index("/", len("/matters/")) + 1] for url in of_matters} <= own  # papers of a matter are its own
    assert set(seen.values()) <= shown


def test_nobody_is_led_nowhere_but_to_the_log_in(log_in: LogIn) -> None:
    walk = Crawl(log_in(), logged_in=False).run()
    assert walk.faults == []
    assert {url.split("?")[0] for url in walk.pages} <= {"/", "/account/login/"}
