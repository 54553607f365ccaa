"""Telling by oneself: the same intake as at a counter, the contact sealed, the traps, the limits, the slip."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client

from fengqiao.ledger.models import Event
from fengqiao.matters.models import Matter, Report, Task
from fengqiao.orgs.models import Area
from fengqiao.passes.models import Slip
from fengqiao.portal.tell import SALT
from fengqiao.vault.queries import tellers_of
from tests.matters.helping import dump
from tests.vault.opening import clear
from tests.world import NOW

SAID = {
    "text": "菜场门口流动摊贩占道经营，人行道走不通，请城管来管一管。", "area": "TC0101", "place": "菜场东门", "teller_name": "周文海",
    "teller_phone": "13912345678", "consent": "on",
}  # fmt: skip


def stamp(seconds: float = 60, mark: str = "a1b2c3d4e5f60708") -> str:
    return signing.dumps([(NOW - timedelta(seconds=seconds)).timestamp(), mark], salt=SALT)


def send(client: Client, **over: Any) -> Any:
    return client.post("/portal/tell/", {**SAID, "stamp": stamp(), **over})


def test_it_is_taken_in_like_any_other_and_the_answer_is_the_slip(nobody: Client) -> None:
    answer = send(nobody)
    assert answer.status_code == 302
    address = answer.headers["Location"]
    assert re.fullmatch(r"/t/[A-Za-z0-9_-]{24}/", address)
    matter, report = Matter.objects.get(), Report.objects.get()
    assert (matter.door, matter.unit.code, matter.state, matter.area) == (
        "portal",
        "dept.urban",
        "offered",
        Area.objects.get(code="TC0101"),
    )
    assert (report.source, report.text, report.taken_unit.code) == ("portal", SAID["text"], "centre")
    assert list(Task.objects.values_list("role", "unit__code")) == [("lead", "dept.urban")]
    page = nobody.get(address).content.decode()
    assert matter.number in page
    assert "收到了。请把这一页存下来" in page
    assert [each.kind for each in Event.objects.filter(subject_id=matter.id).order_by("seq")] == [
        "matter.received",
        "slip.made",
    ]


def test_the_contact_lies_sealed(nobody: Client) -> None:
    send(nobody)
    matter = Matter.objects.get()
    assert clear(matter.id) == {"teller_name": "周文海", "teller_phone": "13912345678"}
    assert list(tellers_of(matter.id).values()) == [{"teller_name": "周**", "teller_phone": "139****5678"}]
    for rows in dump().values():
        assert not any("13912345678" in row or "周文海" in row for row in rows)


def test_without_a_name_or_place_it_is_taken_all_the_same(nobody: Client) -> None:
    assert send(nobody, area="", place="", teller_name="", teller_phone="").status_code == 302
    assert clear(Matter.objects.get().id) == {}


@pytest.mark.parametrize(
    ("over", "word"),
    [
        ({"text": ""}, "必填"),
        ({"text": "   "}, "必填"),
        ({"consent": ""}, "请先同意"),
        ({"teller_phone": "一二三"}, "电话"),
        ({"website": "http://evil.example"}, "没有提交成功"),
        ({"stamp": ""}, "没有提交成功"),
        ({"stamp": "x:y:z"}, "没有提交成功"),
        ({"stamp": stamp(1)}, "没有提交成功"),
        ({"stamp": stamp(13 * 3600)}, "没有提交成功"),
    ],
)
def test_what_is_refused_keeps_what_was_typed_and_leaves_nothing(
    nobody: Client, over: dict[str, str], word: str
) -> None:
    answer = send(nobody, **over)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert word in text
    assert ("菜场东门" in text, "13912345678" in text or "teller_phone" in over) == (True, True)
    assert not Matter.objects.exists()
    assert not Slip.objects.exists()


def test_traps_are_not_told_apart(nobody: Client) -> None:
    pages = [send(nobody, **over).content.decode() for over in ({"website": "x"}, {"stamp": stamp(0)}, {"stamp": "no"})]
    cleaned = {re.sub(r'value="[^"]*"', "", page) for page in pages}
    assert len(cleaned) == 1


def test_a_fresh_form_after_a_refusal_can_be_sent(nobody: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    text = send(nobody, stamp=stamp(1)).content.decode()
    found = re.search(r'name="stamp" value="([^"]+)"', text)
    assert found
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(seconds=5))
    assert send(nobody, stamp=found[1]).status_code == 302


def test_sent_twice_it_is_one_telling_and_both_answers_lead_to_it(nobody: Client) -> None:
    first, second = send(nobody), send(nobody)
    assert (first.status_code, second.status_code) == (302, 302)
    assert Matter.objects.count() == 1
    assert [nobody.get(each.headers["Location"]).status_code for each in (first, second)] == [200, 200]


def test_the_same_mark_with_other_words_is_not_taken_for_the_first(nobody: Client) -> None:
    send(nobody)
    assert send(nobody, text="另一件事：路灯坏了三天，晚上看不见。").status_code == 422
    assert Matter.objects.count() == 1


def test_so_many_a_day_from_one_place(nobody: Client) -> None:
    statuses = [send(nobody, stamp=stamp(mark=f"{n:016}")).status_code for n in range(12)]
    assert statuses == [302] * 10 + [429] * 2
    assert Matter.objects.count() == 10
    assert send(Client(REMOTE_ADDR="10.1.1.9"), stamp=stamp(mark="f" * 16)).status_code == 302


def test_an_emergency_is_told_to_ring_and_yet_taken_at_once(nobody: Client) -> None:
    assert "请马上拨打 110" in nobody.get("/portal/tell/").content.decode()
    send(nobody, text="菜场门口有人打架，有人受伤，快来人。")
    assert Matter.objects.get().urgent


def test_the_doors_and_who_does_it(nobody: Client) -> None:
    from tests.passes.helping import by_mail

    by_mail(by_link=False)
    by_mail("station.north", by_link=False, phone="0571-110110", hours="全天", mail="")
    text = nobody.get("/portal/").content.decode()
    for word in ("查进度", "来反映", "找谁办"):
        assert word in text
    text = nobody.get("/portal/who/?area=TC0101").content.decode()
    for word in ("管 北一村 的", "北镇派出所", "0571-110110", "北镇社会治理中心", "urban局", "0571-8700000"):
        assert word in text, word
    assert "南镇派出所" not in text
    for odd in ("x", "%00", "TC'--", "9" * 4000):
        assert nobody.get(f"/portal/who/?area={odd}").status_code == 200
