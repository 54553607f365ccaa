"""Pages of the command room: the board and its refreshes, one tap, the matter's page, stations; wild input."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from fengqiao.command.models import Dispatch
from fengqiao.desk.command.acts import DEEDS
from fengqiao.orgs.models import Unit
from tests.command.helping import NORTH, came, dispatched, part, staff, two_teams
from tests.desk.conftest import LogIn
from tests.desk.test_wild_input import WILD
from tests.world import unit


@pytest.fixture(autouse=True)
def _station(world: None) -> None:
    two_teams()


def test_the_board_dispatches_in_one_tap_and_refreshes(log_in: LogIn) -> None:
    task = came()
    desk = log_in("room.north")
    text = desk.get("/command/").content.decode()
    assert "矛盾纠纷由社区警务队调处" in text
    (version,) = re.findall(r"v=([0-9a-f]{12})", text)
    assert desk.get(f"/command/feed/?v={version}").status_code == 204
    to = f"{part('community')}:{staff('officer.north')}"
    answer = desk.post(f"/command/{task.id}/dispatch/", {"to": to, "board": NORTH})
    assert answer.headers["Location"] == f"/command/?station={NORTH}"
    row = Dispatch.objects.get()
    assert (row.followed, row.staff_id, row.state) == (True, staff("officer.north"), "held")
    fresh = desk.get(f"/command/feed/?v={version}")
    assert (fresh.status_code, "没有等派单的" in fresh.content.decode()) == (200, True)
    chief = log_in("supervisor").get(f"/command/?station={NORTH}").content.decode()
    assert "照此派" not in chief
    assert log_in("desk.south").get(f"/command/?station={NORTH}").status_code == 404
    assert "还没有派出所分队" in log_in("handler.urban").get("/command/").content.decode()


def test_the_matter_s_page_passes_it_from_team_to_team(log_in: LogIn) -> None:
    task = came()
    desk, officer = log_in("room.north"), log_in("case.north")
    url = f"/matters/{task.matter_id}/"
    assert "照此派" in desk.get(url).content.decode()
    assert "照此派" not in officer.get(url).content.decode()
    desk.post(f"/command/{task.id}/dispatch/", {"to": str(part("case"))}, follow=True)
    assert not Dispatch.objects.exists(), "another part than suggested needs words"
    desk.post(f"/command/{task.id}/dispatch/", {"to": str(part("community"))})
    first = Dispatch.objects.get()
    officer.post(f"/command/{first.id}/offer/", {"to": str(part("case")), "reason": "转案"})
    assert Dispatch.objects.count() == 1, "it is not the case team's to give"
    answer = log_in("officer.north").post(f"/command/{first.id}/offer/", {"to": str(part("case")), "reason": "转案"})
    assert answer.headers["Location"] == url
    offered = Dispatch.objects.get(state="offered")
    assert "不接收" in officer.get(url).content.decode()
    assert "接收" in officer.get("/command/").content.decode()
    officer.post(f"/command/{offered.id}/take/", {})
    text = officer.get(url).content.decode()
    assert ("已移交" in text, "不接收" in text) == (True, False)


def test_a_list_of_three_asks_as_often_as_a_list_of_one(log_in: LogIn) -> None:
    desk = log_in("room.north")
    came()
    dispatched(came())
    desk.get("/command/")
    with CaptureQueriesContext(connection) as few:
        desk.get("/command/")
    for _ in range(3):
        came()
        dispatched(came())
    with CaptureQueriesContext(connection) as many:
        desk.get("/command/")
    assert len(many) == len(few)


def test_stations_and_who_says_what_is_a_part(log_in: LogIn) -> None:
    admin = log_in("admin")
    text = admin.get("/command/stations/").content.decode()
    assert "1 / 2 个所，50%" in text
    admin.post(f"/command/stations/{part('case')}/", {"part": ""})
    assert Unit.objects.get(id=part("case")).part == ""
    assert "0 / 2 个所，0%" in admin.get("/command/stations/").content.decode()
    assert log_in("chief.north").post(f"/command/stations/{part('case')}/", {"part": "case"}).status_code == 403
    assert admin.post(f"/command/stations/{UUID(int=1)}/", {"part": "case"}).status_code == 404
    assert admin.post(f"/command/stations/{unit('dept.urban')}/", {"part": "case"}).status_code == 404


def test_whatever_is_sent_is_answered_in_words(log_in: LogIn) -> None:
    held = dispatched(came())
    desk, admin, task = log_in("room.north"), log_in("admin"), came()
    for wild in WILD:
        form: dict[str, Any] = {"to": wild, "reason": wild, "seen": wild, "board": wild}
        for deed in DEEDS:
            row = task.id if deed == "dispatch" else held.id
            with transaction.atomic():
                assert desk.post(f"/command/{row}/{deed}/", form, follow=True).status_code in {200, 404}, (deed, wild)
                transaction.set_rollback(True)
        assert desk.get("/command/", {"station": wild}).status_code in {200, 404}
        assert desk.get("/command/feed/", {"station": wild, "v": wild}).status_code in {200, 404}
        assert admin.post(f"/command/stations/{part('case')}/", {"part": wild}, follow=True).status_code == 200
    assert desk.post(f"/command/{held.id}/delete/", {}).status_code == 404
