"""Pages of checks after closing: the list, one closing found in order, one sent back; wild input; as often asked for three as for one."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from fengqiao.command.models import Check
from tests.command.helping import NORTH, two_teams
from tests.command.test_checking import closed
from tests.desk.conftest import LogIn
from tests.desk.test_wild_input import WILD
from tests.world import NOW

LIST = f"/command/checks/?station={NORTH}"


def test_closings_are_checked(world: None, log_in: LogIn, monkeypatch: pytest.MonkeyPatch) -> None:
    two_teams()
    monkeypatch.setattr("fengqiao.command.queries.checks.drawn", lambda _each, _share: True)
    monkeypatch.setattr("tests.command.test_checking.CLOSED", NOW)
    matter = closed()
    room = log_in("room.north")
    room.get(LIST)
    with CaptureQueriesContext(connection) as few:
        assert "院墙纠纷" in room.get(LIST).content.decode()
    other, third = closed(), closed()
    with CaptureQueriesContext(connection) as many:
        room.get(LIST)
    assert len(many) == len(few)
    url = f"/command/checks/{matter.id}/"
    assert "答复回应了诉求" in room.get(url).content.decode()
    for login in ("officer.north", "desk.south", "handler.urban"):
        assert log_in(login).get(url).status_code == 404
    for wild in WILD:
        with transaction.atomic():
            assert room.post(url, {"outcome": wild, "missing": wild, "text": wild}).status_code == 422
            transaction.set_rollback(True)
    assert room.post(url, {"outcome": "not_in_order", "missing": "told"}).status_code == 422
    assert room.post(url, {"outcome": "in_order"}).status_code == 302
    assert (
        room.post(
            f"/command/checks/{other.id}/", {"outcome": "not_in_order", "missing": "told", "text": "没有告知"}
        ).status_code
        == 302
    )
    text = room.get(LIST).content.decode()
    assert ("没有告知" in text, "50%" in text, str(third.id) in text) == (True, True, True)
    assert set(Check.objects.values_list("outcome", flat=True)) == {"in_order", "not_in_order"}
    assert room.get(url).status_code == 404
