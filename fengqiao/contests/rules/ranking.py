"""Who comes first: results of disciplines out of the judges' scores, totals, and ties as the pack's rule says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from uuid import UUID

from fengqiao.contests.terms import Better, Tie, Total

NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class Rule:
    """How a ranking is made: from how many judges on the best and the worst score are left out (0: never), points by place, ties."""

    trim_from: int
    points: tuple[int, ...]
    ties: tuple[Tie, ...]


@dataclass(frozen=True, slots=True)
class Contested:
    """A discipline with the scores of each team, in thousandths."""

    id: UUID
    better: Better
    scores: Mapping[UUID, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a team stands: its place (None before it has every result), its total, and by discipline its result and place."""

    team: UUID
    place: int | None
    total: Fraction | None
    results: Mapping[UUID, Fraction]
    places: Mapping[UUID, int]
    shared: bool


def result_of(scores: Sequence[int], trim_from: int) -> Fraction | None:
    """Return the mean of the judges' scores, without the best and the worst where there are enough judges; None without any."""
    kept = sorted(scores)
    if trim_from and len(kept) >= max(3, trim_from):
        kept = kept[1:-1]
    return Fraction(sum(kept), len(kept)) if kept else None


def places(results: Mapping[UUID, Fraction], better: Better) -> dict[UUID, int]:
    """Return the place of each in a discipline; equal results share a place, and the next is left out."""
    return {
        team: 1 + sum((other > own) if better is Better.HIGH else (other < own) for other in results.values())
        for team, own in results.items()
    }


def ranking(teams: Sequence[UUID], disciplines: Sequence[Contested], total: Total, rule: Rule) -> list[Standing]:
    """Return the teams in their order; those that lack a result stand last, without a place.

    By scores, the results are added up (all disciplines count what is high); by places, the points of the pack's list.
    """
    results = {
        each.id: {team: found for team in teams if (found := result_of(each.scores.get(team, ()), rule.trim_from)) is not None}
        for each in disciplines
    }  # fmt: skip
    where = {each.id: places(results[each.id], each.better) for each in disciplines}
    whole = [team for team in teams if disciplines and all(team in results[each.id] for each in disciplines)]
    totals = {team: _total(team, disciplines, results, where, total, rule) for team in whole}
    keys = {team: _key(team, totals[team], disciplines, where, rule) for team in whole}
    order = sorted(whole, key=lambda team: keys[team], reverse=True)
    ranked: list[Standing] = []
    for team in order:
        above = [keys[other] for other in order if keys[other] > keys[team]]
        place = 1 + (len(set(above)) if Tie.DENSE in rule.ties else len(above))
        ranked.append(
            _standing(team, place, totals[team], results, where, shared=list(keys.values()).count(keys[team]) > 1)
        )
    return ranked + [_standing(team, None, None, results, where, shared=False) for team in teams if team not in totals]


def _total(
    team: UUID, disciplines: Sequence[Contested], results: Mapping[UUID, Mapping[UUID, Fraction]],
    where: Mapping[UUID, Mapping[UUID, int]], total: Total, rule: Rule,
) -> Fraction:  # fmt: skip
    if total is Total.SCORES:
        return sum((results[each.id][team] for each in disciplines), NOTHING)
    earned = [where[each.id][team] for each in disciplines]
    return Fraction(sum(rule.points[place - 1] for place in earned if place <= len(rule.points)))


def _key(
    team: UUID, total: Fraction, disciplines: Sequence[Contested], where: Mapping[UUID, Mapping[UUID, int]], rule: Rule
) -> tuple[Any, ...]:  # fmt: skip
    earned = [where[each.id][team] for each in disciplines]
    key: list[Any] = [total]
    for tie in rule.ties:
        if tie is Tie.FIRSTS:
            key += [earned.count(place) for place in range(1, 4)]
        elif tie is Tie.ORDER:
            key += [-place for place in earned]
    return tuple(key)


def _standing(
    team: UUID, place: int | None, total: Fraction | None, results: Mapping[UUID, Mapping[UUID, Fraction]],
    where: Mapping[UUID, Mapping[UUID, int]], *, shared: bool,
) -> Standing:  # fmt: skip
    own = {each: found[team] for each, found in results.items() if team in found}
    return Standing(
        team, place, total, own, {each: found[team] for each, found in where.items() if team in found}, shared
    )
