"""The counter: one form for every kind, one matter for one telling, every problem beside its field."""

from __future__ import annotations

import re
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client

from fengqiao.ledger.queries import kinds_of
from fengqiao.matters.models import Matter, Report, Task
from fengqiao.orgs.models import Account
from fengqiao.vault.models import PersonalRecord
from tests.desk.conftest import LogIn
from tests.desk.scene import FIGHT, PHONE, STOLEN
from tests.world import unit, viewer

STALLS = {
    "text": "菜场门口流动摊贩占道经营，人行道走不通。",
    "door": "counter",
    "area": "TC0101",
    "kind": "",
    "told_at": "2026-09-01 09:30",
}


def opened(client: Client) -> dict[str, str]:
    """Open the form, and return it filled in as far as it comes filled in."""
    html = client.get("/intake/").content.decode()
    ticket = re.search(r'name="ticket" value="([^"]+)"', html)
    told_at = re.search(r'name="told_at" value="([^"]+)"', html)
    assert ticket
    assert told_at
    assert told_at[1] == "2026-09-01 10:00"
    return {**STALLS, "ticket": ticket[1]}


def errors(html: str) -> dict[str, str]:
    """Return what is said beside each field."""
    return dict(re.findall(r'id="in-([\w.]+)-error">.*?<span>(.*?)</span>', html, re.S))


def test_one_telling_becomes_one_matter_however_often_the_button_is_pressed(log_in: LogIn) -> None:
    client = log_in("desk.north")
    form = opened(client)
    first = client.post("/intake/", form)
    again = client.post("/intake/", form, follow=True)
    matter = Matter.objects.get()
    assert first.headers["Location"] == f"/matters/{matter.id}/"
    assert again.redirect_chain == [(f"/matters/{matter.id}/", 302)]
    assert "这件诉求刚才已经登记过，这里是原来的事项。" in again.content.decode()
    assert kinds_of(matter.id) == ["matter.received"]


def test_a_form_without_its_time_is_one_telling_too(log_in: LogIn, monkeypatch: pytest.MonkeyPatch) -> None:
    client = log_in("desk.north")
    form = {**opened(client), "told_at": ""}
    for _ in range(2):
        client.post("/intake/", form)
        later = Report.objects.get().received_at.replace(second=30)
        monkeypatch.setattr("django.utils.timezone.now", lambda later=later: later)
    assert Matter.objects.count() == 1


def test_another_form_with_the_same_words_is_another_matter(log_in: LogIn) -> None:
    client = log_in("desk.north")
    client.post("/intake/", {**opened(client), "ticket": "a"})
    client.post("/intake/", {**opened(client), "ticket": "b"})
    assert Matter.objects.count() == 2


def test_what_is_taken_in_is_as_it_was_filled_in(log_in: LogIn) -> None:
    client = log_in("desk.south")
    form = {
        **opened(client),
        "kind": "complaint",
        "place": "东门菜场",
        "title": "占道经营",
        "door": "phone",
        "field.teller_name": "周文海",
        "field.teller_phone": PHONE,
    }
    page = client.post("/intake/", form, follow=True)
    matter = Matter.objects.get()
    assert f"已登记，编号 {matter.number}。" in page.content.decode()
    assert (matter.title, matter.place, matter.door, matter.area.code, matter.kind) == (
        "占道经营",
        "东门菜场",
        "phone",
        "TC0101",
        "complaint",
    )  # type: ignore[union-attr]
    report = Report.objects.get()
    assert (report.text, report.taken_unit.code, f"{report.told_at:%H:%M}") == (
        STALLS["text"],
        "station.south",
        "01:30",
    )
    assert matter.fields == {}
    assert PersonalRecord.objects.get().masked == {"teller_name": "周**", "teller_phone": "139****5678"}
    assert {(t.role, t.unit.code) for t in Task.objects.all()} == {("lead", "dept.urban"), ("copy", "station.south")}


@pytest.mark.parametrize(("over", "field", "said"), [
    ({"text": "  "}, "text", "这个字段是必填项。"),
    ({"text": "长" * 20_001}, "text", "诉求内容超过 20000 个字，请分开填写。"),
    ({"told_at": "昨天"}, "told_at", ""),
    ({"told_at": "2026-09-02 10:00"}, "told_at", "时间 2026-09-02 10:00 在将来，请改正。"),
    ({"told_at": "1980-01-01 10:00"}, "told_at", ""),
    ({"to_unit": "dept.housing"}, "reason", "请写明为什么送往这个单位。"),
    ({"field.teller_phone": "不知道"}, "field.teller_phone", "应为电话号码。"),
    ({"field.teller_id_number": "1"}, "field.teller_id_number", "应为证件号码。"),
    ({"kind": "dispute", "field.amount": "很多"}, "field.amount", "应为数字。"),
    ({"kind": "police_report", "field.call_class": "x"}, "field.call_class", "x"),
    ({"kind": "nothing"}, "kind", "nothing"),
    ({"area": "XX"}, "area", "XX"),
    ({"door": "import"}, "door", "import"),
    ({"title": "长" * 161}, "title", "160"),
])  # fmt: skip
def test_a_problem_is_said_beside_its_field_and_nothing_typed_is_lost(
    over: dict[str, str], field: str, said: str, log_in: LogIn
) -> None:
    client = log_in("desk.north")
    form = {**opened(client), "place": "东门菜场", **over}
    response = client.post("/intake/", form)
    html = response.content.decode()
    assert response.status_code == 422
    assert list(errors(html)) == [field]
    assert said in errors(html)[field]
    assert "东门菜场" in html
    assert f'value="{form["ticket"]}"' in html
    assert form["text"].strip() in html
    assert Matter.objects.count() == 0
    assert (
        client.post(
            "/intake/", {**form, **dict.fromkeys(over, ""), "text": STALLS["text"], "door": "counter"}
        ).status_code
        == 302
    )


