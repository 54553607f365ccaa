"""What a meeting gave to do: who by when, reminded once, late to the chair, done, heard of at the next meeting; why somebody did not come."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from fengqiao.duties import actions
from fengqiao.duties.jobs import destroy_minutes, remind_of_tasks
from fengqiao.duties.models import Activity, Resolution, Seat
from fengqiao.duties.queries import minutes_of, tasks_before
from fengqiao.duties.rules.quorum import Votes
from fengqiao.ledger.models import Event
from fengqiao.orgs.queries import system_viewer
from tests.desk.conftest import LogIn, log_in  # noqa: F401
from tests.duties.helping import HOUR, activity
from tests.duties.test_told import ids, told
from tests.matters.helping import events_of, refused
from tests.world import NOW, viewer

pytestmark = pytest.mark.django_db
DAY, LATER = timedelta(days=1), NOW + 2 * HOUR
TODAY = date(2026, 9, 1)


def meeting(starts: Any = NOW + HOUR) -> Activity:
    """A committee of the north station that goes on, led by its desk, with chief and officer there."""
    desk = viewer("desk.north")
    row = activity(
        kind="committee",
        form="",
        team_id=None,
        point=None,
        places=0,
        starts=starts,
        ends=starts + HOUR,
        at=starts - HOUR,
    )
    for login in ("desk.north", "chief.north", "assistant"):
        role = "host" if login == "chief.north" else ""
        actions.put(activity_id=row.id, staff_id=viewer(login).staff_id, role=role, by=desk, at=starts - HOUR)
    people = ids("desk.north", "chief.north")
    actions.mark(activity_id=row.id, staff_ids=people, by=desk, at=starts + HOUR)
    row.refresh_from_db()
    return row


def resolved(row: Activity, at: Any = LATER, **over: Any) -> Resolution:
    values = {
        "text": "装路灯",
        "votes": Votes(2, 0, 0),
        "staff_id": viewer("assistant").staff_id,
        "by_day": TODAY + 10 * DAY,
        **over,
    }
    return actions.resolve(activity_id=row.id, by=viewer("desk.north"), at=at, **values)


def test_a_resolution_says_who_does_it_by_when(world: None) -> None:
    row = meeting()
    for over, code in (
        ({"by_day": None}, "task-half"), ({"staff_id": None}, "task-half"), ({"by_day": TODAY - DAY}, "task-day"),
        ({"by_day": TODAY + 800 * DAY}, "task-day"), ({"votes": Votes(1, 1, 0)}, "task-rejected"),
        ({"staff_id": viewer("desk.south").staff_id}, "task-stranger"),
    ):  # fmt: skip
        with refused(code):
            resolved(row, **over)
    made = resolved(row)
    assert (told("task_set", row), made.done_at) == (ids("assistant"), None)
    assert resolved(row, staff_id=None, by_day=None, text="不派人").staff_id is None
    sheet = minutes_of(row)
    assert sheet is not None
    assert [each.staff_id for each, _words in sheet.resolutions] == [viewer("assistant").staff_id, None]


def test_whoever_does_it_is_reminded_once_and_the_chair_hears_when_it_is_late(world: None) -> None:
    row, system = meeting(), system_viewer(at=NOW)
    assert system
    resolved(row)
    assert remind_of_tasks(by=system, now=NOW + 6 * DAY) == 0
    assert remind_of_tasks(by=system, now=NOW + 7 * DAY) == 1
    assert (told("task_soon", row), told("task_late", row)) == (ids("assistant"), [])
    assert remind_of_tasks(by=system, now=NOW + 8 * DAY) == 0, "once"
    assert remind_of_tasks(by=system, now=NOW + 11 * DAY) == 1
    assert told("task_late", row) == ids("assistant", "chief.north"), "the chair is who has the first leading role"
    assert remind_of_tasks(by=system, now=NOW + 12 * DAY) == 0
    done = resolved(row, text="装监控")
    actions.finish_task(resolution_id=done.id, by=viewer("assistant"), at=LATER)
    assert remind_of_tasks(by=system, now=NOW + 30 * DAY) == 0, "nobody is reminded of what is done"


def test_it_is_done_once_by_who_does_it_or_who_leads(world: None) -> None:
    row = meeting()
    made = resolved(row)
    for login, code in (("desk.south", "task-unknown"), ("officer.north", "denied")):
        with refused(code):
            actions.finish_task(resolution_id=made.id, by=viewer(login), at=LATER)
    with refused("task-unknown"):
        actions.finish_task(resolution_id=row.id, by=viewer("assistant"), at=LATER)
    (event,) = events_of(lambda: actions.finish_task(resolution_id=made.id, by=viewer("assistant"), at=NOW + 10 * DAY))
    assert (event.kind, event.attributes["in_time"]) == ("resolution.done", "yes")
    assert told("task_done", row) == ids("chief.north")
    with refused("task-done"):
        actions.finish_task(resolution_id=made.id, by=viewer("desk.north"), at=LATER)
    late = resolved(row, text="另一件")
    actions.finish_task(resolution_id=late.id, by=viewer("desk.north"), at=NOW + 12 * DAY)
    assert Event.objects.filter(kind="resolution.done").order_by("recorded_at").last() is not None
    assert {each.attributes["in_time"] for each in Event.objects.filter(kind="resolution.done")} == {"yes", "no"}
    assert not any("装路灯" in str((each.attributes, each.measures)) for each in Event.objects.all())


def test_the_next_meeting_of_the_unit_hears_of_it(world: None) -> None:
    first, desk = meeting(), viewer("desk.north")
    open_, done = resolved(first), resolved(first, text="换灯泡")
    second = meeting(NOW + 7 * DAY)
    actions.finish_task(resolution_id=done.id, by=viewer("assistant"), at=NOW + 8 * DAY)
    third = meeting(NOW + 14 * DAY)
    assert tasks_before(desk, first) == []
    assert [(each.row.id, each.text) for each in tasks_before(desk, second)] == [
        (open_.id, "装路灯"),
        (done.id, "换灯泡"),
    ]
    assert [each.row.id for each in tasks_before(desk, third)] == [open_.id, done.id], "done since the last one"
    off = meeting(NOW + 16 * DAY)
    Activity.objects.filter(id=off.id).update(state="cancelled")
    after_it = meeting(NOW + 17 * DAY)
    Activity.objects.filter(id=third.id).update(state="missed")
    assert [each.row.id for each in tasks_before(desk, after_it)] == [open_.id, done.id], "neither of the two was held"
    Activity.objects.filter(id=third.id).update(state="planned")
    fourth = meeting(NOW + 21 * DAY)
    assert [each.row.id for each in tasks_before(desk, fourth)] == [open_.id]
    # Who may not read those minutes is told that there is something, not what; whoever has to do it reads it.
    stranger = viewer("volunteer")
    assert [each.text for each in tasks_before(stranger, second)] == ["", ""]
    study = activity(
        kind="study", form="led", team_id=None, point=None, starts=NOW + 30 * DAY, ends=NOW + 30 * DAY + HOUR
    )
    assert tasks_before(desk, study) == [], "a study is no meeting"


def test_why_somebody_did_not_come_is_of_the_pack_and_goes_with_the_minutes(world: None) -> None:
    row = activity(kind="members", form="", team_id=None, point=None, places=0)
    desk, chief, own = viewer("desk.north"), viewer("chief.north"), viewer("assistant")
    for login in ("desk.north", "chief.north", "assistant"):
        actions.put(activity_id=row.id, staff_id=viewer(login).staff_id, role="", by=desk, at=NOW)
    with refused("leave-reason"):
        actions.excuse(activity_id=row.id, staff_ids=[own.staff_id], reason="nonsense", by=desk, at=NOW)
    actions.excuse(activity_id=row.id, staff_ids=[own.staff_id], reason="sick", by=desk, at=NOW)
    assert Seat.objects.get(activity=row, staff=own.staff_id).reason == "sick"
    actions.mark(activity_id=row.id, staff_ids=[desk.staff_id], by=desk, at=LATER)
    actions.write_minutes(activity_id=row.id, text="议题", by=desk, at=LATER)
    actions.end(activity_id=row.id, counts={}, by=desk, at=LATER)
    given: dict[str, Any] = {"activity_id": row.id, "by": desk, "at": LATER}
    for who, reason, code in (
        (chief, "", "leave-reason"), (chief, "nonsense", "leave-reason"), (desk, "trip", "reason-nobody"), (viewer("desk.south"), "trip", "reason-nobody"),
    ):  # fmt: skip
        with refused(code):
            actions.note_reason(staff_id=who.staff_id, reason=reason, **given)
    with refused("denied"):
        actions.note_reason(activity_id=row.id, staff_id=chief.staff_id, reason="trip", by=own, at=LATER)
    actions.note_reason(staff_id=chief.staff_id, reason="trip", **given)
    said = [str(each.attributes) for each in Event.objects.all()]
    assert not any(word in each for each in said for word in ("sick", "trip")), "why is in no ledger"
    system = system_viewer(at=NOW)
    assert system
    destroy_minutes(by=system, now=LATER + timedelta(days=31 * 37))
    assert set(Seat.objects.filter(activity=row).values_list("reason", flat=True)) == {""}


def test_the_pages_ask_for_it_show_it_and_finish_it(world: None, log_in: LogIn) -> None:  # noqa: F811
    now = timezone.now()
    row = meeting(now - 2 * HOUR)
    desk, address, day = (
        log_in("desk.north"),
        f"/duties/{row.id}/minutes/",
        (timezone.localdate(now) + 5 * DAY).isoformat(),
    )
    me = viewer("assistant").staff_id
    sent = {"text": "装路灯", "yes": "2", "no": "0", "abstained": "0", "staff": str(me), "by_day": day}
    assert desk.post(f"{address}resolve/", {**sent, "by_day": "nonsense"}).status_code == 422
    assert desk.post(f"{address}resolve/", sent).status_code == 302
    made = Resolution.objects.get()
    page = desk.get(address).content.decode()
    assert (day in page, "做完了" in page) == (True, True)
    assert log_in("officer.north").post(f"{address}done/", {"resolution": str(made.id)}).status_code in (403, 404, 422)
    actions.excuse(activity_id=row.id, staff_ids=[me], by=viewer("desk.north"), at=now)
    assert desk.post(f"{address}reason/", {"who": str(me), "reason": "trip"}).status_code == 302
    assert "（出差）" in desk.get(address).content.decode()
    own = log_in("assistant")
    assert own.post(f"{address}done/", {"resolution": "x"}).status_code == 422
    assert own.post(f"{address}done/", {"resolution": str(made.id)}).status_code == 302
    later = meeting(now - HOUR / 2)
    shown = desk.get(f"/duties/{later.id}/minutes/").content.decode()
    assert ("以前会议定的事" in shown, "装路灯" in shown, "已完成" in shown) == (True, True, True)
    assert desk.get(f"{address}file/docx/").status_code == 200
