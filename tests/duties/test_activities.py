"""Activities: planned once or again and again, signed up for, left, ended in numbers."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from fengqiao.duties import actions
from fengqiao.duties.actions import joining
from fengqiao.duties.jobs import destroy_due
from fengqiao.duties.models import Activity, CheckIn, Series
from fengqiao.duties.queries import Agenda, activity_for, agenda, leads, mine, seats_of, series_of
from fengqiao.duties.rules.recurring import Recurrence
from fengqiao.duties.terms import ActivityState, Freq, Moved, SeatState
from fengqiao.ledger.models import Event
from fengqiao.notices.models import Notice
from fengqiao.orgs.queries import system_viewer, viewer_with
from tests.duties.helping import HOUR, activity, message, new, sent, volunteers
from tests.matters.helping import at_once, codes, refused
from tests.world import NOW, unit, viewer

pytestmark = pytest.mark.django_db
LATER = NOW + HOUR


def test_a_patrol_from_the_plan_to_the_numbers(world: None) -> None:
    people = [viewer(login) for login in volunteers(3)]
    row = activity(places=2)
    assert [actions.sign_up(activity_id=row.id, by=by, at=NOW) for by in people] == ["in", "in", "waiting"]
    with refused("seat-there"):
        actions.sign_up(activity_id=row.id, by=people[0], at=NOW)
    # Whoever leaves makes room for the first who waits.
    assert actions.leave(activity_id=row.id, by=people[0], at=NOW) == [people[2].staff_id]
    with refused("seat-none"):
        actions.leave(activity_id=row.id, by=people[0], at=NOW)
    assert actions.sign_up(activity_id=row.id, by=people[0], at=NOW) is SeatState.WAITING
    desk, version = viewer("desk.north"), Activity.objects.get(id=row.id).version
    with refused("duty-early"):
        actions.end(activity_id=row.id, counts={}, by=desk, at=NOW)
    assert sent(people[2], message(row, people[2]), at=LATER)[0].doubts == ()
    with refused("seat-came"):
        actions.leave(activity_id=row.id, by=people[2], at=LATER)
    assert actions.mark(activity_id=row.id, staff_ids=[people[1].staff_id, people[0].staff_id], by=desk, at=LATER) == 1
    with refused("mark-nobody"):
        actions.mark(activity_id=row.id, staff_ids=[], by=desk, at=LATER)
    for counts, why in (({"audience": 3}, "duty-count"), ({"hazards": -1}, "duty-count"), ({}, "duty-count-missing")):
        with refused(why):
            actions.end(activity_id=row.id, counts=counts, by=desk, at=LATER)
    with refused("duty-changed"):
        actions.end(activity_id=row.id, counts={"hazards": 2}, by=desk, at=LATER, seen_version=version)
    assert sent(people[0], message(row, people[0]), at=LATER)[0].doubts == ("unsigned",)
    with refused("check-waits"):
        actions.end(activity_id=row.id, counts={"hazards": 2}, by=desk, at=LATER)
    actions.settle(check_in_id=CheckIn.objects.get(by_id=people[0].staff_id).id, taken=False, by=desk, at=LATER)
    assert actions.end(activity_id=row.id, counts={"hazards": 2}, by=desk, at=LATER) is ActivityState.DONE
    event = Event.objects.get(kind="duty.ended")
    assert event.measures == {"people": 2, "absent": 0, "minutes": 120, "person_minutes": 240, "hazards": 2}
    assert event.attributes == {"duty": "patrol", "family": "patrol", "duty_form": "post", "result": "done"}
    with refused("duty-over"):
        actions.sign_up(activity_id=row.id, by=viewer("volunteer"), at=LATER)


def test_with_too_few_people_it_was_missed_and_positions_go_with_their_term(world: None) -> None:
    row, by = activity(), viewer("volunteer")
    actions.sign_up(activity_id=row.id, by=by, at=NOW)
    sent(by, message(row, by), at=LATER)
    assert actions.end(activity_id=row.id, counts={}, by=viewer("chief.north"), at=LATER) is ActivityState.MISSED
    system = system_viewer(at=NOW)
    assert system
    assert destroy_due(by=system, now=LATER + timedelta(days=180)) == 0
    assert destroy_due(by=system, now=LATER + timedelta(days=187)) == 1
    left = CheckIn.objects.get()
    assert (left.lat, left.lon, left.accuracy, left.verdict) == (None, None, None, "sound")


def test_the_twentieth_of_each_month_with_hosts_in_turn(world: None) -> None:
    hosts = [unit("station.north"), unit("station.south"), unit("bureau.command")]
    start = timezone.make_aware(timezone.datetime(2026, 9, 1, 9, 0))  # type: ignore[attr-defined]
    one = new(kind="study", form="led", team_id=None, starts=start, ends=start + 2 * HOUR, point=None)
    rule = Recurrence(Freq.MONTHLY, 20, Moved.AFTER, date(2026, 9, 1), date(2027, 8, 31))
    _first, made = actions.plan_series(new=one, rule=rule, hosts=hosts, by=viewer("supervisor"), at=NOW)
    rows = list(Activity.objects.filter(series=made).order_by("starts"))
    assert [f"{timezone.localtime(row.starts):%m-%d %H}" for row in rows[:4]] == [
        "09-20 09",
        "10-20 09",
        "11-20 09",
        "12-21 09",
    ]
    assert (rows[0].planned_for, rows[3].planned_for) == (date(2026, 9, 20), date(2026, 12, 20))
    assert sorted([row.host_id for row in rows].count(host) for host in hosts) == [4, 4, 4]
    assert Event.objects.get(kind="duty.series").measures == {"activities": 12, "hosts": 3}
    found = series_of(activity_for(viewer("desk.south"), rows[0].id) or rows[0])
    assert found
    assert (found[0].id, len(found[1])) == (made, 12)
    assert [each.id for each in agenda(viewer("supervisor"), Agenda(), at=NOW)] == [rows[0].id], (
        "of a series the next alone"
    )
    assert [each.id for each in agenda(viewer("supervisor"), Agenda(), at=rows[0].ends + HOUR)] == [rows[1].id]
    before = Series.objects.count()
    for over, why in (({"hosts": [made]}, "duty-hosts"), ({"rule": Recurrence(Freq.WEEKLY, 9, Moved.STAYS, NOW.date(), NOW.date())}, "series-on")):  # fmt: skip
        with refused(why):
            actions.plan_series(
                **{"new": one, "rule": rule, "hosts": hosts, "by": viewer("supervisor"), "at": NOW, **over}
            )  # type: ignore[arg-type]
    assert Series.objects.count() == before


def turns_told() -> set[tuple[UUID, UUID]]:
    """Which units were told at their desks of which turn as host."""
    rows = Notice.objects.filter(kind="host_turn", way="inbox")
    people = {staff: viewer_with(staff, at=NOW) for staff in rows.values_list("staff_id", flat=True) if staff}
    return {(by.unit_id, row.matter_id) for row in rows if row.staff_id and (by := people[row.staff_id])}


def test_a_host_that_cannot_gives_its_turn_away_and_little_else_changes(world: None) -> None:
    desk = viewer("supervisor")
    hosts = [unit(code) for code in ("station.north", "station.south", "dept.urban")]
    rule = Recurrence(Freq.MONTHLY, 20, Moved.STAYS, date(2026, 9, 1), date(2027, 8, 31))
    one = new(kind="study", form="led", team_id=None, point=None, places=0, starts=NOW, ends=NOW + 2 * HOUR)
    first, series = actions.plan_series(new=one, rule=rule, hosts=hosts, by=desk, at=NOW)
    before = {row.id: row.host_id for row in Activity.objects.filter(series=series)}
    own = Activity.objects.filter(series=series).order_by("starts")[:3]
    assert turns_told() == {(row.host_id, row.id) for row in own}, "each host of its first turn, once"
    row = Activity.objects.filter(series=series).order_by("starts")[4]
    for over, code in (({"by": viewer("volunteer")}, "duty-unknown"), ({"seen_version": 9}, "duty-changed"), ({"at": row.starts}, "host-begun"), ({"activity_id": activity().id}, "host-none")):  # fmt: skip
        with refused(code):
            actions.let_host_off(**{"activity_id": row.id, "by": desk, "at": NOW, **over})  # type: ignore[arg-type]
    changed = actions.let_host_off(activity_id=row.id, by=desk, at=NOW)
    after = {each.id: each.host_id for each in Activity.objects.filter(series=series)}
    assert {key for key, host in after.items() if before[key] != host} == set(changed)
    assert after[row.id] != before[row.id]
    assert 1 <= len(changed) <= 3
    assert sorted(list(after.values()).count(host) for host in hosts) == [4, 4, 4]
    assert {each.version for each in Activity.objects.filter(id__in=changed)} == {2}, "calendars hear of it"
    assert {(after[each], each) for each in changed} & turns_told() >= {(after[row.id], row.id)}
    event = Event.objects.get(kind="duty.host_off")
    assert (event.subject_id, event.measures) == (row.id, {"activities": len(changed)})
    actions.let_host_off(activity_id=row.id, by=desk, at=NOW)
    with refused("host-nobody"):  # the last of the three
        actions.let_host_off(activity_id=row.id, by=desk, at=NOW)
    actions.call_off(activity_id=first, by=desk, at=NOW)
    with refused("host-none"):
        actions.let_host_off(activity_id=first, by=desk, at=NOW)


def test_who_sees_plans_joins_and_leads(world: None) -> None:
    row = activity()
    sees = {login: activity_for(viewer(login), row.id) is not None for login in ("volunteer", "officer.north", "chief.north", "supervisor", "desk.south", "handler.urban", "admin", "secretary")}  # fmt: skip
    assert sees == {"volunteer": True, "officer.north": False, "chief.north": True, "supervisor": True, "desk.south": False, "handler.urban": False, "admin": False, "secretary": False}  # fmt: skip
    with refused("denied"):
        activity(by="volunteer")
    with refused("denied"):
        actions.sign_up(activity_id=row.id, by=viewer("chief.north"), at=NOW)
    with refused("duty-unknown"):
        actions.sign_up(activity_id=row.id, by=viewer("desk.south"), at=NOW)
    by, desk = viewer("volunteer"), viewer("desk.north")
    with refused("seat-stranger"):
        actions.put(activity_id=row.id, staff_id=viewer("desk.south").staff_id, role="", by=desk, at=NOW)
    with refused("seat-role"):
        actions.put(activity_id=row.id, staff_id=by.staff_id, role="pilot", by=desk, at=NOW)
    assert not leads(by, row, {"leader"})
    actions.put(activity_id=row.id, staff_id=by.staff_id, role="leader", by=desk, at=NOW)
    assert leads(by, row, {"leader"})
    with refused("denied"):
        actions.leave(activity_id=row.id, staff_id=desk.staff_id, by=by, at=NOW)
    overlapping = activity(starts=NOW + 2 * HOUR, ends=NOW + 4 * HOUR)
    with refused("seat-busy"):
        actions.sign_up(activity_id=overlapping.id, by=by, at=NOW)
    assert [each.id for each in mine(by, at=NOW)] == [row.id]
    assert [each.id for each in agenda(by, Agenda(), at=NOW)] == [row.id, overlapping.id]
    with refused("denied"):
        actions.call_off(activity_id=row.id, by=by, at=NOW)
    actions.call_off(activity_id=row.id, by=desk, at=NOW)
    with refused("duty-over"):
        actions.call_off(activity_id=row.id, by=desk, at=NOW)
    assert mine(by, at=NOW) == []


def test_what_cannot_be_planned(world: None) -> None:
    stranger = seats_of(activity().id)
    assert stranger == []
    for over, why in (
        ({"kind": "none"}, "duty-kind"), ({"form": "none"}, "duty-form"), ({"team_id": unit("centre").__class__(int=1)}, "duty-team"),
        ({"ends": NOW + HOUR}, "duty-length"), ({"ends": NOW + 26 * HOUR}, "duty-length"), ({"places": 1}, "duty-few"),
        ({"places": 501}, "duty-places"), ({"point": (91_000_000, 0)}, "duty-point"),
        ({"starts": NOW + timedelta(days=800), "ends": NOW + timedelta(days=800, hours=1)}, "duty-far"),
    ):  # fmt: skip
        with refused(why):
            activity(**over)


def test_the_last_place_goes_to_one_of_two(committed_world: None) -> None:
    people = [viewer(login) for login in volunteers(4)]
    row = activity(places=2)
    found = at_once(*[lambda by=by: actions.sign_up(activity_id=row.id, by=by, at=NOW) for by in people])
    assert codes(found) == ["done"] * 4
    assert sorted(seat.state for seat in seats_of(row.id)) == ["in", "in", "waiting", "waiting"]
    both = [lambda by=by: actions.leave(activity_id=row.id, by=by, at=NOW) for by in people[:2]]
    at_once(*both)
    assert [seat.state for seat in seats_of(row.id)] == ["in", "in"]


def test_nobody_gets_a_place_at_two_things_at_one_time(committed_world: None) -> None:
    by = viewer("volunteer")
    rows = [activity(places=0), activity(places=0, starts=NOW + 2 * HOUR, ends=NOW + 4 * HOUR)]
    found = at_once(*[lambda row=row: actions.sign_up(activity_id=row.id, by=by, at=NOW) for row in rows])
    assert sorted(codes(found)) == ["done", "seat-busy"]


def test_two_volunteers_cross_over_and_neither_is_at_two_things(committed_world: None) -> None:
    """Several at once, each at both of two that overlap: signed up by themselves, put on by whoever organises, moved up by one who leaves."""
    people = [viewer(login) for login in volunteers(3)]
    desk = viewer("desk.north")
    rows = [activity(places=0), activity(places=0, starts=NOW + 2 * HOUR, ends=NOW + 4 * HOUR)]
    own: dict[str, Any] = {"by": desk, "at": NOW}
    tries = [lambda by=by, row=row: actions.sign_up(activity_id=row.id, by=by, at=NOW) for by in people for row in rows]
    tries += [
        lambda by=by, row=row: actions.put(activity_id=row.id, staff_id=by.staff_id, role="", **own)
        for by in people
        for row in reversed(rows)
    ]
    found = codes(at_once(*tries))
    assert set(found) <= {"done", "seat-busy", "seat-there"}
    for by in people:
        assert sum(seat.staff_id == by.staff_id for row in rows for seat in seats_of(row.id) if seat.state == "in") == 1


def test_without_the_lock_on_the_person_both_places_are_given(
    committed_world: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: both have looked before either writes. SQLite lets one writer in at a time, so that there the race cannot be."""
    by, both_have_looked = viewer("volunteer"), threading.Barrier(2)
    rows = [activity(places=0), activity(places=0, starts=NOW + 2 * HOUR, ends=NOW + 4 * HOUR)]
    busy = joining.busy

    def look_then_wait(staff_id: UUID, row: Activity) -> bool:
        found = busy(staff_id, row)
        with suppress(threading.BrokenBarrierError):
            both_have_looked.wait(timeout=3)
        return found

    monkeypatch.setattr(joining, "busy", look_then_wait)
    if connection.vendor == "postgresql":
        monkeypatch.setattr(joining, "hold_people", lambda _people: None)
    found = at_once(*[lambda row=row: actions.sign_up(activity_id=row.id, by=by, at=NOW) for row in rows])
    expected = ["done", "done"] if connection.vendor == "postgresql" else ["done", "seat-busy"]
    assert codes(found) == expected
