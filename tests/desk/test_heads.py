"""The heads of the list sort it; words typed above it stand in no address and nowhere in clear."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fengqiao.orgs.models import LogIn as Kept
from fengqiao.orgs.sessions import SessionStore
from tests.desk.conftest import LogIn
from tests.desk.listing import asked, listed, sheet, take_in
from tests.desk.scene import Scene

HEAD = re.compile(r'<th scope="col"([^>]*)>(?:<a href="([^"]+)">)?([^<]+)<')


def heads(html: str) -> dict[str, tuple[str, str]]:
    return {word: (url, attributes) for attributes, url, word in HEAD.findall(html)}


def test_a_head_sorts_and_a_second_time_the_other_way_round(scene: Scene, log_in: LogIn) -> None:
    client = log_in("dispatcher")
    found = heads(client.get("/matters/?tab=all&state=offered&page=1").content.decode())
    assert found["编号"][0] == "?tab=all&amp;state=offered&amp;sort=number"
    assert found["到期"][0].endswith("sort=-due")  # it is sorted so as it comes
    assert 'aria-sort="ascending"' in found["到期"][1]
    assert found["事项"][0] == found["状态"][0] == ""
    up = listed(client, tab="all", sort="number")
    html = client.get("/matters/?tab=all&sort=number").content.decode()
    assert heads(html)["编号"][0] == "?tab=all&amp;sort=-number"
    assert listed(client, tab="all", sort="-number") == up[::-1]
    assert (
        heads(log_in("handler.urban").get("/matters/?tab=done").content.decode())["办结时间"][0]
        == "?tab=done&amp;sort=-closed"
    )
    assert '<option value="-number" selected>' in client.get("/matters/?tab=all&sort=-number").content.decode()


def test_words_lie_sealed_in_the_session_and_only_a_code_in_the_address(scene: Scene, log_in: LogIn) -> None:
    client = log_in("dispatcher")
    to = asked(client, "占道 closed_old", tab="all", state="closed")
    assert re.fullmatch(r"/matters/\?tab=all&state=closed&w=[\w-]{8}", to)
    html = client.get(to).content.decode()
    assert 'name="q" value="占道 closed_old"' in html
    assert 'href="?tab=all&amp;state=closed">搜索：占道 closed_old<' in html
    assert set(re.findall(r"w=([\w-]{8})", html)) == {to[-8:]}  # every other address of the page keeps it
    assert asked(client, "占道 closed_old", tab="todo")[-8:] == to[-8:]
    kept = [SessionStore().decode(row.session_data) for row in Kept.objects.all()]
    assert any("typed" in session for session in kept)
    assert not any("closed_old" in str(session) for session in kept)
    assert len(sheet(client, tab="all", w=to[-8:])) == 2
    assert asked(client, " ", tab="all", w=to[-8:]) == "/matters/?tab=all"


def test_words_of_somebody_else_or_of_long_ago_are_asked_for_again(scene: Scene, log_in: LogIn) -> None:
    to = asked(log_in("dispatcher"), "占道", tab="all")
    client = log_in("dispatcher")
    page = client.get(to, follow=True)
    assert page.redirect_chain == [("/matters/?tab=all", 302)]
    assert "搜索的文字已经过期，请重新搜索。" in page.content.decode()
    out = client.post(f"/matters/export/?tab=all&w={to[-8:]}", follow=True)  # never everything instead
    assert "搜索的文字已经过期，请重新搜索。" in out.content.decode()
    first = asked(client, "最早的", tab="all")
    for number in range(30):
        asked(client, f"词{number}", tab="all")
    assert client.get(first).status_code == 302


def test_choices_travel_with_the_words(world: None, log_in: LogIn) -> None:
    client = log_in("dispatcher")
    form = {"q": "", "state": "offered", "kind": "", "sort": "due"}
    sent = client.post("/matters/words/?tab=all&kind=dispute&urgent=1&q=x&page=4", form)
    assert sent.headers["Location"] == "/matters/?tab=all&urgent=1&state=offered"


@pytest.mark.parametrize("sort", ["kind", "-unit", "area", "-closed", "-due"])
def test_sorting_costs_the_same_queries_whatever_the_rows(sort: str, log_in: LogIn) -> None:
    client, needed = log_in("dispatcher"), []
    client.get("/matters/?tab=all")
    for more in (1, 2, 22):
        take_in(more)
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/matters/?tab=all&sort={sort}")
        needed.append(len(queries))
    assert len(set(needed)) == 1, needed
