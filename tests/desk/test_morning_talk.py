"""The sheet of a morning talk: what it lists, exact counts of two weeks that open to as many, nothing of other stations."""

from __future__ import annotations

import html as markup
import re
from datetime import timedelta

from django.test import Client
from django.utils import timezone

from fengqiao.matters.models import Matter
from fengqiao.matters.queries import day_begins
from tests.desk.conftest import LogIn
from tests.desk.scene import CLUE, Scene
from tests.desk.test_first_screens import behind
from tests.world import NOW, make_matter

Row = tuple[int, str]


def sheet(client: Client) -> str:
    response = client.get("/first/talk/")
    assert response.status_code == 200
    return response.content.decode()


def section(html: str, code: str) -> str:
    found = re.search(rf'<section class="fq-panel" aria-labelledby="t-{code}">(.*?)</section>', html, re.S)
    assert found
    return found[1]


def listed_in(html: str, code: str) -> list[str]:
    return re.findall(r'data-open href="/matters/([^/]+)/"', section(html, code))


def weeks(html: str, code: str) -> dict[str, tuple[Row, Row, str]]:
    """Return both counts with their addresses and the rise of each row."""
    rows = re.findall(
        r'<th scope="row"[^>]*>([^<]+)</th><td><a href="([^"]+)">([^<]+)</a></td><td><a href="([^"]+)">([^<]+)</a></td>'
        r"<td>(.*?)</td></tr>",
        section(html, code),
        re.S,
    )
    return {
        name: (
            (int(now), markup.unescape(url)),
            (int(was), markup.unescape(old)),
            re.sub(r"<svg.*?</svg>|<[^>]+>|\s", "", rise),
        )
        for name, url, now, old, was, rise in rows
    }


def test_the_sheet_lists_what_came_what_is_due_and_what_is_late(scene: Scene, log_in: LogIn) -> None:
    client = log_in("desk.north")
    since = day_begins(timezone.localdate(NOW) - timedelta(days=1))
    seen = {str(scene[name].id) for name in ("fight", "clue", "stolen", "service")}
    fresh = {str(each) for each in Matter.objects.filter(received_at__gte=since).values_list("id", flat=True)}
    assert set(listed_in(sheet(client), "came")) == fresh & seen
    assert fresh & seen
    assert not listed_in(sheet(client), "late")
    Matter.objects.filter(id=scene["stolen"].id).update(due_at=NOW - timedelta(hours=1))
    Matter.objects.filter(id=scene["fight"].id).update(due_at=NOW + timedelta(minutes=1))
    html = sheet(client)
    assert listed_in(html, "late") == [str(scene["stolen"].id)]
    assert str(scene["fight"].id) in listed_in(html, "due")
    assert str(scene["stolen"].id) not in listed_in(html, "due")


def test_what_came_before_yesterday_is_not_new(scene: Scene, log_in: LogIn) -> None:
    client = log_in("desk.north")
    before = day_begins(timezone.localdate(NOW) - timedelta(days=1))
    Matter.objects.filter(id=scene["fight"].id).update(received_at=before)
    Matter.objects.filter(id=scene["clue"].id).update(received_at=before - timedelta(seconds=1))
    came = listed_in(sheet(client), "came")
    assert str(scene["fight"].id) in came
    assert str(scene["clue"].id) not in came


def test_two_weeks_stand_side_by_side_and_every_count_opens(scene: Scene, log_in: LogIn) -> None:
    client = log_in("supervisor")
    html = sheet(client)
    for code in ("kind", "area"):
        found = weeks(html, code)
        assert found
        for name, (now, was, rise) in found.items():
            assert behind(client, now[1]) == now[0], name
            assert behind(client, was[1]) == was[0], name
            assert rise == (f"上升{now[0] - was[0]}" if now[0] > was[0] else "–"), name


def test_a_rise_is_flagged_and_a_fall_is_not(scene: Scene, log_in: LogIn) -> None:
    client = log_in("desk.north")
    Matter.objects.update(received_at=NOW - timedelta(days=60))
    Matter.objects.filter(id__in=[scene[name].id for name in ("fight", "stolen")]).update(received_at=NOW)
    Matter.objects.filter(id__in=[scene[name].id for name in ("clue", "service")]).update(
        received_at=NOW - timedelta(days=7)
    )
    both = weeks(sheet(client), "kind")
    assert sum(now[0] for now, _was, _rise in both.values()) == 2
    assert sum(was[0] for _now, was, _rise in both.values()) == 2
    rises = {name: rise for name, (now, was, rise) in both.items()}
    assert any(rise.startswith("上升") for rise in rises.values())
    assert "–" in rises.values()


def test_a_sheet_holds_nothing_of_another_station_and_nothing_sealed(scene: Scene, log_in: LogIn) -> None:
    south = sheet(log_in("desk.south"))
    for name in ("fight", "clue", "stolen"):
        assert str(scene[name].id) not in south
    sealed = make_matter(by="volunteer", **CLUE)
    assert str(sealed.id) not in sheet(log_in("supervisor"))


def test_on_paper_stand_number_and_kind_in_place_of_the_title(scene: Scene, log_in: LogIn) -> None:
    came = section(sheet(log_in("desk.north")), "came")
    assert f'<span class="fq-on-paper">{scene["fight"].number} ' in came
    assert len(re.findall("fq-on-paper", came)) == len(re.findall(r"fq-open is-off-paper", came))
