"""Pages of planned work, and the door of phones."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fengqiao.duties import actions
from fengqiao.duties.models import Activity, CheckIn
from fengqiao.duties.rules.codes import code_of, step_of
from fengqiao.duties.rules.recurring import Recurrence
from fengqiao.duties.terms import Freq, Moved
from fengqiao.ledger.models import Event
from tests.desk.conftest import LogIn
from tests.duties.helping import HOUR, activity, message, ms, new, photo, sent, volunteers
from tests.duties.test_photos import picture
from tests.duties.test_pictures import codes
from tests.duties.test_pictures import picture as picture_of
from tests.visits.helping import ADDRESS, NAME, PHONE, visitee
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


def test_a_photo_comes_by_the_door_of_phones_and_is_on_the_page(world: None, log_in: LogIn) -> None:
    row, client, by = activity(), log_in("volunteer"), viewer("volunteer")
    actions.sign_up(activity_id=row.id, by=by, at=NOW)
    content = picture()
    said_of = photo(row, by, content)
    url = f"/duties/outbox/{said_of['id']}/photo/"

    def hand_in(client: Client, body: bytes) -> tuple[int, str]:
        response = client.post(url, body, content_type="image/jpeg")
        return response.status_code, response.json().get("problem") or response.json()["receipt"]

    assert hand_in(Client(), content) == (401, "log-in")
    assert hand_in(client, content) == (422, "photo-unknown")
    post(client, said_of)
    desk = log_in("desk.north")
    assert "照片还在手机里" in said(desk, f"/duties/{row.id}/")
    assert hand_in(client, content + b"x") == (422, "photo-altered")
    assert hand_in(client, b"x" * (8 * 1024 * 1024 + 1)) == (422, "photo-large")
    first = hand_in(client, content)
    assert first == hand_in(client, content)
    assert (first[0], len(first[1])) == (200, 64)
    page = said(desk, f"/duties/{row.id}/")
    small = f"/duties/photos/{said_of['id']}/small/"
    assert small in page
    assert said_of["sha256"][:12] in page
    assert desk.get(small).headers["Content-Type"] == "image/jpeg"
    assert desk.get(small.replace("small", "whole")).status_code == 200
    assert [desk.get(small.replace("small", "raw")).status_code, log_in("desk.south").get(small).status_code] == [
        404,
        404,
    ]
    assert log_in("officer.north").get(small).status_code == 404, "of the team below, which takes no part"
    task = next(each for each in client.get("/phone/today/").json()["activities"] if each["id"] == str(row.id))
    assert task["photos"] == 1


def test_names_come_to_a_phone_on_purpose_and_for_the_day(world: None, log_in: LogIn) -> None:
    row, client = visitee(), log_in("officer.north")
    told = client.get("/phone/today/").json()["visits"]
    (stop,) = told["stops"]
    assert (stop["id"], NAME in str(told), PHONE in str(told), ADDRESS in str(told)) == (
        str(row.id),
        False,
        False,
        False,
    )
    assert told["concerns"]
    before = Event.objects.filter(kind="personal.unmasked").count()
    midnight = timezone.localtime(NOW).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    opened = client.post("/phone/visits/").json()
    (clear,) = opened["stops"]
    assert (clear["name"], clear["phone"], clear["address"]) == (NAME, PHONE, ADDRESS)
    assert opened["until"] == ms(midnight)
    assert Event.objects.filter(kind="personal.unmasked").count() > before
    volunteer = log_in("volunteer")
    assert volunteer.get("/phone/today/").json()["visits"] is None
    assert (volunteer.post("/phone/visits/").status_code, Client().post("/phone/visits/").status_code) == (422, 401)


def test_codes_of_a_phone_are_read_in_on_a_page(world: None, log_in: LogIn) -> None:
    row, desk, by = activity(), log_in("desk.north"), viewer("volunteer")
    actions.sign_up(activity_id=row.id, by=by, at=NOW)
    url, batch = "/duties/outbox/read/", [message(row, by, seq=n) for n in range(6)]
    made = codes(batch)
    assert "拍下手机上的每一张二维码" in said(desk, url)

    def hand_in(*files: tuple[str, bytes], status: int = 200) -> str:
        given = [SimpleUploadedFile(name, content) for name, content in files]
        response = desk.post(url, {"files": given})
        assert response.status_code == status
        return response.content.decode()

    photos = [(f"{n}.png", picture_of(code)) for n, code in enumerate(made)]
    assert len(photos) > 1
    assert "还缺第 2 张" in hand_in(photos[0], *photos[2:], status=422)
    assert "没有找到" in hand_in(("x.txt", b"nothing"), status=422)
    assert "看不懂" in hand_in(("x.json", b"{"), status=422)
    assert "请选择二维码的照片" in said(desk, url, {}, status=422)
    page = hand_in(*photos)
    receipts = set(CheckIn.objects.values_list("receipt", flat=True))
    assert (len(receipts), page.count("由别人代为读入")) == (6, 6)
    assert all(each[:8] in page for each in receipts)
    hand_in(("fengqiao.json", json.dumps([{**batch[0], "refused": "x"}, *batch[1:], 7]).encode()))
    assert set(CheckIn.objects.values_list("receipt", flat=True)) == receipts
    assert log_in("volunteer").get(url).status_code == 403


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


def test_where_no_point_is_set_the_page_says_that_nothing_is_measured(world: None, log_in: LogIn) -> None:
    desk, words = log_in("desk.north"), "这次不量远近，签到只记位置"
    assert words in said(desk, f"/duties/{activity(point=None).id}/")
    page = said(desk, f"/duties/{activity().id}/")
    assert (words in page, "28.00000, 120.00000" in page) == (False, True)
    page = said(desk, "/duties/new/")
    field = re.search(r'data-stands="([^"]+)"', page)
    assert field
    assert (f'id="{field[1]}"' in page, "用我现在的位置" in page) == (True, True)


def test_an_activity_is_changed_and_called_off_on_its_page(world: None, log_in: LogIn) -> None:
    now = timezone.now()
    logins, row = volunteers(2), activity(starts=now + 3 * HOUR, ends=now + 5 * HOUR, at=now)
    other = activity(starts=now + 26 * HOUR, ends=now + 28 * HOUR, at=now)
    for login in logins:
        actions.sign_up(activity_id=row.id, by=viewer(login, now), at=now)
    actions.sign_up(activity_id=other.id, by=viewer(logins[0], now), at=now)
    desk, address = log_in("desk.north"), f"/duties/{row.id}/"
    page = desk.get(address).content.decode()
    assert all(word in page for word in ("改时间、地点、主题、名额", "取消活动", "排人"))
    assert "取消这次以后的" not in page, "it is of no series"
    assert "改时间、地点、主题、名额" not in log_in(logins[0]).get(address).content.decode()
    day = timezone.localtime(now + 27 * HOUR)
    form = {"day": f"{day:%Y-%m-%d}", "begins": f"{day:%H:%M}", "finishes": f"{day + HOUR:%H:%M}", "places": "2", "version": Activity.objects.get(id=row.id).version}  # fmt: skip
    wrong: tuple[tuple[dict[str, object], int], ...] = (({"places": "1"}, 422), ({"places": "x"}, 422), ({"day": "x"}, 422), ({"begins": "25:99"}, 422), ({"point": "north"}, 422), ({"version": 1}, 422), ({"venue": "x"}, 422), ({}, 302))  # fmt: skip
    for over, status in wrong:
        assert desk.post(f"{address}change/", form | over).status_code == status, over
    assert log_in(logins[0]).post(f"{address}change/", form).status_code in (403, 422)
    said = desk.get(address).content.decode()
    assert f"{viewer(logins[0], now).name}（那时另有活动）" in said
    after = Activity.objects.get(id=row.id)
    assert (after.places, after.starts) == (2, day.replace(second=0, microsecond=0))
    assert desk.post(f"{address}rest-off/", {"reason": "weather"}).status_code == 422
    assert desk.post(f"{address}call-off/", {"reason": "weather"}).status_code == 302
    assert "天气不好" in desk.get(address).content.decode()
    assert desk.post(f"{address}call-off/", {}).status_code == 422


def test_several_are_put_on_at_once_and_who_cannot_be_is_named(world: None, log_in: LogIn) -> None:
    now = timezone.now()
    logins, row = volunteers(3), activity(starts=now + 3 * HOUR, ends=now + 5 * HOUR, at=now)
    other = activity(starts=now + 4 * HOUR, ends=now + 6 * HOUR, at=now)
    actions.sign_up(activity_id=other.id, by=viewer(logins[0], now), at=now)
    desk, address = log_in("desk.north"), f"/duties/{row.id}/"
    people = [str(viewer(login, now).staff_id) for login in logins]
    assert desk.post(f"{address}put/", {"staff": people}).status_code == 302
    page = desk.get(address).content.decode()
    assert "已排上 2 人" in page
    assert f"{viewer(logins[0], now).name}: 同一时间已经在另一次活动里" in page
    for staff in ([], ["x"], people[:1]):
        assert desk.post(f"{address}put/", {"staff": staff}).status_code == 422
    assert log_in(logins[0]).post(f"{address}put/", {"staff": people}).status_code in (403, 422)


def test_this_and_all_later_ones_of_a_series_are_called_off_on_the_page(world: None, log_in: LogIn) -> None:
    now = timezone.now()
    start, first = now + 3 * HOUR, timezone.localdate(now + 3 * HOUR)
    rule = Recurrence(Freq.WEEKLY, first.isoweekday(), Moved.STAYS, first, first + timedelta(days=15))
    one = new(starts=start, ends=start + HOUR, places=0)
    actions.plan_series(new=one, rule=rule, hosts=[], by=viewer("desk.north", now), at=now)
    rows = list(Activity.objects.order_by("starts"))
    desk, address = log_in("desk.north"), f"/duties/{rows[1].id}/"
    assert "取消这次以后的" in desk.get(address).content.decode()
    assert desk.post(f"{address}rest-off/", {"reason": "frost"}).status_code == 422
    assert desk.post(f"{address}rest-off/", {"reason": "people", "version": "1"}).status_code == 302
    assert "取消了 2 次" in desk.get(address).content.decode()
    assert list(Activity.objects.order_by("starts").values_list("state", flat=True)) == ["planned", "cancelled", "cancelled"]  # fmt: skip
    assert "取消这次以后的" not in desk.get(address).content.decode()


def test_what_an_activity_is_about_is_shown_wherever_it_stands(world: None, log_in: LogIn) -> None:
    desk, words = log_in("desk.north"), "学习四中全会公报"
    form = {
        "kind": "study:led",
        "day": "2026-09-01",
        "begins": "11:00",
        "finishes": "12:30",
        "subject": "找张三，13957012345",
    }
    assert "不写群众的姓名" in said(desk, "/duties/new/", form, status=422)
    assert "最多 60 个字" in said(desk, "/duties/new/", {**form, "subject": "字" * 61}, status=422)
    assert words in said(desk, "/duties/new/", {**form, "subject": words})
    row = Activity.objects.get()
    for url in ("/duties/", f"/duties/{row.id}/", f"/duties/{row.id}/minutes/"):
        assert words in said(desk, url), url
    actions.put(activity_id=row.id, staff_id=viewer("desk.north").staff_id, role="", by=viewer("desk.north"), at=NOW)
    (task,) = desk.get("/phone/today/").json()["activities"]
    assert (task["subject"], words in task["title"]) == (words, False)


def test_a_party_assembly_each_quarter_from_the_form(world: None, log_in: LogIn) -> None:
    form = {"kind": "study:led", "day": "2026-09-01", "begins": "11:00", "finishes": "12:30", "freq": "quarterly:10", "until": "2027-06-30", "moved": "stays"}  # fmt: skip
    desk = log_in("desk.north")
    page = said(desk, "/duties/new/")
    assert all(f'value="{each}"' in page for each in ("monthly:31", "quarterly:31", "yearly:1"))
    assert "已安排" in said(desk, "/duties/new/", form)
    assert [f"{row.starts:%m-%d}" for row in Activity.objects.order_by("starts")] == [
        "09-10",
        "12-10",
        "03-10",
        "06-10",
    ]


def test_photos_are_added_on_the_page_by_whoever_leads(world: None, log_in: LogIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any) -> None:  # fmt: skip
    settings.FILES_DIR = tmp_path / "files"
    row = activity()
    actions.sign_up(activity_id=row.id, by=viewer("volunteer"), at=NOW)
    url, words = f"/duties/{row.id}/", "补传照片"
    assert words not in said(log_in("desk.north"), url), "it has not begun"
    late = row.ends + 20 * HOUR
    monkeypatch.setattr("django.utils.timezone.now", lambda: late)
    desk, volunteer = log_in("desk.north"), log_in("volunteer")
    assert [words in said(client, url) for client in (desk, volunteer)] == [True, False]
    assert "请选择照片" in said(desk, f"{url}photos/", {}, status=422)
    for answer in ("照片已收下", "这些照片已经有了"):
        file = SimpleUploadedFile("a.jpg", picture(), content_type="image/jpeg")
        assert answer in said(desk, f"{url}photos/", {"files": [file]})
    assert "没有定位" in said(desk, url)
    assert volunteer.post(f"{url}photos/", {"files": [SimpleUploadedFile("a.jpg", picture())]}).status_code == 422
