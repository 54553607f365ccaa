"""Shifts: planned by the command room under the rules, changed between two people who both say yes; who is on duty is suggested."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from fengqiao.command import actions
from fengqiao.command.models import Duty, Roster, Swap
from fengqiao.command.queries import Room, on_duty
from fengqiao.notices.models import Notice
from fengqiao.orgs import actions as orgs
from fengqiao.orgs.queries import directory
from fengqiao.orgs.terms import Role
from fengqiao.rulebook.queries import pack_on
from tests.command.helping import NORTH, came, part, staff, two_teams
from tests.matters.helping import at_once, codes, events_of, refused
from tests.world import NOW, PASSWORD, unit, viewer

TODAY = date(2026, 9, 1)
NEXT = TODAY + timedelta(days=7)


def second(login: str = "case.second", where: str = "case") -> UUID:
    """A second officer of the case team, with a log-in."""
    post = orgs.NewPost(unit=f"{NORTH}.{where}", role=Role.OFFICER, starts=NOW - timedelta(days=90))
    orgs.engage(staff=[orgs.NewStaff(number=login, name="双双", login=login, posts=[post])], recorded_by=None, at=NOW)
    orgs.set_password(username=login, password=PASSWORD)
    return staff(login)


def put(day: date = NEXT, shift: str = "day", post: str = "officer", who: str = "case.north", by: str = "room.north", **over: Any) -> UUID:  # fmt: skip
    return actions.put(
        station_id=unit(NORTH), day=day, shift=shift, post=post, staff_id=staff(who), by=viewer(by), at=NOW, **over
    )


def heard(kind: str, about: UUID) -> set[UUID | None]:
    return set(Notice.objects.filter(kind=kind, matter_id=about).values_list("staff_id", flat=True))


def planned() -> None:
    Roster.objects.create(station_id=unit(NORTH), pattern="two")


def test_a_week_is_filled_and_then_changed_by_hand(world: None) -> None:
    two_teams()
    fill = lambda login="room.north", day=NEXT, pattern="two": actions.fill_week(  # noqa: E731
        station_id=unit(NORTH), pattern=pattern, day=day, by=viewer(login), at=NOW
    )
    for login, over, code in (
        ("case.north", {}, "denied"), ("desk.south", {}, "station-unknown"), ("room.north", {"pattern": "x"}, "shift-unknown"),
        ("room.north", {"day": TODAY - timedelta(days=14)}, "shift-over"), ("room.north", {"day": TODAY + timedelta(days=400)}, "shift-day"),
    ):  # fmt: skip
        with refused(code):
            fill(login, **over)
    told = events_of(fill)
    rows = list(Duty.objects.select_related("part").order_by("begins_at"))
    assert [(e.kind, e.unit_id, e.measures["people"]) for e in told] == [("shift.filled", unit(NORTH), len(rows))]
    assert Roster.objects.get().pattern == "two"
    assert {row.post for row in rows} == {"leader", "commander", "officer"}
    assert {row.part.part for row in rows if row.post == "commander"} == {"command"}
    for row in rows:  # nobody twice at once, eight hours apart
        near = Duty.objects.filter(
            staff=row.staff_id, begins_at__lt=row.ends_at + timedelta(hours=8), ends_at__gt=row.begins_at - timedelta(hours=8)
        )  # fmt: skip
        assert near.count() == 1
    gaps = told[0].measures["gaps"]
    assert (fill(), Duty.objects.count()) == ((0, gaps), len(rows)), "what stands is left"
    with refused("shift-pattern"):
        fill(pattern="three")
    row = next(row for row in rows if row.post == "officer" and row.shift == "day")
    with refused("denied"):
        actions.drop(duty_id=row.id, by=viewer("case.north"), at=NOW)
    told = events_of(lambda: actions.drop(duty_id=row.id, by=viewer("room.north"), at=NOW))
    assert [(e.kind, e.attributes) for e in told] == [("shift.changed", {"post": "officer", "shift": "day", "change": "drop"})]  # fmt: skip
    with refused("shift-gone"):
        actions.drop(duty_id=row.id, by=viewer("room.north"), at=NOW)
    other = rows[-1]
    with refused("shift-was"):
        actions.drop(duty_id=other.id, by=viewer("room.north"), at=other.ends_at)


def test_one_is_put_on_a_shift_under_the_rules(world: None) -> None:
    two_teams()
    planned()
    made = put()
    assert (Duty.objects.get(id=made).part_id, Duty.objects.get(id=made).begins_at.hour) == (part("case"), 0)  # 08:30 in China  # fmt: skip
    for over, code in (
        ({}, "shift-twice"), ({"shift": "night"}, "shift-rest"), ({"shift": "late"}, "shift-unknown"), ({"post": "cook"}, "shift-unknown"),
        ({"who": "desk.south"}, "shift-person"), ({"by": "case.north"}, "denied"), ({"by": "desk.south"}, "station-unknown"),
        ({"day": TODAY - timedelta(days=40)}, "shift-day"),
    ):  # fmt: skip
        with refused(code):
            put(**over)
    put(post="commander", who="room.north")
    with refused("shift-full"):
        put(post="commander", who="officer.north")


def test_two_change_when_both_say_yes(world: None) -> None:
    two_teams()
    planned()
    second()
    mine, theirs = put(), put(NEXT + timedelta(days=1), who="case.second")
    night = put(NEXT + timedelta(days=2), "night", who="case.second")
    ask = lambda login="case.north", a=mine, b=theirs: actions.ask_swap(duty_id=a, other_id=b, by=viewer(login), at=NOW)  # noqa: E731
    with refused("swap-own"):
        ask("room.north")
    commander = put(post="commander", who="room.north")
    with refused("swap-unfit"):
        ask(b=commander)
    with refused("shift-gone"):
        ask(b=UUID(int=3))
    row = ask()
    with refused("swap-waits"):
        ask(b=night)
    with refused("denied"):
        actions.agree_swap(swap_id=row, by=viewer("case.north"), at=NOW)
    with refused("swap-unknown"):
        actions.agree_swap(swap_id=row, by=viewer("desk.south"), at=NOW)
    assert Duty.objects.get(id=mine).staff_id == staff("case.north"), "nothing changes before the yes"
    assert heard("swap_asked", row) == {staff("case.second")}
    told = events_of(lambda: actions.agree_swap(swap_id=row, by=viewer("case.second"), at=NOW))
    assert [(e.kind, e.attributes) for e in told] == [("swap.agreed", {"post": "officer"})]
    assert Duty.objects.get(id=mine).staff_id == staff("case.north"), "nothing changes before a leader consents"
    assert staff("chief.north") in heard("swap_to_consent", row)
    with refused("swap-waits"):
        ask(b=night)
    for login, code in (("case.north", "denied"), ("case.second", "denied"), ("room.north", "denied"), ("desk.south", "swap-unknown")):  # fmt: skip
        with refused(code):
            actions.consent_swap(swap_id=row, by=viewer(login), at=NOW)
    told = events_of(lambda: actions.consent_swap(swap_id=row, by=viewer("chief.north"), at=NOW))
    assert [(e.kind, e.attributes) for e in told] == [("swap.done", {"post": "officer"})]
    assert (Swap.objects.get(id=row).consented_by_id, heard("swap_done", row)) == (
        staff("chief.north"), {staff("case.north"), staff("case.second")},
    )  # fmt: skip
    assert [Duty.objects.get(id=each).staff_id for each in (mine, theirs)] == [staff("case.second"), staff("case.north")]  # fmt: skip
    with refused("swap-answered"):
        actions.end_swap(swap_id=row, by=viewer("case.second"), at=NOW)
    # Turned down; a swap that would leave somebody without rest; one that has begun.
    for login, agreed in (("case.second", False), ("chief.north", True)):
        again = ask("case.north", theirs, mine)
        if agreed:
            actions.agree_swap(swap_id=again, by=viewer("case.second"), at=NOW)
        with refused("denied"):
            actions.end_swap(swap_id=again, by=viewer("room.north"), at=NOW)
        actions.end_swap(swap_id=again, by=viewer(login), at=NOW)
        assert Swap.objects.get(id=again).state == "refused"
    put(NEXT + timedelta(days=3), who="case.north")
    with refused("shift-rest"):
        ask("case.north", theirs, night)
    with refused("swap-begun"):
        actions.ask_swap(duty_id=theirs, other_id=mine, by=viewer("case.north"), at=NOW + timedelta(days=8))


def test_who_is_on_duty_is_suggested(world: None) -> None:
    two_teams()
    planned()
    night = NOW.replace(hour=14)  # 22:00 in China, in the night shift
    put(NOW.date(), "night")
    assert [row.staff_id for row in on_duty(unit(NORTH), at=night)] == [staff("case.north")]
    units = directory(at=night)
    task = came(kind="police_report", text="店里的货被偷了。", title="失窃")
    found, who = Room(units.units[unit(NORTH)], units, pack_on(night).pack, at=night).suggest(task.matter, "lead")
    assert found is not None
    assert (found.decision.row.id, who) == ("night-report", staff("case.north"))


def test_two_at_once_one_is_told(committed_world: None) -> None:
    two_teams()
    planned()
    second()
    mine, theirs = put(), put(NEXT + timedelta(days=1), who="case.second")
    row = actions.ask_swap(duty_id=mine, other_id=theirs, by=viewer("case.north"), at=NOW)
    actions.agree_swap(swap_id=row, by=viewer("case.second"), at=NOW)
    yes = lambda: actions.consent_swap(swap_id=row, by=viewer("chief.north"), at=NOW)  # noqa: E731
    no = lambda: actions.end_swap(swap_id=row, by=viewer("case.north"), at=NOW)  # noqa: E731
    assert codes(at_once(yes, no)) == ["done", "swap-answered"]
    on = lambda: put(NEXT + timedelta(days=4), who="officer.north") and None  # noqa: E731
    assert codes(at_once(on, on)) == ["done", "shift-twice"]
