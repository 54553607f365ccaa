"""First screens: who begins where, exact figures, and every figure opens to exactly as many matters."""

from __future__ import annotations

import html as markup
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fengqiao.matters.models import Matter, Task
from fengqiao.orgs.actions import name_deputy
from fengqiao.orgs.models import Post
from tests.desk.conftest import LogIn
from tests.desk.listing import listed, take_in
from tests.desk.scene import CLUE, VAGUE, Scene
from tests.world import LOGINS, NOW, make_matter, viewer

SPACES = re.compile(r"[\s\u2009\u202f\u00a0]")
FIRSTS = {
    "station": ("chief.north", "supervisor"),
    "today": ("desk.north", "chief.north", "officer.north", "desk.south", "desk.command", "handler.urban",
              "handler.housing", "dispatcher", "dispatcher.north", "assistant"),
    "units": ("desk.north", "chief.north", "desk.south", "desk.command", "supervisor", "dispatcher", "dispatcher.north"),
    "tell": ("desk.north", "chief.north", "officer.north", "desk.south", "desk.command", "dispatcher", "dispatcher.north",
             "assistant", "volunteer"),
    "talk": ("desk.north", "chief.north", "desk.south", "desk.command", "supervisor", "dispatcher", "dispatcher.north"),
    "doors": tuple(LOGINS),
}  # fmt: skip

STATION = {"已超期": 0, "今日到期": 2, "待签收": 2, "待分流": 0, "在办总数": 3}  # stolen; fight and clue unsigned
WEEK = ["4", "0", "1", "0", "3.0 天", "–"]
MATRIX = {  # late, due today, open, received, closed, median of the time taken
    "urba": ["2", "1", "9", "12", "3", "5.0天"],
    "北镇社会": ["1", "1", "4", "4", "0", "–"],
    "南镇派出": ["1", "0", "1", "2", "1", "2.0天"],
    "指挥中心": ["1", "0", "1", "1", "0", "–"],
    "北镇派出": ["0", "1", "2", "3", "1", "3.0天"],
    "hous": ["0", "1", "1", "1", "0", "–"],
}
OPENING = 23  # cells that are not nought
STRIP = [("今日新来", "2"), ("已超期", "0"), ("今日到期", "2")]


def page(client: Client, name: str, query: str = "") -> str:
    response = client.get(f"/first/{name}/{query}")
    assert response.status_code == 200
    return response.content.decode()


def tiles(html: str) -> dict[str, tuple[int, str]]:
    """Return (figure, address) of each tile by its label."""
    found = re.findall(r'<a class="fq-stat[^"]*" href="([^"]+)">(.*?)</a>', html, re.S)
    read = {}
    for href, inside in found:
        label = re.search(r'fq-stat-label">(?:<svg.*?</svg>)?([^<]+)<', inside, re.S)
        number = re.search(r'fq-stat-number">([^<]+)<', inside)
        assert label
        assert number
        read[label[1]] = (int(SPACES.sub("", number[1])), markup.unescape(href))
    return read


def matrix(html: str) -> dict[str, list[str]]:
    """Return the cells of each unit by its name, in order."""
    rows = re.findall(r'<th scope="row"><a[^>]*>([^<]+)</a></th>(.*?)</tr>', html, re.S)
    return {
        name: [SPACES.sub("", re.sub(r"<[^>]+>", "", cell)) for cell in re.findall(r"<td[^>]*>(.*?)</td>", cells, re.S)]
        for name, cells in rows
    }


def behind(client: Client, url: str) -> int:
    """Return how many matters a list holds."""
    query = dict(part.split("=") for part in url.partition("?")[2].split("&") if not part.startswith("state="))
    states = re.findall(r"state=(\w+)", url)
    return len(listed(client, **query, **({"state": states} if states else {})))


@pytest.mark.parametrize("name", FIRSTS)
def test_a_first_screen_opens_to_those_whose_post_gives_it(name: str, world: None, log_in: LogIn) -> None:
    opened = [login for login in LOGINS if log_in(login).get(f"/first/{name}/").status_code == 200]
    assert sorted(opened) == sorted(FIRSTS[name])
    assert log_in().get(f"/first/{name}/").status_code == 302


def test_a_chief_sees_what_is_late_and_every_figure_opens(scene: Scene, log_in: LogIn) -> None:
    client = log_in("chief.north")
    html = page(client, "station")
    found = tiles(html)
    assert {label: number for label, (number, _) in found.items()} == STATION
    for label, (number, url) in found.items():
        assert behind(client, url) == number, label
    week = re.search(r'<table class="fq-table is-figures fq-week">(.*?)</table>', html, re.S)
    assert week
    cells = re.findall(r'<a href="([^"]+)">([^<]+)</a>', week[1])
    assert [number for _, number in cells] == WEEK
    for url, number in cells[:4]:
        assert behind(client, markup.unescape(url)) == int(number)
    assert "测试县" not in re.sub(r"<header.*?</header>|<aside.*?</aside>", "", html, flags=re.S), (
        "only the station's own"
    )


