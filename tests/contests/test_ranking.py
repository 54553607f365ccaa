"""Who comes first: means without rounding, points by place, every tie as the rule says."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.contests.rules.course import read_score, why_not_better, why_not_named, why_not_scored
from fengqiao.contests.rules.ranking import Contested, Rule, places, ranking, result_of
from fengqiao.contests.terms import Better, Tie, Total
from fengqiao.kit.problems import Problem

A, B, C, D = (UUID(int=n) for n in range(1, 5))
ONE, TWO = UUID(int=11), UUID(int=12)
POINTS = (10, 8, 6, 5)


def rule(*ties: Tie) -> Rule:
    return Rule(5, POINTS, ties)


def table(one: dict[UUID, int], two: dict[UUID, int], *, better: Better = Better.HIGH) -> list[Contested]:
    return [
        Contested(ONE, better, {k: [v] for k, v in one.items()}),
        Contested(TWO, better, {k: [v] for k, v in two.items()}),
    ]


def order(found: list[Contested], total: Total, *ties: Tie) -> list[tuple[int, int | None]]:
    return [(each.team.int, each.place) for each in ranking([A, B, C, D], found, total, rule(*ties))]


def test_a_result_is_the_mean_and_with_enough_judges_without_the_best_and_the_worst() -> None:
    assert result_of([1, 1, 2], 5) == Fraction(4, 3)
    assert result_of([0, 80, 81, 82, 1000], 5) == 81
    assert result_of([0, 80, 81, 82, 1000], 0) == Fraction(1243, 5)
    assert result_of([1, 2], 1) == Fraction(3, 2)  # of two, none would be left
    assert result_of([], 5) is None
    assert places({A: Fraction(5), B: Fraction(5), C: Fraction(7)}, Better.LOW) == {A: 1, B: 1, C: 3}


def test_ties_go_as_the_rule_says() -> None:
    equal = table({A: 90, B: 80, C: 70, D: 60}, {A: 80, B: 90, C: 100, D: 60})  # A, B, C: 170 each
    assert order(equal, Total.SCORES, Tie.SKIP) == [(1, 1), (2, 1), (3, 1), (4, 4)]
    assert order(equal, Total.SCORES, Tie.DENSE) == [(1, 1), (2, 1), (3, 1), (4, 2)]
    assert order(equal, Total.SCORES, Tie.ORDER, Tie.SKIP) == [(1, 1), (2, 2), (3, 3), (4, 4)]
    # First places: A and C one each; then third places decide, of which A has one and C one: they share.
    assert order(equal, Total.SCORES, Tie.FIRSTS, Tie.SKIP) == [(1, 1), (3, 1), (2, 3), (4, 4)]
    shared = ranking([A, B, C, D], equal, Total.SCORES, rule(Tie.FIRSTS, Tie.SKIP))
    assert [each.shared for each in shared] == [True, True, False, False]


def test_times_count_by_place_and_whoever_lacks_a_result_stands_last_without_a_place() -> None:
    timed = table({A: 61, B: 60, C: 59, D: 70}, {A: 30, B: 31, C: 32}, better=Better.LOW)
    found = ranking([A, B, C, D], timed, Total.PLACES, rule(Tie.SKIP))
    assert [(each.team.int, each.place, each.total) for each in found] == [
        (1, 1, 16),
        (2, 1, 16),
        (3, 1, 16),
        (4, None, None),
    ]
    assert found[3].results == {ONE: 70}
    assert order(timed, Total.PLACES, Tie.ORDER) == [(3, 1), (2, 2), (1, 3), (4, None)]
    assert ranking([A], [], Total.SCORES, rule())[0].place is None


@given(st.lists(st.lists(st.integers(0, 5), min_size=4, max_size=4), min_size=1, max_size=4), st.sampled_from(list(Total)), st.lists(st.sampled_from(list(Tie)), max_size=4))  # fmt: skip
def test_places_follow_totals_whatever_the_scores(scores: list[list[int]], total: Total, ties: list[Tie]) -> None:
    teams = [A, B, C, D]
    contested = [
        Contested(UUID(int=20 + n), Better.HIGH, {team: [row[m]] for m, team in enumerate(teams)})
        for n, row in enumerate(scores)
    ]
    found = ranking(teams, contested, total, rule(*ties))
    where = [each.place or 0 for each in found]
    assert sorted(each.team.int for each in found) == [1, 2, 3, 4]
    assert (where[0], where) == (1, sorted(where))
    for first, second in pairwise(found):
        assert (first.total or 0) >= (second.total or 0)
        assert (first.place == second.place) <= (first.total == second.total and first.shared and second.shared)
    if Tie.DENSE not in ties:
        assert all(place == 1 + sum(other < place for other in where) for place in where)


def test_scores_and_names_that_cannot_be() -> None:
    assert [read_score(text) for text in ("", " 9.5 ", "100", "0.125")] == [None, 9500, 100_000, 125]
    for text in ("-1", "x", "1.2345", "1e3", "九", "1234567", ".5", "12.", "１２"):
        with pytest.raises(Problem):
            read_score(text)
    assert why_not_scored(100_001, 100_000)
    assert why_not_scored(100_000, 100_000) is None
    assert why_not_better(Better.LOW, Total.SCORES)
    assert why_not_better(Better.LOW, Total.PLACES) is None
    codes = [
        problem.code
        for name in ("", "长" * 21, "张建国 13912345678", "一队")
        if (problem := why_not_named(name, ["一队"], 9))
    ]
    assert codes == ["contest-name", "contest-name", "contest-private", "contest-there"]
    many = why_not_named("新队", ["一队"], 1)
    assert many
    assert many.code == "contest-many"
