"""Asking for an errand by the public page: the slip is the answer, traps, limits, wild input, three languages."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client

from fengqiao.desk.middleware import LANGUAGE_COOKIE
from fengqiao.errands import actions
from fengqiao.errands.models import Errand, ErrandItem
from fengqiao.portal.tell import SALT
from fengqiao.vault.queries import tellers_of
from tests.errands.helping import RUNNER
from tests.matters.helping import dump
from tests.world import NOW, viewer

ASKED = {
    "kind": ["id_card", "certificate"], "who": "family", "person_name": "沈阿婆", "family_name": "沈建芬", "teller_phone": "13912345678",
    "area": "TC0101", "person_address": "三组 12 号", "text": "耳朵背，打女儿电话", "consent": "on",
}  # fmt: skip
WILD = (
    "",
    "\x00",
    "x" * 30_000,
    "😀" * 200,
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "٣",
    "{{ 7*7 }}",
    "not-a-uuid",
    "=1+1",
)


def stamp(seconds: float = 60, mark: str = "a1b2c3d4e5f60708") -> str:
    return signing.dumps([(NOW - timedelta(seconds=seconds)).timestamp(), mark], salt=SALT)


def send(client: Client, **over: Any) -> Any:
    return client.post("/portal/errand/", {**ASKED, "stamp": stamp(), **over})


@pytest.mark.django_db
def test_from_the_page_to_the_slip_and_on(nobody: Client) -> None:
    assert "/portal/errand/" in nobody.get("/portal/").content.decode()
    answer = send(nobody)
    assert answer.status_code == 302
    address = answer.headers["Location"]
    assert re.fullmatch(r"/e/[A-Za-z0-9_-]{24}/", address)
    row = Errand.objects.get()
    assert (row.unit.code, row.runner, sorted(row.items.values_list("kind", flat=True))) == (
        "station.north",
        None,
        ["certificate", "id_card"],
    )
    assert tellers_of(row.id)[row.id]["teller_phone"] == "139****5678"
    for rows in dump().values():
        assert not any(word in each for each in rows for word in ("13912345678", "沈阿婆", "沈建芬", "三组 12 号"))
    page = nobody.get(address).content.decode()
    assert all(word in page for word in (row.number, "收到了", "待接", "北镇派出所"))
    assert "沈" not in page
    assert "等代办员接" in nobody.get(f"{address}slip/").content.decode()
    assert send(nobody).status_code == 302  # sent twice
    assert Errand.objects.count() == 1
    assert nobody.post("/portal/track/", {"number": row.number, "ending": "5678"}).status_code == 302
    assert "待接" in nobody.get("/portal/track/found/").content.decode()
    actions.take_up(errand_id=row.id, by=viewer(RUNNER), at=NOW)
    assert "在帮您办" in nobody.get(address).content.decode()
    for days, word in ((2, "离说好的日子还有 2 天"), (0, "今天是说好的最后一天"), (-3, "已经过了说好的日子")):
        ErrandItem.objects.filter(errand=row).update(due_at=NOW + timedelta(days=days, hours=1))
        assert word in nobody.get(address).content.decode()
    with_bad = send(nobody, kind=["certificate"])
    assert with_bad.status_code == 422
    assert "已经交过一次" in with_bad.content.decode()


@pytest.mark.django_db
def test_what_is_refused_stays_as_typed_and_leaves_nothing(nobody: Client) -> None:
    for over, word in (
        ({"kind": []}, "请选要办的事"), ({"kind": ["flying"]}, "请选要办的事"), ({"person_name": " "}, "必填"), ({"family_name": ""}, "请写您的姓名"),
        ({"teller_phone": "一二三"}, "能打通的电话"), ({"area": ""}, "必填"), ({"consent": ""}, "请先同意"), ({"website": "x"}, "没有提交成功"),
        ({"stamp": ""}, "没有提交成功"), ({"stamp": stamp(1)}, "没有提交成功"), ({"stamp": stamp(13 * 3600)}, "没有提交成功"),
        ({"who": "cat"}, "cat"),
    ):  # fmt: skip
        answer = send(nobody, **over)
        text = answer.content.decode()
        assert (answer.status_code, word in text) == (422, True), (over, word)
        assert "耳朵背，打女儿电话" in text
    for name in (*ASKED, "stamp"):
        for odd in WILD:
            answer = send(nobody, **{name: odd})
            assert answer.status_code in {302, 422, 429}, (name, odd)
            assert "<script>alert" not in answer.content.decode()
    strict = Client(enforce_csrf_checks=True)
    assert send(strict).status_code == 403


@pytest.mark.django_db
def test_so_many_a_day_from_one_place_in_three_languages(nobody: Client) -> None:
    statuses = [send(nobody, stamp=stamp(mark=f"{n:016}")).status_code for n in range(11)]
    assert statuses == [302] * 10 + [429]
    for code, word in (("zh-hant", "請人代辦"), ("en", "Ask for an errand"), ("zh-hans", "请人代办")):
        client = Client()
        client.cookies[LANGUAGE_COOKIE] = code
        assert word in client.get("/portal/errand/").content.decode(), code