def test_a_chief_sees_who_is_out_and_who_stands_in(world: None, log_in: LogIn) -> None:
    client = log_in("chief.north")
    assert "人都在岗" in page(client, "station")
    officer, desk = viewer("officer.north"), viewer("desk.north")
    name_deputy(
        post_id=officer.post.id, staff_id=desk.staff_id, starts=NOW, ends=NOW + timedelta(days=3), most_days=30,
        by=viewer("chief.north"), at=NOW,
    )  # fmt: skip
    html = page(client, "station")
    assert f"由{desk.name}代理" in html
    assert "代理中" in html
    Post.objects.filter(id=desk.post.id).update(ends=NOW + timedelta(days=2))
    assert "将结束" in page(client, "station")
    Post.objects.filter(id=viewer("desk.south").post.id).update(ends=NOW - timedelta(days=1))
    assert "已结束" not in page(client, "station"), "the south is another chief's"


def test_an_officer_sees_own_matters_by_clock_and_what_waits_for_a_signature(scene: Scene, log_in: LogIn) -> None:
    client = log_in("officer.north")
    html = page(client, "today")
    shown = re.findall(r'<li class="fq-todo is-\w+"><a href="/matters/([^/]+)/"', html)
    assert shown == [str(scene["stolen"].id)]
    assert "在办 1 件，等签收 0 件" in html
    desk = page(log_in("desk.north"), "today")
    shown = re.findall(r'<li class="fq-todo is-\w+"><a href="/matters/([^/]+)/"', desk)
    assert shown == [str(scene[name].id) for name in ("fight", "clue")]
    assert len(listed(log_in("desk.north"), tab="todo", state="offered")) == 2


def test_units_stand_side_by_side_those_with_most_late_first(scene: Scene, log_in: LogIn) -> None:
    client = log_in("supervisor")
    html = page(client, "units", "?days=90")
    assert matrix(html) == MATRIX
    assert list(matrix(html)) == list(MATRIX)
    cells = [
        (markup.unescape(url), number)
        for url, number in re.findall(
            r'<td class="is-(?:late|today|open|received|closed) [^"]*"><a href="([^"]+)">([^<]+)</a>', html
        )
    ]
    assert len(cells) == OPENING
    for url, number in cells:
        assert behind(client, url) == int(number), url


def test_whoever_told_something_reads_what_became_of_it_and_nothing_else(scene: Scene, log_in: LogIn) -> None:
    html = page(log_in("assistant"), "tell")
    assert "一共 1 件，办结 1 件" in html
    assert scene["service"].title in html
    assert "北镇派出已办结：" in html
    assert f'href="/matters/{scene["service"].id}/"' in html
    make_matter(by="volunteer", **VAGUE)
    told = page(log_in("volunteer"), "tell")
    assert "正在确定由谁办。" in told
    assert not re.search(r"/matters/[0-9a-f]{8}-", told), "a volunteer opens no matter"
    assert not any(matter.number in told for matter in Matter.objects.all())
    assert "想问一件事（" not in told, "what others told is not shown"


def test_of_a_sealed_telling_not_even_the_title_is_said(world: None, log_in: LogIn) -> None:
    make_matter(by="volunteer", **CLUE)
    html = page(log_in("volunteer"), "tell")
    assert "一件保密的事" in html
    told = html[html.index("我反映的") :]
    assert "线索" not in told
    assert "已交专人办理，不公开进展。" in html


def test_doors_say_what_waits_behind_them(world: None, log_in: LogIn) -> None:
    html = page(log_in("admin"), "doors")
    assert [*re.findall(r'class="fq-door" href="([^"]+)"', html)] == [
        "/people/", "/rules/", "/rules/model/", "/people/deputies/", "/account/safety/", "/rules/calendar/2026/",
    ]  # fmt: skip
    assert "还没有开两步验证" in html
    secretary = page(log_in("secretary"), "doors")
    assert '/people/"' not in secretary
    assert "/rules/" in secretary


def test_those_who_live_in_the_list_have_the_day_above_it(scene: Scene, log_in: LogIn) -> None:
    client = log_in("desk.north")
    html = client.get("/matters/").content.decode()
    strip = re.findall(r'<li><a href="([^"]+)"[^>]*><svg.*?</svg><span>([^<]+)</span><b>([^<]+)</b>', html, re.S)
    assert [(label, number) for _, label, number in strip] == STRIP
    for url, _, number in strip:
        assert behind(client, markup.unescape(url)) == int(number)
    assert "fq-strip" not in client.get("/matters/?tab=all").content.decode()
    assert "fq-strip" not in log_in("chief.north").get("/matters/").content.decode()


@pytest.mark.parametrize(
    ("login", "name"),
    [
        ("supervisor", "station"),
        ("desk.north", "today"),
        ("supervisor", "units"),
        ("dispatcher", "tell"),
        ("admin", "doors"),
        ("desk.north", "talk"),
    ],
)
def test_a_first_screen_asks_as_much_of_fifty_as_of_one(login: str, name: str, world: None, log_in: LogIn) -> None:
    client, needed = log_in(login), []
    for more in (1, 2, 47):
        take_in(more, title=f"反映占道经营{more}")
        Task.objects.update(assignee=viewer("desk.north").staff_id)
        page(client, name)
        with CaptureQueriesContext(connection) as asked:
            page(client, name)
        needed.append(len(asked))
    assert len(set(needed)) == 1, needed
    assert needed[0] <= 30
