"""Pages of planned work, and the door of phones."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fengqiao.duties import actions
from fengqiao.duties.models import Activity, CheckIn
from fengqiao.duties.rules.codes import code_of, step_of
from tests.desk.conftest import LogIn
from tests.duties.helping import HOUR, activity, message, ms, sent, volunteers
from tests.world import NOW, unit, viewer

pytestmark = pytest.mark.django_db
OUTBOX = "/duties/outbox/"


def said(client: Client, url: str, form: dict[str, object] | None = None, status: int = 200) -> str:
    response = client.get(url) if form is None else client.post(url, form, follow=True)
    assert response.status_code == status, (url, response.status_code)
    return response.content.decode()


def test_a_patrol_on_its_page(world: None, log_in: LogIn, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, volunteer = log_in("desk.north"), log_in("volunteer")
    assert "没有这样的勤务" in said(desk, "/duties/")
    form = {"kind": "patrol:post", "team": str(unit("volunteers")), "day": "2026-09-01", "begins": "11:00", "finishes": "12:30", "area": "TC0101", "point": "28.00000, 120.00000"}  # fmt: skip
    for over, words in (({"kind": ""}, "请选择勤务种类"), ({"day": "x"}, "看不懂"), ({"point": "here"}, "经纬度看不懂"), ({"begins": "25:00"}, "看不懂"), ({"places": "1"}, "最少人数"), ({"freq": "weekly:1", "until": ""}, "每周几"), ({"freq": "x:1"}, "每周几")):  # fmt: skip
        assert words in said(desk, "/duties/new/", {**form, **over}, status=422)
    page = said(desk, "/duties/new/", form)
    assert "已安排" in page
    row = Activity.objects.get()
    url = f"/duties/{row.id}/"
    assert ((row.ends - row.starts), row.point) == (timedelta(minutes=90), [28_000_000, 120_000_000])
    assert "报名成功" in said(volunteer, f"{url}sign-up/", {})
    assert "已经报过名" in said(volunteer, f"{url}sign-up/", {}, status=422)
    assert "义警巡逻 · 定点巡" in said(volunteer, "/duties/?who=me")
    assert "没有这样的勤务" in said(volunteer, "/duties/?when=past&family=patrol")
    shown = code_of(row.secret, step_of(NOW))
    page = said(desk, f"{url}code/")
    assert f"{shown[:3]} {shown[3:]}" in page
    assert volunteer.get(f"{url}code/").status_code == 404
    assert "已排上" in said(desk, f"{url}put/", {"staff": str(viewer("volunteer").staff_id), "role": "leader"})
    assert "请先从列表里选一项" in said(desk, f"{url}put/", {"staff": ""}, status=422)
    later = NOW + HOUR
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    by = viewer("volunteer")
    far = message(row, by, lat=28_100_000)
    answer = post(volunteer, far)
    assert answer["answers"][0]["doubts"] == ["离地点太远"]
    page = said(desk, url)
    assert "离地点太远" in page
    check = CheckIn.objects.get()
    assert "已看过" in said(desk, f"{url}settle/", {"check": str(check.id), "taken": "yes"})
    assert "没有开展" in said(desk, f"{url}end/", {"hazards": "0"})
    assert desk.post(f"{url}nothing/").status_code == 404


def post(client: Client, *batch: object, status: int = 200, **over: object) -> dict[str, object]:
    body = {"sent_at": ms(NOW + HOUR), "messages": list(batch), **over}
    response = client.post(OUTBOX, json.dumps(body), content_type="application/json")
    assert response.status_code == status, response.content
    found: dict[str, object] = response.json()
    return found


def test_the_door_of_phones(world: None, log_in: LogIn) -> None:
    row, client, by = activity(), log_in("volunteer"), viewer("volunteer")
    actions.sign_up(activity_id=row.id, by=by, at=NOW)
    assert post(Client(), message(row, by), status=401) == {"problem": "log-in"}
    whole = message(row, by)
    first, again = post(client, whole), post(client, whole, message(row, viewer("desk.north")), None)
    assert first["answers"][0] == again["answers"][0]  # type: ignore[index]
    assert [each.get("refused") for each in again["answers"]] == [None, "message-other", "message-malformed"]  # type: ignore[union-attr,attr-defined]
    for wild in (
        "",
        "[]",
        "{",
        "null",
        '{"sent_at":1}',
        '{"sent_at":true,"messages":[]}',
        '{"sent_at":1,"messages":{}}',
        "[" * 5000,
    ):
        response = client.post(OUTBOX, wild, content_type="application/json")
        assert (response.status_code, response.json()["problem"]) == (422, "outbox-malformed"), wild
    assert client.post(OUTBOX, "x" * 300_000, content_type="application/json").status_code == 422
    assert post(client, sent_at=10**400)["answers"] == []
    assert post(client, *[None] * 101, status=422)["problem"] == "outbox-many"
    assert CheckIn.objects.count() == 1


def test_lists_ask_a_constant_number_of_queries(world: None, log_in: LogIn) -> None:
    client = log_in("desk.north")
    activity()
    said(client, "/duties/")
    with CaptureQueriesContext(connection) as one:
        said(client, "/duties/")
    for _ in range(3):
        activity(kind="talk", form="school", team_id=None)
    with CaptureQueriesContext(connection) as many:
        said(client, "/duties/")
    assert len(one) == len(many)
    row, people = activity(), volunteers(3)
    for login in people:
        actions.put(activity_id=row.id, staff_id=viewer(login).staff_id, role="", by=viewer("desk.north"), at=NOW)
    with CaptureQueriesContext(connection) as few:
        said(client, f"/duties/{row.id}/")
    for login in people:
        sent(viewer(login), message(row, viewer(login), lat=29_000_000), at=NOW + HOUR)
    with CaptureQueriesContext(connection) as full:
        said(client, f"/duties/{row.id}/")
    assert len(full) <= len(few) + 2
