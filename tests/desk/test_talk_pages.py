"""Pages of the daily talk and the weekly review: decided, said to be done, shown on the board; wild input; strangers; Excel."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from python_calamine import CalamineWorkbook

from fengqiao.command import actions
from fengqiao.command.models import Talk, TalkTask
from fengqiao.desk.command.talks import DEEDS
from fengqiao.notices.models import Notice
from tests.command.helping import NORTH, SAID, came, part, staff, two_teams
from tests.desk.conftest import LogIn
from tests.desk.test_wild_input import WILD

TALK, REVIEW, BOARD = (f"/command/{page}?station={NORTH}" for page in ("talk/", "review/", ""))


def test_a_talk_is_kept_done_and_looked_back_upon(world: None, log_in: LogIn) -> None:
    two_teams()
    number = came().matter.number
    room, officer = log_in("room.north"), log_in("case.north")
    page = room.get(TALK).content.decode()
    assert ("还没有定任务" in page, "定一件事" in page) == (True, True)
    assert "定一件事" not in officer.get(TALK).content.decode()
    assert log_in("desk.south").get(TALK).status_code == 404
    assert "这一周没有会商定的事" in room.get(REVIEW).content.decode()
    day = (timezone.localdate() + timedelta(days=1)).isoformat()
    form: dict[str, Any] = {
        "station": NORTH, "text": SAID, "to": f"{part('case')}:{staff('case.north')}", "due_day": day, "due_time": "09:30", "matter": number,
    }  # fmt: skip
    page = room.post("/command/talk/decide/", form, follow=True).content.decode()
    assert (SAID in page, number in page, "正在办" in page) == (True, True, True)
    task = TalkTask.objects.get()
    assert timezone.localtime(task.due_at).isoformat()[:16] == f"{day}T09:30"
    assert SAID in officer.get("/notices/").content.decode()
    opened = officer.get(f"/command/talk/tasks/{task.id}/", follow=True).content.decode()
    assert "报完成" in opened
    assert Notice.objects.get(staff_id=staff("case.north"), kind="talk_task").read_at is not None
    board = room.get(BOARD).content.decode()
    assert ("会商定的事" in board, SAID in board) == (True, True)
    with CaptureQueriesContext(connection) as few:
        room.get(TALK)
    for _ in range(2):
        room.post("/command/talk/decide/", form)
    with CaptureQueriesContext(connection) as many:
        room.get(TALK)
    assert len(many) == len(few)
    for wild in WILD:
        posted = dict.fromkeys(("text", "to", "due_day", "due_time", "matter"), wild) | {"station": NORTH}
        tried: list[tuple[str, dict[str, Any]]] = [
            ("decide/", posted),
            *(("decide/", form | {name: wild}) for name in posted if name != "station"),
        ]
        for where, sent in [*tried, *((f"tasks/{task.id}/{deed}/", {"text": wild}) for deed in DEEDS)]:
            with transaction.atomic():
                assert room.post(f"/command/talk/{where}", sent, follow=True).status_code == 200
                transaction.set_rollback(True)
        for url in ("/command/talk/", "/command/review/"):
            assert room.get(url, {"station": NORTH, "day": wild, "week": wild, "matter": wild}).status_code == 200
    assert room.post(f"/command/talk/tasks/{task.id}/burn/").status_code == 404
    assert log_in("desk.south").post(f"/command/talk/tasks/{task.id}/finish/").status_code == 404
    officer.post(f"/command/talk/tasks/{task.id}/finish/", {"text": "看过了"})
    Talk.objects.update(day=timezone.localdate() - timedelta(days=1))
    page = room.get(TALK).content.decode()
    assert ("会商定的" in page, "队01：看过了" in page, "定了 3 件 · 办成 1 · 在办 2" in page) == (True, True, True)
    assert "定了 3 件 · 办成 1 · 在办 2" in room.get(BOARD).content.decode()


def test_a_week_is_reviewed_by_part_and_taken_out(world: None, log_in: LogIn) -> None:
    two_teams()
    chief = log_in("chief.north")
    from tests.world import unit, viewer

    now, by = timezone.now(), viewer("room.north", timezone.now())
    for code in ("case", "case", "community"):
        task = actions.decide(
            station_id=unit(NORTH), text=SAID, part_id=part(code), staff_id=None, due_at=now + timedelta(hours=1), by=by, at=now
        )  # fmt: skip
    actions.finish(task_id=task, text="", by=by, at=now)
    page = chief.get(REVIEW).content.decode()
    assert ("按时率" in page, "100%" in page, "review-parts" in page, SAID in page) == (True, True, True, False)
    sheet = chief.post(f"/command/review/export/?station={NORTH}")
    book = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content))
    rows = book.get_sheet_by_index(0).to_python()
    assert [row[1:] for row in rows[1:]] == [[1, 1, 0, 0, 0], [2, 0, 0, 2, 0], [3, 1, 0, 2, 0]]
    assert dict(tuple(row) for row in book.get_sheet_by_index(1).to_python()[1:])["双方签字的班"] == 0
