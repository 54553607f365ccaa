"""Pages of errands: a request from intake to the hand-over, whom it is for seen by whoever runs it, papers, the slip, wild input."""

from __future__ import annotations

import zipfile
from datetime import timedelta
from io import BytesIO
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from fengqiao.desk.errands.page import DEEDS
from fengqiao.errands import actions
from fengqiao.errands.models import Errand, ErrandItem, HeldPaper
from fengqiao.ledger.models import Event
from fengqiao.passes.models import ErrandSlip
from tests.desk.conftest import LogIn
from tests.desk.test_wild_input import WILD, sent
from tests.errands.helping import NAME, PHONE, RUNNER, SAID, authorised, brought, errand, item
from tests.world import NOW, viewer

pytestmark = [pytest.mark.django_db, pytest.mark.strict_database]


def said(client: Client, url: str, form: dict[str, object] | None = None, status: int = 200) -> str:
    response = client.get(url) if form is None else client.post(url, form, follow=True)
    assert response.status_code == status, (url, response.status_code)
    return response.content.decode()


def test_a_request_from_intake_to_the_hand_over(world: None, log_in: LogIn) -> None:
    runner = log_in(RUNNER)
    assert "还没有代办" in said(runner, "/errands/")
    assert "今天没有要跑的" in said(runner, "/errands/today/")
    assert "请选要办的事" in said(runner, "/errands/new/", {"person_name": NAME, "way": "road"}, status=422)
    form: dict[str, object] = {
        "kind": ["certificate"],
        "person_name": NAME,
        "teller_phone": PHONE,
        "area": "TC0101",
        "way": "road",
        "text": SAID,
    }
    wrong = said(runner, "/errands/new/", {**form, "area": "XX"}, status=422)
    assert ("请从列表里选所在村社" in wrong, NAME in wrong, 'value="certificate" checked' in wrong) == (
        True,
        True,
        True,
    )
    page = said(runner, "/errands/new/", form)
    assert ("已受理 1 项" in page, NAME in page, PHONE in page, SAID in page) == (True, False, False, True)
    row = Errand.objects.get()
    url, one = f"/errands/{row.id}/", str(ErrandItem.objects.get().id)
    assert "先请本人或家人签授权书" in page
    clear = said(runner, f"{url}look/", {"purpose": "contact"})
    assert (NAME in clear, PHONE in clear, "记入查阅记录" in clear) == (True, True, True)
    assert NAME not in said(runner, url)
    until = (NOW.date() + timedelta(days=30)).isoformat()
    grant: dict[str, object] = {"giver": "self", "kinds": ["certificate"], "until": until, "signed": "1"}
    assert "还没有签字" in said(runner, f"{url}authorise/", {**grant, "signed": ""}, status=422)
    assert "授权已记下" in said(runner, f"{url}authorise/", grant)
    assert "材料已收" in said(runner, f"{url}paper/", {"item": one, "kind": "id_card", "signed": "1"})
    assert "身份证" in said(runner, "/errands/today/")
    page = said(runner, f"{url}step/", {"item": one, "step": "submit", "told": "", "text": "窗口说三天"})
    assert ("已记下进展" in page, "窗口说三天" in page, "还没告诉" in page) == (True, True, True)
    assert row.number in said(runner, "/errands/?only=untold")
    assert "已记下告诉过本人" in said(runner, f"{url}told/", {"told": "phone"})
    assert "没有符合条件" in said(runner, "/errands/?only=untold")
    said(runner, f"{url}step/", {"item": one, "step": "deliver", "told": "visit"})
    page = said(runner, f"{url}end/", {"item": one, "how": "done", "told": "visit"}, status=422)
    assert "先交还签收" in page
    paper = str(HeldPaper.objects.get().id)
    assert "材料交接已记下" in said(runner, f"{url}hand/", {"paper": paper, "to": "resident", "signed": "1"})
    assert "这一项已办结" in said(runner, f"{url}end/", {"item": one, "how": "done", "told": "visit"})
    assert Errand.objects.get().ended_at == NOW
    assert "看姓名电话" not in said(runner, url)


def test_papers_name_nobody_unless_it_is_recorded(world: None, log_in: LogIn) -> None:
    row, runner = errand(), log_in(RUNNER)
    url = f"/errands/{row.id}/papers/"

    def words(form: dict[str, str]) -> str:
        answer = runner.post(url, form)
        assert answer.status_code == 200
        return zipfile.ZipFile(BytesIO(answer.content)).read("word/document.xml").decode()

    blank = words({"take": "authorisation.docx"})
    assert ("代办授权书" in blank, "遗属补助" in blank, row.number in blank, NAME in blank) == (True, True, True, False)
    assert not Event.objects.filter(kind="personal.unmasked").exists()
    assert NAME in words({"take": "authorisation.docx", "named": "1"})
    assert Event.objects.get(kind="personal.unmasked").attributes["purpose"] == "serve_document"
    said(runner, f"/errands/{row.id}/paper/", {"item": str(item(row)), "kind": "proof", "signed": "1"})
    receipt = words({"take": "receipt.docx"})
    assert ("材料交接单" in receipt, "证明材料" in receipt, "代办员" in receipt) == (True, True, True)
    pdf = runner.post(url, {"take": "receipt.pdf"})
    assert pdf.content.startswith(b"%PDF")
    assert "没有这种文书" in said(runner, url, {"take": "diary.pdf"})


