"""The pages of asking after the end: whom to ask, what was answered, the shares by unit."""

from __future__ import annotations

import pytest

from fengqiao.matters.models import Matter
from tests.desk.conftest import LogIn
from tests.desk.scene import Scene
from tests.matters.helping import closed

FORM = {"way": "phone", "responded": "yes", "solved": "no", "satisfied": "no", "text": "还是老样子 13912345678"}


def test_from_the_list_by_telephone_to_the_figures(world: None, log_in: LogIn) -> None:
    matter = closed()
    client = log_in("dispatcher")
    listed = client.get("/ratings/").content.decode()
    assert f"/matters/{matter.id}/#rating" in listed
    page = client.get(f"/matters/{matter.id}/").content.decode()
    assert "三个问题分开问、分开记" in page
    client.post(f"/matters/{matter.id}/miss/", {"way": "phone"})
    assert "没有问到" in client.get(f"/matters/{matter.id}/").content.decode()
    wrong = client.post(f"/matters/{matter.id}/rate/", {**FORM, "solved": ""})
    assert (wrong.status_code, "还是老样子" in wrong.content.decode()) == (422, True)
    done = client.post(f"/matters/{matter.id}/rate/", FORM, follow=True).content.decode()
    assert "没有解决" in done
    assert Matter.objects.get(id=matter.id).state == "offered"
    given = client.get("/ratings/given/?answer=solved.no").content.decode()
    assert matter.title in given
    assert matter.title not in client.get("/ratings/given/?answer=solved.yes").content.decode()
    sums = client.get("/ratings/sums/?since=2026-01-01&until=2026-12-31").content.decode()
    assert "0 / 1" in sums
    sheet = client.post("/ratings/given/export/")
    assert sheet["Content-Type"].startswith("application/vnd.openxml")


def test_whoever_closed_it_is_told_that_others_ask(world: None, log_in: LogIn, scene: Scene) -> None:
    page = log_in("handler.urban").get(f"/matters/{scene['closed'].id}/").content.decode()
    assert "记下评议" not in page


@pytest.mark.parametrize("query", ["answer=solved", "answer=solved.%00", "answer=x.yes", "page=-1", "page=999"])
def test_odd_addresses_show_the_list(query: str, world: None, log_in: LogIn) -> None:
    assert log_in("dispatcher").get(f"/ratings/given/?{query}").status_code == 200


def test_lists_ask_the_same_number_of_queries_however_long(
    world: None, log_in: LogIn, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    for n in range(6):
        closed(outside_ref=f"r{n}")
    client = log_in("dispatcher")
    client.get("/ratings/")
    with django_assert_max_num_queries(16):
        client.get("/ratings/")
