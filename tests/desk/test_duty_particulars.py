"""What a kind asks besides, on the pages: while planning, on the page of an activity, at its end, in the minutes and on the phone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from fengqiao.duties import actions
from fengqiao.duties.models import Activity, Seat
from fengqiao.duties.queries import said_of
from tests.desk.conftest import LogIn
from tests.duties.helping import HOUR, activity
from tests.duties.test_particulars import LATER, LECTURER, TITLE, talk
from tests.world import NOW, viewer

pytestmark = pytest.mark.django_db


def of(client: Client, url: str, form: dict[str, object] | None = None, status: int = 200) -> str:
    response = client.get(url) if form is None else client.post(url, form, follow=True)
    assert response.status_code == status, (url, response.status_code)
    return response.content.decode()


def test_on_the_pages(world: None, log_in: LogIn) -> None:
    desk, officer = log_in("desk.north"), log_in("officer.north")
    assert 'data-of="party_lecture"' in of(desk, "/duties/new/")
    form = {"kind": "party_lecture:required", "day": "2026-09-01", "begins": "10:00", "finishes": "11:30", "said-party_lecture-title": TITLE,
            "said-party_lecture-lecturer": LECTURER, "said-talk-listeners": "old"}  # fmt: skip
    page = of(desk, "/duties/new/", form)
    row = Activity.objects.get()
    assert all(words in page for words in (TITLE, LECTURER, "自己签到的人", "0 / 1", "缺佐证也结束"))
    seen = of(officer, f"/duties/{row.id}/")
    assert (TITLE in seen, LECTURER in seen, "/fill/" in seen) == (True, False, False), (
        "who is named is not for everybody"
    )
    page = of(desk, f"/duties/{row.id}/fill/", {"said-rank": "guest", "version": row.version})
    assert "外请" in page
    of(desk, f"/duties/{row.id}/fill/", {"said-rank": "king"}, 422)
    actions.put(activity_id=row.id, staff_id=viewer("officer.north").staff_id, role="", by=viewer("desk.north"), at=NOW)
    (task,) = officer.get("/phone/today/").json()["activities"]
    assert (task["said"], task["proofs"], task["asks"]) == ([["党课题目", TITLE], ["讲课人身份", "外请"]], [], []), (
        "who does not lead adds photos alone"
    )
    assert LECTURER not in json.dumps(task, ensure_ascii=False)
    assert TITLE in of(officer, f"/duties/{row.id}/minutes/")
    assert LECTURER in of(desk, f"/duties/{row.id}/minutes/")


def test_the_end_on_its_page(world: None, log_in: LogIn) -> None:
    row, desk = talk(starts=NOW - HOUR, ends=LATER), log_in("desk.north")
    actions.put(activity_id=row.id, staff_id=viewer("officer.north").staff_id, role="", by=viewer("desk.north"), at=NOW)
    Seat.objects.update(outcome="came")
    url = f"/duties/{row.id}/end/"
    refused = of(desk, url, {"audience": "20", "said-leaflets": "12"}, 422)
    assert "还差 1 张现场照片" in refused
    assert 'value="20"' in refused, "what was typed is there"
    assert 'value="12"' in refused
    page = of(desk, url, {"audience": "20", "said-leaflets": "12", "lack": "yes"})
    assert "发放资料份数" in page
    assert said_of([row.id])[row.id].values == {"leaflets": 12}


def test_what_a_phone_is_sent_costs_no_more_for_more_activities(
    world: None, log_in: LogIn, django_assert_max_num_queries: Any
) -> None:
    client = log_in("volunteer")

    def joined(hour: int) -> None:
        row = activity(starts=NOW + hour * HOUR, ends=NOW + (hour + 1) * HOUR)
        actions.sign_up(activity_id=row.id, by=viewer("volunteer"), at=NOW)

    joined(1)
    with django_assert_max_num_queries(60) as one:
        client.get("/phone/today/")
    for hour in (3, 5, 7):
        joined(hour)
    with django_assert_max_num_queries(len(one.captured_queries)):
        client.get("/phone/today/")
