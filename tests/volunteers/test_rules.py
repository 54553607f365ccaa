"""Who is fit for a patrol, which step leads where, how many stars hours make."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from fengqiao.kit.problems import Problem
from fengqiao.volunteers.rules.fitness import Ages, Fitness, age_on, hard, slot_of, slots_of, unfit, why_not_insured
from fengqiao.volunteers.rules.stars import standing
from fengqiao.volunteers.rules.states import OVER, TRANSITIONS, after, steps_from
from fengqiao.volunteers.terms import Step, Unfit, VolunteerState

EVENING = datetime(2026, 9, 2, 19, 30)  # a Wednesday, by the clock of the place
FIT = {
    "state": VolunteerState.ENROLLED, "born": date(1970, 5, 1), "trained": date(2026, 1, 1),
    "insured_from": date(2026, 1, 1), "insured_until": date(2026, 9, 2), "slots": frozenset({"3e"}),
}  # fmt: skip


def test_every_state_is_reached_and_left_but_the_last() -> None:
    reached = set(TRANSITIONS.values()) | {VolunteerState.APPLIED}
    assert reached == set(VolunteerState)
    assert {state for state in VolunteerState if not steps_from(state)} == OVER
    with pytest.raises(Problem):
        after(VolunteerState.APPLIED, Step.ENROL)  # nobody is enrolled who was not checked


def test_each_reason_against_a_patrol_is_said_by_itself() -> None:
    assert unfit(Fitness(**FIT), EVENING, Ages()) == []
    for over, reason in (
        ({"state": VolunteerState.SUSPENDED}, Unfit.SUSPENDED),
        ({"trained": None}, Unfit.UNTRAINED),
        ({"trained": date(2026, 9, 3)}, Unfit.UNTRAINED),
        ({"insured_until": date(2026, 9, 1)}, Unfit.UNINSURED),
        ({"insured_from": date(2026, 9, 3), "insured_until": date(2027, 9, 3)}, Unfit.UNINSURED),
        ({"insured_from": None, "insured_until": None}, Unfit.UNINSURED),
        ({"born": date(2008, 9, 1)}, Unfit.YOUNG),  # of the day nothing is known: eighteen from October on
        ({"born": None}, Unfit.YOUNG),
        ({"born": date(1955, 7, 1)}, Unfit.OLD),
        ({"slots": frozenset({"3d", "4e"})}, Unfit.ELSEWHERE),
    ):
        assert unfit(Fitness(**{**FIT, **over}), EVENING, Ages()) == [reason], over  # type: ignore[arg-type]
    assert unfit(None, EVENING, Ages()) == [Unfit.STRANGER]
    assert unfit(Fitness(**{**FIT, "slots": frozenset()}), EVENING, Ages()) == []  # who did not say can be asked
    assert hard([Unfit.STRANGER, Unfit.OLD, Unfit.ELSEWHERE]) == [Unfit.OLD]


def test_ages_count_from_the_month_after_and_parts_of_the_week_by_the_hour() -> None:
    assert [age_on(date(2008, 9, 1), day) for day in (date(2026, 9, 30), date(2026, 10, 1))] == [17, 18]
    assert [slot_of(EVENING), slot_of(EVENING.replace(hour=17, minute=59))] == ["3e", "3d"]
    assert slots_of(["7e", "1d", "9z", "1d"]) == ["1d", "7e"]
    assert why_not_insured(date(2026, 9, 1), date(2026, 8, 31), date(2026, 9, 1)) is not None
    assert why_not_insured(date(2026, 9, 1), date(2027, 8, 31), date(2026, 9, 1)) is None


def test_stars_come_at_their_hours_and_say_what_is_missing() -> None:
    steps = [100, 300, 600, 1000, 1500]
    found = [standing(minutes, steps) for minutes in (0, 5999, 6000, 17_999, 18_000, 90_000)]
    assert [each.stars for each in found] == [0, 0, 1, 1, 2, 5]
    assert (found[1].missing, found[2].missing, found[-1].missing) == (1, 12_000, None)
    assert standing(600, []).stars == 0
