"""Shifts by rule: when they begin and end, nobody twice at once, rest in between, a week filled fairly."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest

from fengqiao.catalogue.station import DutyPost, Shift, ShiftPattern
from fengqiao.command.rules.shifts import Hand, Span, filled, watch_of, watches, week_of, why_not_on

DAY = date(2026, 11, 25)  # a Wednesday
TWO = ShiftPattern(
    "two", "两班", "Two", source="x", shifts=(Shift("night", "夜", "Night", time(17, 30), 15), Shift("day", "白", "Day", time(8, 30), 9))
)  # fmt: skip
POSTS = [DutyPost("leader", "带班", "L", 1, True, ("station",)), DutyPost("officer", "民警", "O", 4, True, ("case", "community")), DutyPost("aux", "辅警", "A", 6, False)]  # fmt: skip


def at(day: int, hour: float) -> datetime:
    return datetime(2026, 11, day, tzinfo=UTC) + timedelta(hours=hour)


def hand(n: int, part: str = "") -> Hand:
    return Hand(UUID(int=n), UUID(int=99), part)


def test_shifts_of_a_day_and_the_days_of_a_week() -> None:
    found = watches(TWO, DAY, UTC)
    assert [(each.shift.code, each.begins, each.ends) for each in found] == [
        ("day", at(25, 8.5), at(25, 17.5)), ("night", at(25, 17.5), at(26, 8.5))
    ]  # fmt: skip
    assert watch_of(TWO, DAY, "late", UTC) is None
    assert (week_of(DAY)[0], week_of(DAY)[-1]) == (date(2026, 11, 23), date(2026, 11, 29))


@pytest.mark.parametrize(
    ("turn", "rest", "code"),
    [
        ((at(25, 8), at(25, 12)), 0, "shift-twice"),
        ((at(25, 17), at(25, 18)), 8, "shift-twice"),
        ((at(25, 0), at(25, 8.5)), 0, None),  # one ends as the other begins
        ((at(25, 0), at(25, 8.5)), 1, "shift-rest"),
        ((at(26, 1), at(26, 3)), 8, "shift-rest"),  # 7.5 hours after the end
        ((at(26, 1.5), at(26, 3)), 8, None),
    ],
)
def test_nobody_twice_at_once_and_rest_in_between(turn: tuple[datetime, datetime], rest: int, code: str | None) -> None:
    problem = why_not_on(Span(at(25, 8.5), at(25, 17.5)), [turn], rest)
    assert (problem.code if problem else None) == code


def test_a_week_is_filled_fairly_and_says_what_stays_open() -> None:
    coming = [watch for day in week_of(DAY) for watch in watches(TWO, day, UTC)]
    people = [hand(1), hand(2), *(hand(n, "case") for n in range(3, 7))]
    placed, gaps = filled(coming, POSTS, people, {}, {}, 8)
    assert (len(placed), gaps) == (28, 0)
    assert {each.post for each in placed} == {"leader", "officer"}  # what is not needed is left to people
    hours: dict[UUID, float] = {}
    for n, each in enumerate(placed):
        others = [(o.watch.begins, o.watch.ends) for m, o in enumerate(placed) if m != n and o.hand == each.hand]
        assert why_not_on(each.watch, others, 8) is None
        if each.post == "officer":
            hours[each.hand.staff_id] = hours.get(each.hand.staff_id, 0) + each.watch.shift.hours
    assert len(hours) == 4
    assert max(hours.values()) - min(hours.values()) <= 15  # by no more than one night
    # One leader alone cannot stand every shift; who was on duty before comes later; what is taken is left.
    placed, gaps = filled(coming[:2], POSTS, people[1:], {UUID(int=3): [(at(1, 0), at(1, 8))]}, {(coming[0].day, "day", "officer"): 1}, 8)  # fmt: skip
    assert [(each.watch.shift.code, each.post, each.hand.staff_id.int) for each in placed] == [("day", "leader", 2), ("night", "officer", 4)]  # fmt: skip
    assert gaps == 1