def test_somebody_may_send_it_elsewhere_with_a_reason(log_in: LogIn) -> None:
    client = log_in("desk.north")
    client.post("/intake/", {**opened(client), "to_unit": "dept.housing", "reason": "物业管的地方"})
    matter = Matter.objects.get()
    assert (matter.unit_id, matter.routings.get().by_hand) == (unit("dept.housing"), True)


def test_one_more_comes_back_to_an_empty_form(log_in: LogIn) -> None:
    client = log_in("desk.north")
    page = client.post("/intake/", {**opened(client), "again": "1"}, follow=True)
    assert page.redirect_chain == [("/intake/", 302)]
    assert "已登记，编号 " in page.content.decode()
    assert STALLS["text"] not in page.content.decode()


@pytest.mark.parametrize("login", ["volunteer", "assistant", "officer.north", "desk.south"])
def test_whoever_takes_in_lands_on_a_page_that_they_may_see(login: str, log_in: LogIn) -> None:
    client = log_in(login)
    for n, told in enumerate(
        (STALLS, {**STALLS, **STOLEN}, {**STALLS, "kind": "clue", "text": "夜里常有货车往废弃厂房送东西"})
    ):
        page = client.post("/intake/", {**opened(client), **told, "ticket": f"{login}{n}"}, follow=True)
        assert page.status_code == 200, told
        assert "已登记，编号 " in page.content.decode()
    assert Matter.objects.count() == 3


def test_a_volunteer_sees_nothing_of_what_was_handed_in(log_in: LogIn) -> None:
    client = log_in("volunteer")
    assert client.post("/intake/", opened(client)).headers["Location"] == "/intake/"
    assert client.get(f"/matters/{Matter.objects.get().id}/").status_code == 404


def proposal(client: Client, **form: str) -> str:
    response = client.post("/intake/preview/", {"door": "counter", "area": "TC0101", **form}, HTTP_HX_REQUEST="true")
    assert response.status_code == 200
    return response.content.decode()


def test_the_proposal_names_unit_reason_words_and_limits(log_in: LogIn) -> None:
    client = log_in("desk.north")
    html = proposal(client, text=STALLS["text"])
    assert "urban局" in html
    assert "占道" in html
    assert "个工作日" in html
    assert "写下诉求内容" in proposal(client, text="占道")
    assert "可能是紧急警情" in proposal(client, text=FIGHT["text"], title=FIGHT["title"])
    assert "（先由人工分流）" in proposal(client, text="这件事不知道找哪里，想请你们看看。")
    clue = proposal(client, text="夜里常有货车往废弃厂房送东西", kind="clue")
    assert ("保密" in clue, "/portal/clue/" in clue) == (True, True), "the way that nobody else can open is pointed to"
    assert "housing局" in proposal(client, text=STALLS["text"], to_unit="dept.housing")
    assert Matter.objects.count() == 0


def test_the_proposal_is_what_then_happens(log_in: LogIn) -> None:
    client = log_in("dispatcher")
    for n, told in enumerate((STALLS, STOLEN, FIGHT)):
        form = {**opened(client), **told, "ticket": str(n)}
        shown = proposal(client, **form)
        page = client.post("/intake/", form, follow=True).content.decode()
        matter = Matter.objects.get(number=re.search(r"编号 (\S+?)。", page)[1])  # type: ignore[index]
        assert matter.unit.name in shown, told


def test_the_fields_follow_the_kind(log_in: LogIn) -> None:
    client = log_in("desk.north")
    html = client.get("/intake/fields/", {"kind": "dispute"}).content.decode()
    assert 'name="field.amount"' in html
    assert "teller_name" not in html
    assert "field." not in client.get("/intake/fields/", {"kind": ""}).content.decode()
    assert "field." not in client.get("/intake/fields/", {"kind": "nothing"}).content.decode()


def test_two_presses_at_the_same_moment_make_one_matter(committed_world: None) -> None:
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(Account.objects.get(username="desk.north"))
    barrier, statuses = Barrier(2), []

    def press(client: Client) -> None:
        barrier.wait()
        try:
            statuses.append(client.post("/intake/", {**STALLS, "ticket": "same"}).status_code)
        finally:
            connection.close()

    threads = [Thread(target=press, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [302, 302]
    assert Matter.objects.count() == 1
    assert viewer("desk.north").name


def test_the_police_class_a_call_as_it_is_told_whatever_kind_it_turns_out(log_in: LogIn) -> None:
    client = log_in("desk.north")
    by_phone = client.get("/intake/?door=phone").content.decode()
    assert 'id="in-field.call_class"' in by_phone
    assert re.search(r'value="phone"[^>]* checked', by_phone)
    assert "in-field.call_class" not in client.get("/intake/").content.decode(), "asked of calls only"
    assert "in-field.found_class" not in client.get("/intake/fields/?kind=help&door=phone").content.decode()
    form = {**opened(client), "door": "phone", "field.call_class": "linkage"}
    client.post("/intake/", form)
    matter = Matter.objects.get()
    assert (matter.kind, matter.fields) == ("help", {"call_class": "linkage"})


def test_others_who_answer_a_telephone_class_no_calls(log_in: LogIn) -> None:
    client = log_in("dispatcher")
    assert "in-field.call_class" not in client.get("/intake/?door=phone").content.decode()
    assert "in-field.call_class" not in client.get("/intake/fields/?kind=help&door=phone").content.decode()
