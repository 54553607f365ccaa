"""The county overview: every number opens to a list that holds exactly as many matters."""

from __future__ import annotations

import html as markup
import json
import re

import pytest
from django.test import Client

from fengqiao.matters.models import Matter
from fengqiao.matters.queries import visible
from tests.desk.conftest import LogIn
from tests.desk.listing import MATTER
from tests.desk.scene import Scene, ago
from tests.world import area, make_matter, viewer

NUMBER = re.compile(r'<a[^>]*href="(/matters/\?[^"]+)"[^>]*>(.*?)</a>', re.S)
SPACES = re.compile(r"[\s\u2009\u202f\u00a0]")


def numbers(html: str) -> set[tuple[str, int]]:
    """Return (address, number) of every link on the page that shows a number, of towns on the map too."""
    found = set()
    for href, inside in NUMBER.findall(html):
        shown = re.sub(r"<title>.*?</title>", "", inside, flags=re.S)
        words = [SPACES.sub("", part) for part in re.findall(r">([^<>]+)<", f">{shown}<")]
        digits = [word for word in words if word.isdecimal()]
        if digits:
            found.add((markup.unescape(href), int(digits[-1])))
    for row in re.findall(
        r'<th scope="row"><a href="([^"]+)">.*?<td class="fq-bars-number">([\d\s\u2009\u202f]+)', html, re.S
    ):
        found.add((markup.unescape(row[0]), int(SPACES.sub("", row[1]))))
    return found


def rows_behind(client: Client, url: str) -> int:
    """Return the total that a list says, having checked it against its rows."""
    html = client.get(url).content.decode()
    said = re.search(r"共 <b>([\d\u2009\u202f ]+)</b>", html)
    total = int(SPACES.sub("", said[1])) if said else 0
    assert len(MATTER.findall(html)) == min(total, 50), url
    return total


@pytest.mark.parametrize(
    ("login", "period"),
    [
        ("supervisor", "?days=365"),
        ("dispatcher", "?since=2026-08-28&until=2026-09-01"),
        ("dispatcher.north", "?days=7"),
        ("chief.north", "?days=30"),
    ],
)
def test_every_number_opens_to_as_many_rows(login: str, period: str, scene: Scene, log_in: LogIn) -> None:
    client = log_in(login)
    make_matter(by="dispatcher", at=ago(days=1), told_at=ago(days=1), area_id=area("TC"), outside_ref="county")
    found = numbers(client.get(f"/overview/{period}").content.decode())
    assert len(found) > 12
    for url, number in sorted(found):
        assert rows_behind(client, url) == number, url


def test_the_whole_is_the_sum_of_its_parts(scene: Scene, log_in: LogIn) -> None:
    html = log_in("supervisor").get("/overview/?days=365").content.decode()
    seen = visible(viewer("supervisor"))
    by_url = dict(numbers(html))
    whole = next(number for url, number in by_url.items() if url.count("&") == 2)
    assert whole == seen.count() == 23
    for narrower in ("kind", "area", "unit"):
        parts = [
            n for url, n in by_url.items() if f"&{narrower}=" in url and "state=" not in url and "lamp=" not in url
        ]
        assert sum(parts) == whole, narrower
    states = [n for url, n in by_url.items() if url.count("&") == 3 and "&state=" in url and url.count("state=") == 1]
    assert max(states) >= seen.filter(state="closed").count()


def test_charts_and_map_say_the_same_as_the_tables(scene: Scene, log_in: LogIn) -> None:
    html = log_in("supervisor").get("/overview/?days=365").content.decode()
    options = {
        key: json.loads(text)
        for key, text in re.findall(r'<script id="([\w-]+)-option" type="application/json">(.*?)</script>', html, re.S)
    }
    assert set(options) == {"c-trend", "c-towns"}
    received, closed = (
        [point["value"] if isinstance(point, dict) else point for point in series["data"]]
        for series in options["c-trend"]["series"]
    )
    seen = visible(viewer("supervisor"))
    assert len(received) == 365
    assert (sum(received), sum(closed)) == (seen.count(), seen.filter(state="closed").count())
    north = seen.filter(area__code__startswith="TC01").count()
    assert re.search(rf'aria-label="北镇 {north} 件"', html)


def test_an_overview_shows_only_what_its_viewer_sees(scene: Scene, log_in: LogIn) -> None:
    html = log_in("dispatcher.north").get("/overview/?days=365").content.decode()
    whole = next(number for url, number in numbers(html) if url.count("&") == 2)
    assert whole == visible(viewer("dispatcher.north")).count() < Matter.objects.count()


@pytest.mark.parametrize(
    "query",
    ["?since=2026-09-02&until=2026-09-01", "?since=x", "?days=0", "?days=9999", "?since=0001-01-01&until=9999-12-31"],
)
def test_a_period_that_makes_no_sense_is_the_last_thirty_days(query: str, scene: Scene, log_in: LogIn) -> None:
    html = log_in("supervisor").get(f"/overview/{query}").content.decode()
    assert "受理于 2026-08-03 至 2026-09-01" in html


def test_an_empty_county_has_an_overview_too(world: None, log_in: LogIn) -> None:
    html = log_in("supervisor").get("/overview/?since=1999-01-01&until=1999-12-31").content.decode()
    assert "这段时间没有事项" in html
