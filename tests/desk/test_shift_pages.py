"""Pages of shifts: filled, changed and printed by the command room, swapped by two; wild input; as often asked for three as for one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from fengqiao.command.models import Duty, Swap
from fengqiao.desk.command.shift_acts import DEEDS
from tests.command.helping import NORTH, two_teams
from tests.command.test_shifts import NEXT, planned, put, second
from tests.desk.conftest import LogIn
from tests.desk.test_wild_input import WILD

WEEK = f"/command/shifts/?station={NORTH}&day={NEXT}"


def test_the_command_room_plans_and_two_swap(world: None, log_in: LogIn) -> None:
    two_teams()
    planned()
    second()
    room, officer = log_in("room.north"), log_in("case.north")
    text = room.get(WEEK).content.decode()
    assert ("排满这一周" in text, "还没排" in text) == (True, True)
    assert "排满这一周" not in officer.get(WEEK).content.decode()
    edit = f"/command/shifts/{NEXT}/day/?station={NORTH}"
    assert officer.get(edit).status_code == 404
    assert log_in("desk.south").get(WEEK).status_code == 404
    mine = put()
    put(post="auxiliary", who="officer.north")
    page = room.get(edit).content.decode()
    assert ("队01 · 这个人同一时间已经有班。" in page, "撤下" in page) == (True, True)
    gone = room.post("/command/shifts/drop/", {"station": NORTH, "duty": str(mine), "day": str(NEXT), "shift": "day"})
    assert (gone.status_code, gone.headers["Location"], Duty.objects.count()) == (302, edit, 1)
    with CaptureQueriesContext(connection) as few:
        room.get(WEEK)
    said = room.post("/command/shifts/fill/", {"station": NORTH, "pattern": "two", "day": str(NEXT)}, follow=True).content.decode()  # fmt: skip
    assert "标为“缺”" in said
    with CaptureQueriesContext(connection) as many:
        room.get(WEEK)
    assert len(many) - len(few) <= 2  # of one's own duties and of whom one could ask
    for view, word in (("month", "白班"), ("table", "值班人"), ("week", "夜班")):
        assert word in room.get(f"{WEEK}&view={view}").content.decode()
    sheet = room.get(f"/command/shifts/paper/?station={NORTH}&day={NEXT}").content.decode()
    assert ("值班表" in sheet, "队01" in sheet) == (True, True)
    assert room.get(f"/command/shifts/paper/?station={NORTH}&day={NEXT}&view=month").status_code == 200
    Duty.objects.all().delete()
    mine, theirs = put(), put(NEXT + timedelta(days=1), who="case.second")
    assert "找人换" in officer.get(WEEK).content.decode()
    officer.post("/command/shifts/ask/", {"station": NORTH, "duty": str(mine), "other": str(theirs)})
    other = log_in("case.second")
    assert "请您换班" in other.get(WEEK).content.decode()
    other.post("/command/shifts/agree/", {"station": NORTH, "swap": str(Swap.objects.get().id)})
    chief = log_in("chief.north")
    swap = Swap.objects.get()
    assert "等值班领导同意" in officer.get(WEEK).content.decode()
    assert "等您同意" in chief.get(f"/command/swaps/{swap.id}/", follow=True).content.decode()
    assert log_in("desk.south").get(f"/command/swaps/{swap.id}/").status_code == 404
    chief.post("/command/shifts/consent/", {"station": NORTH, "swap": str(swap.id)})
    assert Swap.objects.get().state == "done"
    for wild in WILD:
        form: dict[str, Any] = dict.fromkeys(
            ("pattern", "day", "shift", "post", "staff", "duty", "other", "swap"), wild
        )
        for deed in DEEDS:
            with transaction.atomic():
                assert room.post(f"/command/shifts/{deed}/", form | {"station": NORTH}, follow=True).status_code == 200
                transaction.set_rollback(True)
        assert room.get("/command/shifts/", {"station": NORTH, "day": wild, "view": wild}).status_code == 200
        assert room.get("/command/shifts/", {"station": wild}).status_code in {200, 404}
    assert room.get("/command/shifts/9999-12-31/day/", {"station": NORTH}).status_code == 404
    assert room.post("/command/shifts/burn/", {"station": NORTH}).status_code == 404
