"""Pages of clues: shut without a passphrase, for recipients alone, with what each may do next."""

from __future__ import annotations

import pytest
from django.test import Client

from fengqiao.clues import actions, box
from fengqiao.clues.models import Clue, Recovery
from fengqiao.clues.terms import Duty
from fengqiao.desk.clues.clue import DEEDS as CLUE_DEEDS
from fengqiao.desk.clues.keys import DEEDS as KEY_DEEDS
from fengqiao.desk.clues.opening import COOKIE
from fengqiao.desk.meetings.views import DEEDS as MEETING_DEEDS
from fengqiao.ledger.queries import kinds_of
from tests.clues.conftest import CHEAP
from tests.clues.helping import NAME, PHRASES, SAID, handed_in, make_key, name, station
from tests.desk.conftest import LogIn
from tests.meetings.test_meetings import meeting, suggested
from tests.world import NOW, viewer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(box, "PASSPHRASE_COST", CHEAP)
    monkeypatch.setattr(box, "CODE_COST", CHEAP)


def unlock(client: Client, login: str, *, to: str = "keys", phrase: str = "") -> None:
    response = client.post("/clues/keys/unlock/", {"passphrase": phrase or PHRASES[login], "to": to})
    assert response.status_code == 302, response.content.decode()[-3000:]


def said(client: Client, url: str, form: dict[str, str] | None = None, status: int = 200) -> str:
    response = client.get(url) if form is None else client.post(url, form, follow=True)
    assert response.status_code == status, (url, response.status_code)
    return response.content.decode()