def test_the_family_follows_by_a_slip_or_by_the_number(world: None, log_in: LogIn) -> None:
    row, runner, family = errand(), log_in(RUNNER), Client()
    made = runner.post(f"/errands/{row.id}/slip/")
    slip = family.get(made.headers["Location"]).content.decode()
    token = made.headers["Location"].split("/")[2]
    page = family.get(f"/e/{token}/").content.decode()
    for text in (slip, page):
        assert (row.number in text, "遗属补助" in text, NAME in text, SAID in text) == (True, True, False, False)
    assert ErrandSlip.objects.get().opened_at == NOW
    found = family.post("/portal/track/", {"number": row.number.lower(), "ending": PHONE[-4:]}, follow=True)
    assert "居民身份证办理" in found.content.decode()
    assert Client().post("/portal/track/", {"number": row.number, "ending": "0000"}).status_code == 422
    assert "已作废" in said(runner, f"/errands/{row.id}/slip/{ErrandSlip.objects.get().id}/revoke/", {})
    assert family.get(f"/e/{token}/").status_code == 404
    assert log_in("dispatcher.north").post(f"/errands/{row.id}/slip/").status_code == 302  # only reads
    assert ErrandSlip.objects.count() == 1


def test_what_is_slow_and_where(world: None, log_in: LogIn) -> None:
    row = errand(kinds=["survivor", "id_card"], at=NOW - timedelta(days=70))
    authorised(row)
    brought(item(row), days=0)
    chief = log_in("chief.north")
    page = said(chief, "/errands/slow/")
    assert ("遗属补助" in page, "70 天内" in page, "居民身份证办理" in page, "北镇派出所" in page) == (
        True,
        True,
        True,
        True,
    )
    book = CalamineWorkbook.from_filelike(BytesIO(chief.post("/errands/slow/export/?days=30").content))
    kinds, posts = (book.get_sheet_by_index(n).to_python() for n in (0, 1))
    assert kinds[1:] == [["遗属补助", 1, 70, 70, 0, 0], ["居民身份证办理", 0, "", "", 1, 1]]
    assert posts[1:] == [["北镇派出所", 1, 70, 70, 1, 1]]
    by_kind, by_post = (book.get_sheet_by_index(n).to_python() for n in (2, 3))
    assert by_kind[0][1:4] == ["备齐材料·件数", "备齐材料·一半在几天内", "备齐材料·九成在几天内"]
    assert (by_kind[1][0], by_kind[1][1], sum(by_kind[1][2::3])) == ("遗属补助", 1, 70)  # the stretches add up
    assert (len(by_kind), by_post[1][0]) == (2, "北镇派出所")
    assert "卡在哪一段，按驿站、单位" in page
    assert Event.objects.get(kind="list.exported").attributes["list"] == "errands"


def test_strangers_find_nothing(world: None, log_in: LogIn) -> None:
    row = errand()
    for login in ("desk.south", "handler.urban"):
        client = log_in(login)
        for method, place in (
            ("get", ""),
            ("post", "look/"),
            ("post", "papers/"),
            ("post", "slip/"),
            ("post", f"slip/{UUID(int=1)}/revoke/"),
        ):
            assert getattr(client, method)(f"/errands/{row.id}/{place}").status_code == 404
    reader = log_in("dispatcher.north")  # covers the area, does not keep it
    assert "看姓名电话" not in said(reader, f"/errands/{row.id}/")
    assert "只有正在办理" in said(reader, f"/errands/{row.id}/look/", {"purpose": "contact"}, status=422)


def test_every_button_stands_every_value(world: None, log_in: LogIn) -> None:
    row, runner = errand(), log_in(RUNNER)
    base = {
        "staff": str(UUID(int=3)), "item": str(item(row)), "step": "check", "told": "phone", "text": "x", "purpose": "contact", "day": "2026-09-02", "kind": "proof", "signed": "1",
        "paper": str(UUID(int=1)), "to": "office", "giver": "self", "kinds": "survivor", "until": "2026-12-01", "ending": "self", "how": "",
        "take": "nothing.docx", "way": "road", "area": "TC0101", "press": str(UUID(int=2)), "person_name": NAME, "only": "mine",
    }  # fmt: skip
    places = [
        *(reverse("errand-act", args=[row.id, deed]) for deed in DEEDS),
        reverse("errand-new"),
        reverse("errand-papers", args=[row.id]),
    ]
    for n, (field, value) in enumerate((field, WILD[k % len(WILD)]) for k, field in enumerate(list(base) * 3)):
        url = places[n % len(places)]
        assert sent(runner, "post", url, {**base, field: value}).status_code in {200, 422}
        assert sent(runner, "get", "/errands/", {"only": value, "kind": value, "page": value}).status_code == 200
    assert viewer(RUNNER).staff_id == Errand.objects.get().runner_id


def test_lists_ask_a_constant_number_of_queries(world: None, log_in: LogIn) -> None:
    client, needed = log_in(RUNNER), []
    client.get("/errands/")
    for more in (1, 4):
        for _ in range(more):
            row = errand()
            actions.plan_visit(item_id=item(row, "id_card"), day=NOW.date(), by=viewer(RUNNER), at=NOW)
            actions.take_paper(item_id=item(row), kind="proof", signed=True, by=viewer(RUNNER), at=NOW)
        counts = []
        for url in ("/errands/", "/errands/today/", "/errands/slow/", "/first/tell/"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            counts.append(len(queries))
        needed.append(counts)
    assert needed[0] == needed[1], needed
