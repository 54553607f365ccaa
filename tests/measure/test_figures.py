"""What each primitive counts, exactly, on both databases."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest

from fengqiao.kit.problems import Problem
from fengqiao.measure.queries import events_behind, figure, figures_by_unit, subjects_behind
from fengqiao.measure.rules import Figure, Period, Question, Scope
from tests.measure.events import EAST, MARCH, NORTH, SOUTH, TOWN, at, defined, happened, one

pytestmark = pytest.mark.django_db

RECEIVED = 'event = "matter.received"\n'


def value(text: str, period: Period = MARCH, scope: Scope | None = None, spine: frozenset = frozenset()) -> object:
    return figure(Question(one(text), period, scope or Scope(), spine), {}).value


def received(subject: int, day: int = 10, /, **more: object) -> None:
    happened("matter.received", more.pop("when", at(day)), subject, **more)  # type: ignore[arg-type]


def test_days_are_local_and_both_ends_belong_to_the_period() -> None:
    for subject, when in enumerate([at(28, 23, 59, 2), at(1, 0, 0), at(31, 23, 59), at(1, 0, 0, 4)]):
        received(subject, when=when)
    assert value('what = "events"\n' + RECEIVED) == 2


def test_events_subjects_staff_units_and_areas_are_counted_apart() -> None:
    received(1, unit=NORTH, staff=1, area=TOWN)
    received(1, unit=NORTH, staff=2, area=TOWN)
    received(2, unit=SOUTH, staff=2)
    found = {what: value(f'what = "{what}"\n{RECEIVED}') for what in ("events", "subjects", "staff", "units", "areas")}
    assert found == {"events": 3, "subjects": 2, "staff": 2, "units": 2, "areas": 1}


def test_a_code_may_be_asked_for_or_kept_out_and_one_that_is_not_there_is_kept_in() -> None:
    received(1, kind="help", function="police")
    received(2, kind="help", function="urban")
    received(3, kind="clue")
    assert value('what = "events"\nwhere.function = "urban"\n' + RECEIVED) == 1
    assert value('what = "events"\nwhere.function = ["urban", "police"]\n' + RECEIVED) == 2
    assert value('what = "events"\nwhere.function.none = ["police"]\n' + RECEIVED) == 2
    assert value('what = "events"\nwhere = { kind.none = ["clue"], function.none = ["police"] }\n' + RECEIVED) == 1


def test_a_number_is_asked_for_by_its_bounds_and_one_that_is_not_there_is_outside() -> None:
    for subject, minutes in enumerate([5, 6, 60]):
        happened("task.accepted", at(3), subject, numbers={"minutes": minutes})
    happened("task.accepted", at(3), 9)
    accepted = 'event = "task.accepted"\nwhat = "events"\n'
    assert value(f"{accepted}where.minutes.max = 5") == 1
    assert value(f"{accepted}where.minutes = {{ min = 6, max = 60 }}") == 2
    assert value(f"{accepted}where.minutes = 60") == 1
    assert value(accepted) == 4


def test_a_sum_of_decimals_is_exact_and_of_whole_numbers_whole() -> None:
    for subject in range(10):
        happened("matter.closed", at(3), subject, numbers={"minutes": Decimal("0.1"), "files": 2})
    happened("matter.closed", at(3), 11)
    assert value('what = "sum"\nof = "minutes"\nevent = "matter.closed"') == Decimal(1)
    assert value('what = "sum"\nof = "files"\nevent = "matter.closed"') == 20
    happened("matter.closed", at(4), 12, numbers={"minutes": Decimal("1200000.07")})
    assert value('what = "sum"\nof = "minutes"\nevent = "matter.closed"') == Decimal("1200001.07")


def test_a_closing_taken_back_does_not_count_and_the_second_one_does() -> None:
    text = 'what = "subjects"\nevent = "matter.closed"\nundone_by = "matter.reopened"'
    happened("matter.closed", at(3), 1)
    happened("matter.closed", at(3), 2)
    happened("matter.reopened", at(5), 2)
    assert value(text) == 1
    happened("matter.closed", at(8), 2)
    assert value(text) == 2
    assert value(text.replace("subjects", "events")) == 2


def test_a_figure_of_a_past_period_is_not_changed_by_what_comes_after_it() -> None:
    text = 'what = "subjects"\nevent = "matter.closed"\nundone_by = "matter.reopened"'
    happened("matter.closed", at(3), 1)
    happened("matter.reopened", at(2, month=4), 1)
    assert value(text) == 1
    assert value(text, Period(date(2026, 3, 1), date(2026, 4, 30))) == 0


def test_what_took_back_and_was_itself_taken_back_counts_no_more() -> None:
    text = 'what = "subjects"\nevent = "dispute.taken"\nundone_by = "dispute.merged"\nrestored_by = "dispute.parted"'
    happened("dispute.taken", at(3), 1)
    happened("dispute.taken", at(3), 2)
    happened("dispute.merged", at(5), 2)
    assert value(text) == 1
    happened("dispute.parted", at(6), 2)
    assert value(text) == 2
    happened("dispute.merged", at(8), 2)
    assert value(text) == 1
    happened("dispute.parted", at(2, month=4), 2)
    assert (value(text), value(text, Period(date(2026, 3, 1), date(2026, 4, 30)))) == (1, 2)


def test_of_two_events_of_the_same_moment_the_one_recorded_later_takes_back() -> None:
    text = 'what = "events"\nevent = "matter.closed"\nundone_by = "matter.reopened"'
    happened("matter.reopened", at(3), 1)
    happened("matter.closed", at(3), 1)
    assert value(text) == 1
    happened("matter.reopened", at(3), 1)
    assert value(text) == 0


def test_companions_must_be_there_or_must_not() -> None:
    for subject in (1, 2, 3):
        received(subject)
    happened("task.accepted", at(11), 1, role="lead")
    happened("task.accepted", at(11), 2, role="helper")
    happened("matter.closed", at(12), 3, result="withdrawn")
    lead = '[[measure.also]]\nevent = "task.accepted"\nwhere.role = "lead"\n'
    gone = '[[measure.unless]]\nevent = "matter.closed"\nwhere.result = "withdrawn"\n'
    head = 'what = "subjects"\n' + RECEIVED
    assert (value(head + lead), value(head + gone), value(head + lead + gone)) == (1, 2, 1)


def test_a_companion_within_minutes_is_neither_earlier_nor_later() -> None:
    text = 'what = "subjects"\n' + RECEIVED + '[[measure.also]]\nevent = "task.accepted"\nwithin_minutes = 5\n'
    for subject, minute in ((1, 0), (2, 5), (3, 6)):
        received(subject)
        happened("task.accepted", at(10, 10, minute), subject)
    received(4)
    happened("task.accepted", at(10, 9, 59), 4)
    assert value(text) == 2


def test_a_test_counts_only_what_has_so_many_events() -> None:
    text = 'what = "subjects"\nevent = "task.returned"\ntest.min = 2'
    for subject, times in ((1, 1), (2, 2), (3, 3)):
        for day in range(times):
            happened("task.returned", at(3 + day), subject)
    assert value(text) == 2
    assert subjects_behind(Question(one(text), MARCH), {}) == {UUID(int=1002), UUID(int=1003)}


def test_units_without_any_event_are_counted_where_none_is_what_is_wanted() -> None:
    received(1, unit=NORTH)
    spine = frozenset({NORTH, SOUTH, EAST})
    text = 'what = "units"\ntest.max = 0\n' + RECEIVED
    assert value(text, spine=spine) == 2
    assert value(text) == 0


def test_a_share_keeps_both_counts_and_of_nothing_there_is_none() -> None:
    measures = defined(
        '[[measure]]\ncode = "part"\nwhat = "events"\nevent = "matter.received"\nwhere.function.none = ["police"]\n'
        '[[measure]]\ncode = "whole"\nwhat = "events"\nevent = "matter.received"\n'
        '[[measure]]\ncode = "share"\nwhat = "share"\npart = "part"\nwhole = "whole"\n'
    )
    asked = Question(measures["share"], MARCH)
    assert figure(asked, measures) == Figure(measures["share"], None, 0, 0)
    for subject, function in enumerate(("urban", "urban", "police")):
        received(subject, function=function)
    found = figure(asked, measures)
    assert (found.value, found.part, found.whole) == (Fraction(2, 3), 2, 3)
    assert events_behind(asked, measures).count() == 2


def test_first_last_and_days_since_are_of_the_local_day() -> None:
    happened("matter.closed", at(5, 23, 50), 1, unit=NORTH)
    happened("matter.closed", at(7, 0, 10), 2, unit=SOUTH)
    assert value('what = "first"\nevent = "matter.closed"') == at(5, 23, 50)
    assert value('what = "last"\nevent = "matter.closed"') == at(7, 0, 10)
    since = 'what = "days_since"\nevent = "matter.closed"'
    assert value(since) == 24
    assert value(since, Period(date(2026, 6, 1), date(2026, 6, 1))) == 86
    assert value(since, scope=Scope(frozenset({EAST}))) is None
    asked = Question(one(since), MARCH)
    found = figures_by_unit(asked, {}, [NORTH, SOUTH, EAST])
    assert {unit: each.value for unit, each in found.items()} == {NORTH: 26, SOUTH: 24, EAST: None}


def test_each_unit_of_the_spine_has_its_figure_and_they_are_its_own() -> None:
    received(1, unit=NORTH)
    received(1, unit=NORTH)
    received(2, unit=SOUTH)
    asked = Question(one('what = "subjects"\n' + RECEIVED), MARCH)
    found = figures_by_unit(asked, {}, [NORTH, EAST])
    assert {unit: each.value for unit, each in found.items()} == {NORTH: 1, EAST: 0}
    for unit in (NORTH, SOUTH, EAST):
        alone = figure(Question(asked.measure, MARCH, Scope(frozenset({unit}))), {})
        assert alone.value == figures_by_unit(asked, {}, [unit])[unit].value


def test_a_scope_takes_in_units_and_what_lies_in_its_areas() -> None:
    received(1, unit=NORTH)
    received(2, unit=SOUTH, area=TOWN)
    received(3, unit=EAST)
    text = 'what = "events"\n' + RECEIVED
    assert value(text, scope=Scope(frozenset({NORTH}))) == 1
    assert value(text, scope=Scope(frozenset({NORTH}), frozenset({TOWN}))) == 2
    assert value(text, scope=Scope(frozenset())) == 0


def test_a_figure_opens_to_its_events_in_order() -> None:
    received(2, 12)
    received(1, 11)
    received(3, 11, function="police")
    asked = Question(one('what = "events"\nwhere.function.none = ["police"]\n' + RECEIVED), MARCH)
    assert [event.subject_id.int - 1000 for event in events_behind(asked, {})] == [1, 2]
    assert figure(asked, {}).value == events_behind(asked, {}).count()


def test_a_period_runs_forward() -> None:
    with pytest.raises(Problem):
        Period(date(2026, 3, 2), date(2026, 3, 1))