def test_a_recipient_unlocks_reads_checks_and_answers(world: None, log_in: LogIn) -> None:
    station()
    code, clue = handed_in()
    client = log_in("officer.north")
    page = said(client, "/clues/")
    assert ("涉赌" in page, "有新内容" in page, "欧阳" in page) == (True, True, False)
    page = said(client, f"/clues/{clue.id}/")
    assert ("锁着" in page, SAID in page, "记核查结果" in page) == (True, False, False)
    assert kinds_of(clue.id) == []
    page = said(client, f"/clues/{clue.id}/take/", {"version": "1"}, status=422)
    assert "先输入口令" in page
    page = said(client, "/clues/keys/unlock/", {"passphrase": "不是这一句 not this", "to": str(clue.id)}, status=422)
    assert "口令不对" in page
    response = client.post("/clues/keys/unlock/", {"passphrase": PHRASES["officer.north"], "to": str(clue.id)})
    assert response.headers["Location"] == f"/clues/{clue.id}/"
    cookie = response.cookies[COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (
        "/clues/",
        True,
        "Strict",
        600,
    )
    page = said(client, f"/clues/{clue.id}/")
    assert (SAID in page, NAME in page, "签收核查" in page) == (True, True, True)
    assert kinds_of(clue.id) == ["clue.read"]
    file = client.get(page.partition('<li class="is-picture"><a href="')[2].partition('"')[0])
    assert (file.headers["Content-Type"], file.content[:4]) == ("image/png", b"\x89PNG")
    for deed, form, done in (
        ("take", {}, "已签收"), ("ask", {"text": "几楼？"}, "已追问"),
        ("check", {"result": "true", "people": "21", "groups": "11", "text": "查获"}, "核查结果已记下"),
        ("matter", {"kind": "police_report", "text": "整治棋牌室"}, "已转成事项"),
        ("answer", {"text": "谢谢"}, "已答复"), ("close", {}, "线索已办结"), ("reopen", {}, "重新核查"),
    ):  # fmt: skip
        assert done in said(client, f"/clues/{clue.id}/{deed}/", form), deed
    page = said(client, f"/clues/{clue.id}/check/", {"result": "", "people": "x", "text": "留着的字"}, status=422)
    assert ("请选择核查结果" in page, "留着的字" in page) == (True, True)
    page = said(client, "/clues/keys/lock/", {"to": "list"})
    assert "已锁上" in page
    assert SAID not in said(client, f"/clues/{clue.id}/")
    assert actions.visit(code=code, at=NOW)


def test_nobody_else_gets_more_than_counts(world: None, log_in: LogIn) -> None:
    station()
    _code, clue = handed_in()
    for login in ("chief.north", "supervisor", "admin", "dispatcher", "desk.south"):
        client = log_in(login)
        page = said(client, "/clues/")
        assert ("只看得到件数" in page, f"/clues/{clue.id}/" in page) == (True, False), login
        for url in (f"/clues/{clue.id}/", f"/clues/{clue.id}/file/{clue.id}/"):
            assert client.get(url).status_code == 404
        assert client.post(f"/clues/{clue.id}/take/").status_code == 404
    page = said(log_in("admin"), "/clues/keys/")
    assert "没有被指定" in page
    page = said(
        log_in("admin"), "/clues/keys/name/", {"duty": "recipient", "staff": str(viewer("admin").staff_id)}, status=422
    )
    assert "不能这样操作" in page
    assert Clue.objects.get().version == 1


def test_a_chief_names_people_and_two_custodians_bring_a_lost_key_back(world: None, log_in: LogIn) -> None:
    chief, officer, supervisor = log_in("chief.north"), log_in("officer.north"), log_in("supervisor")
    page = said(chief, "/clues/keys/")
    assert "还收不了线索" in page
    for login, duty in (("officer.north", "recipient"), ("chief.north", "custodian"), ("supervisor", "custodian")):
        assert "已指定" in said(chief, "/clues/keys/name/", {"duty": duty, "staff": str(viewer(login).staff_id)})
    for login, client in (("officer.north", officer), ("chief.north", chief), ("supervisor", supervisor)):
        phrase = PHRASES[login]
        assert "两次输入的口令不一样" in said(client, "/clues/keys/make/", {"fresh": phrase, "again": "x"}, status=422)
        assert "钥匙已生成" in said(client, "/clues/keys/make/", {"fresh": phrase, "again": phrase})
    page = said(chief, "/clues/keys/")
    assert ("收得了线索" in page, "没有演练过" in page) == (True, True)
    _code, clue = handed_in()
    # The drill.
    assert "演练开始" in said(chief, "/clues/keys/drill/", {})
    drill = Recovery.objects.get()
    assert "先输入口令" in said(chief, "/clues/keys/half/", {"recovery": str(drill.id)}, status=422)
    unlock(chief, "chief.north")
    unlock(supervisor, "supervisor")
    assert "第一道已开" in said(chief, "/clues/keys/half/", {"recovery": str(drill.id)})
    assert "开第二道" not in said(chief, "/clues/keys/")
    # Managing several units, a supervisor comes to the unit for which they keep the key by its own page.
    assert "两道都开了" in said(supervisor, "/clues/keys/rest/", {"recovery": str(drill.id)})
    assert "上一次" in said(chief, "/clues/keys/")
    # The officer forgets the passphrase.
    fresh = "又一句新口令 saffron 八月桂花"
    assert "钥匙已生成" in said(officer, "/clues/keys/make/", {"lost": "1", "fresh": fresh, "again": fresh})
    unlock(officer, "officer.north", phrase=fresh)
    assert "您的钥匙打不开这一封" in said(officer, f"/clues/{clue.id}/")
    page = said(officer, "/clues/keys/")
    assert ("1 封打不开" in page, "请保管人恢复" in page) == (True, True)
    key = (
        page.partition('name="key"')[2]
        .partition('<option value="" selected>')[2]
        .partition('<option value="')[2]
        .partition('"')[0]
    )
    assert "已提出" in said(officer, "/clues/keys/recover/", {"key": key})
    lost = Recovery.objects.get(ended_at__isnull=True)
    assert "第一道已开" in said(supervisor, "/clues/keys/half/", {"recovery": str(lost.id)})
    assert "两道都开了" in said(chief, "/clues/keys/rest/", {"recovery": str(lost.id)})
    assert SAID in said(officer, f"/clues/{clue.id}/")


def test_a_list_asks_the_same_however_long_it_is(world: None, log_in: LogIn) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    station()
    client = log_in("officer.north")
    counts = []
    for _ in range(2):
        handed_in(files=False)
        client.get("/clues/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/clues/")
        counts.append(len(asked))
        handed_in(files=False)
    assert counts[0] == counts[1]


def test_a_second_recipient_is_given_the_older_ones(world: None, log_in: LogIn) -> None:
    station(recipients=("officer.north",))
    _code, clue = handed_in()
    name("desk.north", Duty.RECIPIENT)
    make_key("desk.north")
    desk, officer = log_in("desk.north"), log_in("officer.north")
    assert "缺旧件" in said(officer, "/clues/keys/")
    unlock(officer, "officer.north")
    assert "重新封存给现在的" in said(officer, "/clues/keys/reseal/", {})
    unlock(desk, "desk.north", to=str(clue.id))
    assert SAID in said(desk, f"/clues/{clue.id}/")


WILD = (
    "",
    "\x00",
    "x" * 6000,
    "事" * 6000,
    "-1",
    "1e9",
    "not-a-uuid",
    "00000000-0000-0000-0000-000000000000",
    "<script>alert(1)</script>",
)


def test_whatever_is_sent_is_answered_in_words(world: None, log_in: LogIn) -> None:
    station()
    code, clue = handed_in(files=False)
    first = meeting()
    suggested(first)
    officer, desk, nobody = log_in("officer.north"), log_in("desk.north"), Client()
    unlock(officer, "officer.north")
    names = ("text", "result", "people", "groups", "kind", "unit", "version", "passphrase", "fresh", "again", "duty", "staff", "holder",
             "key", "recovery", "to", "owner", "due", "suggestion", "answer", "minutes", "came-police", "day", "team", "area")  # fmt: skip
    urls = [f"/clues/{clue.id}/{deed}/" for deed in CLUE_DEEDS if deed not in {"take", "close", "reopen"}]
    urls += [
        f"/clues/keys/{deed}/" for deed in KEY_DEEDS if deed not in {"lock", "reseal", "drill", "unlock", "change"}
    ]
    urls += [f"/meetings/{first}/{deed}/" for deed in MEETING_DEEDS] + ["/meetings/new/"]
    for place, url in enumerate(urls):
        for wild in WILD[place % 3 :: 3]:
            response = (desk if url.startswith("/meetings/") else officer).post(url, dict.fromkeys(names, wild))
            assert response.status_code in {200, 302, 422}, (url, wild)
            assert b"<script>alert" not in response.content
    for wild in WILD:
        response = nobody.post("/portal/clue/back/", {"code": wild, "add": "1", "text": wild, "claim": wild})
        assert response.status_code == 422
    assert actions.visit(code=code, at=NOW)
