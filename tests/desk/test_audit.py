"""查阅记录: what those in charge see of their people, in words; and what it never tells."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from fengqiao.desk.audit.words import GROUPS, WORDS
from fengqiao.enterprises.actions import see_contact
from fengqiao.ledger.models import Event
from fengqiao.orgs.actions import name_deputy, reset_password
from tests.desk.conftest import LogIn
from tests.desk.scene import Scene
from tests.enterprises.helping import enterprise
from tests.world import NOW, PASSWORD, unit, viewer


def seen(client: Client, **query: str) -> str:
    response = client.get("/audit/", query)
    assert response.status_code == 200
    return response.content.decode()


def happen(scene: Scene, log_in: LogIn) -> None:
    """A day in the north: an export, a look, a sealed matter opened, wrong tries, a reset, a deputy."""
    log_in("desk.north").post("/matters/export/?tab=all")
    log_in("desk.north").get(f"/matters/{scene['clue'].id}/")
    for _ in range(6):
        Client().post("/account/login/", {"login": "officer.north", "password": "wrong wrong"})
    Client(REMOTE_ADDR="10.0.0.7").post("/account/login/", {"login": "chief.north", "password": PASSWORD})
    officer = viewer("officer.north").staff_id
    reset_password(staff_id=officer, weighty=frozenset(), by=viewer("admin"), at=NOW)
    name_deputy(
        post_id=viewer("chief.north").post.id, staff_id=officer, starts=NOW, ends=NOW + timedelta(days=1),
        most_days=31, by=viewer("chief.north"), at=NOW,
    )  # fmt: skip


def test_what_happened_is_told_in_words_to_the_chief(scene: Scene, log_in: LogIn) -> None:
    happen(scene, log_in)
    html = seen(log_in("chief.north"))
    names = {login: viewer(login).name for login in ("desk.north", "officer.north", "admin", "chief.north")}
    for words in (
        "导出了列表", "打开了保密事项", "登录没有成功", "账号因多次试错暂时锁定", "重置密码", "指定代理人",
        f"{names['officer.north']} 的账号", f"{names['officer.north']} · 所领导 · 代{names['chief.north']}", "用密码",
    ):  # fmt: skip
        assert words in html, words
    assert scene["clue"].number in html, "the chief is named in it"


def test_each_look_at_the_contact_person_of_an_enterprise_is_told_with_its_name(world: None, log_in: LogIn) -> None:
    firm = enterprise()
    see_contact(enterprise_id=firm.id, purpose="contact", by=viewer("desk.north"), at=NOW)
    for login, words in (("chief.north", "北镇1号厂 的联系人"), ("supervisor", "北镇1号厂 的联系人")):
        page = seen(log_in(login))
        assert words in page, login
        assert "欧阳厂长" not in page
        assert f"/matters/{firm.id}/" not in page


def test_a_sealed_matter_has_no_number_for_somebody_not_named(scene: Scene, log_in: LogIn) -> None:
    happen(scene, log_in)
    supervisor = log_in("supervisor")
    assert "打开了保密事项" in seen(supervisor)
    assert scene["clue"].number not in seen(supervisor)
    assert str(scene["clue"].id) not in seen(supervisor)
    sheet = supervisor.post("/audit/export/").content
    assert scene["clue"].number.encode() not in sheet
    assert "一件您看不到的事项" in seen(supervisor)


def test_each_sees_their_own_units_alone(scene: Scene, log_in: LogIn) -> None:
    log_in("desk.south").post("/matters/export/?tab=all")
    log_in("handler.urban").post("/matters/export/?tab=all")
    assert "导出了列表" not in seen(log_in("chief.north"))
    html = seen(log_in("supervisor"))
    assert viewer("desk.south").name in html
    assert "urban局" not in html


def test_it_is_narrowed_by_person_period_and_kind(scene: Scene, log_in: LogIn) -> None:
    happen(scene, log_in)
    chief = log_in("chief.north")
    only = seen(chief, group="exports")
    assert "导出了列表" in only
    assert "登录没有成功" not in only
    desk = seen(chief, staff=str(viewer("desk.north").staff_id))
    assert "导出了列表" in desk
    assert "重置密码</span>" not in desk
    assert "这段时间没有记录" in seen(chief, since="2025-01-01", until="2025-01-31")
    for wild in ({"group": "x"}, {"staff": "x"}, {"since": "soon"}, {"since": "9999-12-31"}, {"page": "999"}):
        seen(chief, **wild)  # type: ignore[arg-type]


def test_it_goes_out_as_a_sheet_and_that_is_recorded(scene: Scene, log_in: LogIn) -> None:
    happen(scene, log_in)
    chief = log_in("chief.north")
    response = chief.post("/audit/export/?group=accounts")
    assert response.headers["Content-Type"].startswith("application/vnd.openxmlformats")
    _head, *rows = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
    assert any("重置密码" in row for row in rows)
    event = Event.objects.latest("seq")
    assert (event.kind, event.attributes["list"], event.measures["rows"]) == ("list.exported", "audit", len(rows))


def test_pages_ask_a_constant_number_of_questions(scene: Scene, log_in: LogIn) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = log_in("chief.north")
    client.get("/audit/")
    counts = []
    happen(scene, log_in)
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get("/audit/")
        counts.append(len(asked))
        for login in ("desk.north", "chief.north"):
            log_in(login).get(f"/matters/{scene['clue'].id}/")
            log_in(login).post("/matters/export/?tab=all")
    assert counts[0] == counts[1]


def test_every_kind_that_is_listed_has_words() -> None:
    kinds = [kind for _words, kinds in GROUPS.values() for kind in kinds]
    assert set(kinds) == set(WORDS)
    assert len(kinds) == len(set(kinds))


@pytest.mark.parametrize("login", ["admin", "desk.north", "officer.north", "handler.urban", "dispatcher"])
def test_it_is_for_those_in_charge(login: str, log_in: LogIn) -> None:
    assert log_in(login).get("/audit/").status_code == 403
    assert viewer(login).unit_id != unit("party")
