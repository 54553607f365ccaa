"""Who is told of their own duty: put on it, moved up, called off, changed, near; and who is not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import timezone

from fengqiao.duties import actions
from fengqiao.duties.jobs import remind_due
from fengqiao.duties.models import Activity, Seat
from fengqiao.duties.queries import seats_of
from fengqiao.duties.rules.absences import Away
from fengqiao.duties.rules.recurring import Recurrence
from fengqiao.duties.terms import AwayPart, Freq, Moved, OffReason, SeatState
from fengqiao.ledger.models import Event
from fengqiao.notices.models import Notice
from fengqiao.orgs.queries import directory, staff_in, system_viewer
from fengqiao.orgs.terms import AreaLevel
from fengqiao.volunteers.actions import Person
from fengqiao.volunteers.models import Volunteer
from tests.desk.conftest import LogIn, log_in  # noqa: F401
from tests.duties.helping import HOUR, activity, new, volunteers
from tests.matters.helping import refused
from tests.volunteers.helping import enrolled
from tests.world import NOW, unit, viewer

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def told(kind: str, row: Activity | UUID | None = None) -> list[UUID | None]:
    """Who was told of something at their desks, of one activity or of any; each time counted."""
    rows = Notice.objects.filter(kind=kind, way="inbox")
    if row is not None:
        rows = rows.filter(matter_id=row if isinstance(row, UUID) else row.id)
    return sorted(rows.values_list("staff_id", flat=True), key=str)


def ids(*logins: str) -> list[UUID]:
    return sorted((viewer(login).staff_id for login in logins), key=str)


def test_whoever_is_put_on_a_list_or_moves_up_is_told(world: None) -> None:
    logins, desk, chief = volunteers(3), viewer("desk.north"), viewer("chief.north")
    row, own = activity(places=2), {"role": "", "at": NOW}
    found = actions.put_all(
        activity_id=row.id, staff_ids=[*ids(*logins), viewer("desk.south").staff_id], by=desk, **own
    )
    assert {who: problem.code for who, problem in found.refused.items()} == {
        viewer("desk.south").staff_id: "seat-stranger"
    }
    waits = next(who for who, state in found.seats.items() if state is SeatState.WAITING)
    assert told("duty_set", row) == sorted({*ids(*logins)} - {waits}, key=str), "who waits has no place yet"
    with refused("seat-there"):
        actions.put(activity_id=row.id, staff_id=waits, by=desk, **own)
    first = next(login for login in logins if viewer(login).staff_id != waits)
    actions.put(activity_id=row.id, staff_id=viewer(first).staff_id, role="leader", by=desk, at=NOW)
    assert len(told("duty_set", row)) == 2, "another role is no news"
    with refused("denied"):
        actions.put_all(activity_id=row.id, staff_ids=ids("volunteer"), by=viewer(first), **own)
    actions.leave(activity_id=row.id, by=viewer(first), at=NOW)
    assert (told("duty_up", row), told("duty_taken_off", row)) == ([waits], []), "who leaves knows it"
    actions.leave(activity_id=row.id, staff_id=waits, by=desk, at=NOW)
    assert told("duty_taken_off", row) == [waits]
    # Whoever does the deed is not told of it; codes and ids alone.
    meeting = activity(
        kind="committee", form="", team_id=None, point=None, places=0, starts=NOW + 5 * HOUR, ends=NOW + 6 * HOUR
    )
    actions.put_all(activity_id=meeting.id, staff_ids=[desk.staff_id, chief.staff_id], by=desk, **own)
    assert told("duty_set", meeting) == [chief.staff_id]
    codes = Notice.objects.filter(kind="duty_set", matter_id=meeting.id).get().codes
    assert codes == {
        "number": "",
        "kind": "",
        "page": "duty",
        "at": str(meeting.id),
        "unit": str(unit("station.north")),
    }


def test_a_plan_of_patrols_is_told_once_to_each_of_their_first(world: None) -> None:
    volunteers(3)
    desk, team = viewer("desk.north"), unit("volunteers")
    people = [who for who, _name in staff_in(team, at=NOW)]
    village = _village()
    first = timezone.localdate(NOW) + DAY
    own: dict[str, Any] = {"by": desk, "at": NOW}
    begins = timezone.datetime(2026, 1, 1, 19, 30).time()  # type: ignore[attr-defined]
    plan = actions.begin_plan(
        kind="patrol", team_id=team, villages=[village], first=first, nights=3, begins=begins, **own
    )
    for night, who in enumerate((people[:2], people[:2], people[1:3])):
        actions.set_cell(plan_id=plan, day=first + night * DAY, village=village, form="post", people=who, **own)
    assert actions.issue_plan(plan_id=plan, **own) == 3
    rows = list(Activity.objects.filter(area_id=village, starts__gte=NOW + 5 * HOUR).order_by("starts"))
    assert [told("patrols_set", row) for row in rows] == [sorted(people[:2], key=str), [], [people[2]]]
    assert not told("duty_set")


def _village() -> UUID:
    return next(place.id for place in directory(at=NOW).places.values() if place.level is AreaLevel.VILLAGE)


def test_what_is_called_off_is_told_to_those_with_a_place_and_those_who_wait(world: None) -> None:
    logins, row = volunteers(4), activity(places=2)
    for login in logins:
        actions.sign_up(activity_id=row.id, by=viewer(login), at=NOW)
    actions.leave(activity_id=row.id, by=viewer(logins[0]), at=NOW)
    actions.call_off(activity_id=row.id, by=viewer("desk.north"), at=NOW)
    assert told("duty_off", row) == ids(*logins[1:]), "who left before is not told"


def test_those_with_a_place_are_reminded_the_day_before_once_and_not_the_absent(world: None) -> None:
    logins, system = volunteers(5), system_viewer(at=NOW)
    assert system
    row = activity(starts=NOW + 30 * HOUR, ends=NOW + 32 * HOUR, places=4)
    for login in logins:
        actions.sign_up(activity_id=row.id, by=viewer(login), at=NOW)
    day = timezone.localdate(row.starts)
    absent = actions.say_away(away=Away(day, day, AwayPart.WHOLE), by=viewer(logins[0]), at=NOW)
    actions.excuse(activity_id=row.id, staff_ids=ids(logins[1]), by=viewer("desk.north"), at=NOW)
    assert (remind_due(by=system, now=NOW + 5 * HOUR), told("duty_soon")) == (0, [])
    assert remind_due(by=system, now=NOW + 6 * HOUR) == 2
    assert told("duty_soon", row) == ids(*logins[2:4]), "neither away, on leave nor waiting"
    assert Event.objects.get(kind="duty.reminded").measures == {"people": 2}
    assert remind_due(by=system, now=NOW + 7 * HOUR) == 0
    # Who can come after all is reminded then; who gets a place now has just heard of it.
    actions.take_away_back(absence_id=absent, by=viewer(logins[0]), at=NOW + 7 * HOUR)
    late = activity(starts=NOW + 20 * HOUR, ends=NOW + 22 * HOUR)
    actions.sign_up(activity_id=late.id, by=viewer(logins[4]), at=NOW)
    assert remind_due(by=system, now=NOW + 8 * HOUR) == 1
    assert told("duty_soon", row) == ids(logins[0], *logins[2:4])
    assert not Seat.objects.filter(activity=late, reminded=False).exists()
    actions.call_off(activity_id=row.id, by=viewer("desk.north"), at=NOW + 8 * HOUR)
    assert remind_due(by=system, now=NOW + 9 * HOUR) == 0


def change(row: Activity, by: str = "desk.north", at: Any = NOW, **over: Any) -> actions.Changed:
    """Change an activity in what is given; all else as it is."""
    point = tuple(row.point) or None
    values: dict[str, Any] = {"starts": row.starts, "ends": row.ends, "area_id": row.area_id, "venue_id": row.venue_id, "places": row.places, "point": point, **over}  # fmt: skip
    return actions.change(activity_id=row.id, to=actions.Change(**values), by=viewer(by), at=at)


def test_an_activity_is_changed_before_it_begins_and_keeps_its_list(world: None) -> None:
    logins = volunteers(4)
    row = activity(places=2, starts=NOW + 30 * HOUR, ends=NOW + 32 * HOUR)
    for login in logins:
        actions.sign_up(activity_id=row.id, by=viewer(login), at=NOW)
    elsewhere = activity(places=0, starts=NOW + 50 * HOUR, ends=NOW + 52 * HOUR)
    actions.sign_up(activity_id=elsewhere.id, by=viewer(logins[0]), at=NOW)
    row.refresh_from_db()
    Seat.objects.filter(activity=row).update(reminded=True)
    for code, over in (
        ("denied", {"by": logins[0]}), ("duty-unknown", {"by": "desk.south"}), ("change-none", {}), ("duty-length", {"ends": row.starts}),
        ("duty-late", {"starts": NOW, "ends": NOW + HOUR}), ("duty-begun", {"at": row.starts}), ("duty-area", {"area_id": row.id}),
        ("duty-venue", {"venue_id": row.id}), ("duty-point", {"point": (99_000_000, 0)}), ("duty-places", {"places": 501}),
    ):  # fmt: skip
        with refused(code):
            change(row, **over)
    village = _village()
    cannot = change(row, starts=NOW + 51 * HOUR, ends=NOW + 53 * HOUR, area_id=village)
    assert cannot.cannot == {viewer(logins[0]).staff_id: "elsewhere"}, "said, and not refused"
    after = Activity.objects.get(id=row.id)
    assert (after.starts, after.area_id, after.version) == (NOW + 51 * HOUR, village, row.version + 1)
    assert told("duty_changed", row) == ids(*logins[:2]), "those with a place"
    assert [seat.state for seat in seats_of(row.id)] == ["in", "in", "waiting", "waiting"]
    assert not Seat.objects.filter(activity=row, state="in", reminded=True).exists(), (
        "of the new day they are reminded again"
    )
    # More places: who waits moves up; nobody is told of another number alone. Fewer than are taken is refused with how many.
    change(after, places=3)
    assert (told("duty_up", row), len(told("duty_changed", row))) == (ids(logins[2]), 2)
    after.refresh_from_db()
    with refused("duty-taken") as found:
        change(after, places=2)
    assert "已经有 3 人" in str(found.value)
    actions.call_off(activity_id=row.id, by=viewer("desk.north"), at=NOW)
    with refused("duty-over"):
        change(after, places=9)


def test_this_one_and_all_later_ones_are_called_off_in_one_deed(world: None) -> None:
    desk, south = viewer("supervisor"), viewer("desk.south")
    hosts = [unit("station.north"), unit("station.south")]
    one = new(kind="study", form="led", team_id=None, point=None, places=0, starts=NOW, ends=NOW + 2 * HOUR)
    rule = Recurrence(Freq.MONTHLY, 15, Moved.STAYS, date(2026, 9, 1), date(2027, 2, 28))
    _first, made = actions.plan_series(new=one, rule=rule, hosts=hosts, by=desk, at=NOW)
    rows = list(Activity.objects.filter(series=made).order_by("starts"))
    me, other = viewer("supervisor"), viewer("chief.north")
    for row in rows[1:4]:
        actions.sign_up(activity_id=row.id, by=me, at=NOW)
        Seat.objects.create(activity=row, staff_id=other.staff_id, state="waiting", outcome="open", at=NOW)
    own: dict[str, Any] = {"activity_id": rows[2].id, "reason": OffReason.WEATHER, "by": desk, "at": NOW}
    lone = activity(kind="study", form="led", team_id=None, point=None, by="supervisor")
    of_south = next(row for row in rows if row.host_id == unit("station.south"))
    for code, over in (
        ("off-reason", {"reason": None}), ("series-none", {"activity_id": lone.id}), ("duty-changed", {"seen_version": 9}),
        ("duty-unknown", {"by": viewer("volunteer")}), ("denied", {"by": south, "activity_id": of_south.id}), ("series-over", {"at": rows[5].starts}),
    ):  # fmt: skip
        with refused(code):
            actions.call_off_rest(**{**own, **over})
    assert actions.call_off_rest(**own) == [row.id for row in rows[2:]]
    states = list(Activity.objects.filter(series=made).order_by("starts").values_list("state", "off_reason"))
    assert set(states[:2]) == {("planned", "")}
    assert set(states[2:]) == {("cancelled", "weather")}
    assert told("host_off") == ids("chief.north", "desk.north", "desk.south"), "each unit whose turn it was, once"
    assert told("duty_rest_off") == [other.staff_id], "once each, and not whoever did it"
    assert told("duty_rest_off", rows[2]) == [other.staff_id], "of the first of theirs"
    events = Event.objects.filter(kind="duty.cancelled")
    assert {(event.attributes["off_reason"], event.attributes["series"]) for event in events} == {
        ("weather", str(made))
    }
    assert (events.count(), told("duty_off")) == (4, [])


def test_what_it_is_about_is_changed_and_said(world: None) -> None:
    (login,), row = volunteers(1), activity(subject="夜巡", starts=NOW + 30 * HOUR, ends=NOW + 32 * HOUR)
    actions.sign_up(activity_id=row.id, by=viewer(login), at=NOW)
    row.refresh_from_db()
    with refused("duty-private"):
        change(row, subject="找王建国 13800001111")
    change(row, subject="  冬防夜巡，桥头集合 ")
    assert Activity.objects.get(id=row.id).subject == "冬防夜巡，桥头集合"
    assert told("duty_changed", row) == ids(login)
    row.refresh_from_db()
    change(row, places=9)
    row.refresh_from_db()
    assert row.subject == "冬防夜巡，桥头集合", "where nobody says, it stays"
    change(row, subject="")
    assert Activity.objects.get(id=row.id).subject == ""


def test_a_day_on_which_some_are_not_fit_is_asked_about_first(world: None, log_in: LogIn) -> None:  # noqa: F811
    desk, own = viewer("desk.north"), {"role": "", "at": NOW}
    fit, ends = enrolled(slots=[]), enrolled(slots=[], person=Person(name="钱谦益", phone="13700001111"))
    Volunteer.objects.filter(id=ends.id).update(insured_until=NOW.date() + 3 * DAY)
    row = activity(places=2, starts=NOW + 30 * HOUR, ends=NOW + 32 * HOUR, area_id=_village())
    assert ends.staff_id is not None
    waits = viewer("volunteer").staff_id
    for who in (ends.staff_id, fit.staff_id, waits):
        actions.put(activity_id=row.id, staff_id=who, by=desk, **own)
    row.refresh_from_db()
    later: dict[str, Any] = {"starts": row.starts + 7 * DAY, "ends": row.ends + 7 * DAY}
    with refused("change-unfit") as found:
        change(row, **later)
    assert isinstance(found.value, actions.NotFit)
    assert {who: why.code for who, why in found.value.people.items()} == {ends.staff_id: "unfit-uninsured"}
    assert Activity.objects.get(id=row.id).starts == row.starts, "nothing happened"
    change(row, area_id=None)  # the time stays: nobody is asked about
    Notice.objects.filter(kind="duty_changed").delete()
    row.refresh_from_db()
    # On the page it is said who and why, and what was typed stays.
    now = timezone.now()
    Volunteer.objects.filter(id=ends.id).update(insured_until=timezone.localdate(now) + 3 * DAY)
    Activity.objects.filter(id=row.id).update(starts=now + 30 * HOUR, ends=now + 32 * HOUR)
    client, address = log_in("desk.north"), reverse("duty-act", args=[row.id, "change"])
    day = timezone.localdate(now) + 9 * DAY
    sent = {"day": day.isoformat(), "begins": "16:00", "finishes": "18:00", "places": "2", "subject": "改期夜巡"}
    page = client.post(address, {**sent, "version": row.version})
    said = page.content.decode()
    assert (page.status_code, "钱谦益" in said, "改期夜巡" in said, 'name="off"' in said) == (422, True, True, True)
    assert client.post(address, {**sent, "version": row.version, "off": "yes"}).status_code == 302
    assert told("duty_taken_off", row) == [ends.staff_id]
    assert (told("duty_up", row), told("duty_changed", row)) == ([waits], [fit.staff_id]), "who is off hears that alone"
    assert {seat.staff_id: seat.state for seat in seats_of(row.id)} == {fit.staff_id: "in", waits: "in"}
    assert Activity.objects.get(id=row.id).subject == "改期夜巡"


def test_a_host_hears_that_its_turn_is_called_off(world: None) -> None:
    desk = viewer("supervisor")
    one = new(kind="study", form="led", team_id=None, point=None, places=0, starts=NOW, ends=NOW + 2 * HOUR)
    rule = Recurrence(Freq.MONTHLY, 15, Moved.STAYS, date(2026, 9, 1), date(2027, 2, 28))
    _first, made = actions.plan_series(new=one, rule=rule, hosts=[unit("station.south")], by=desk, at=NOW)
    row = Activity.objects.filter(series=made).order_by("starts").first()
    assert row is not None
    actions.call_off(activity_id=row.id, by=desk, at=NOW)
    assert told("host_off", row) == ids("desk.south")
