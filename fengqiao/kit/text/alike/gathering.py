"""Gathering messages into groups: average linkage of likely pairs; groups of one thing united; strays trimmed."""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fengqiao.kit.text.alike.likeness import Pairs, likely_pairs
from fengqiao.kit.text.alike.sides import Matrix, Sides, profiles, unit_rows


@dataclass(frozen=True, slots=True)
class Choices:
    """Where the lines are drawn; chosen on one half of the labelled messages, measured on the other."""

    pair: float = 0.4
    """Two single messages come together if this likely."""
    group: float = 0.15
    """A message or group comes to a group if so likely on average over all pairs: a chain of pairs is not enough."""
    unite_from: int = 3
    """Groups of so many messages are compared as wholes: fifty tellings of one thing first fall into several groups."""
    unite: float = 0.05
    """They become one if so likely as wholes."""
    look_at: float = 0.02
    """Pairs less likely count as not alike at all."""
    trim_from: int = 4
    """Groups of so many messages are looked through for members that share no more than the name."""
    common: float = 0.6
    """What so large a share of a group's messages hold is the name of its thing and tells its members no further apart."""
    nearness: float = 0.5
    """A member falls out that, apart from the name, is not half as near to the others as its middle member is …"""
    sure: float = 0.6
    """… unless it is this likely one of them on average."""


def gather(sides: Sides, choices: Choices | None = None) -> list[int]:
    """Return the number of each message's group: 1 for the largest (of equals, the one with the earliest message) and
    so on, 0 for a message that stands alone. The same messages give the same groups.
    """
    choices = choices or Choices()
    pairs = likely_pairs(sides, choices.look_at)
    groups = _united(_linked(pairs, sides.count, choices), sides, choices)
    kept = [part for group in groups for part in _trimmed(group, pairs, sides.residue, choices)]
    ordered = sorted((sorted(group) for group in kept if len(group) > 1), key=lambda group: (-len(group), group[0]))
    numbers = [0] * sides.count
    for number, group in enumerate(ordered, start=1):
        for member in group:
            numbers[member] = number
    return numbers


def _linked(pairs: Pairs, count: int, choices: Choices) -> list[list[int]]:
    """Return groups of two and more by average linkage; the likeliest come together first, of equals the earlier."""
    links: list[dict[int, float]] = [{} for _ in range(count)]
    for first, second, likely in zip(pairs.first.tolist(), pairs.second.tolist(), pairs.likely.tolist(), strict=True):
        links[first][second] = links[second][first] = likely
    members = [[number] for number in range(count)]
    waiting = [
        (-likely, one, other, 1, 1)
        for one, near in enumerate(links)
        for other, likely in near.items()
        if one < other and likely >= choices.group
    ]
    heapq.heapify(waiting)
    while waiting:
        likely, one, other, one_size, other_size = heapq.heappop(waiting)
        if (len(members[one]), len(members[other])) != (one_size, other_size):
            continue  # one of them has grown or gone since
        if one_size == other_size == 1 and -likely < choices.pair:
            continue
        _join(links, members, one, other)
        for near, summed in links[one].items():
            mean = summed / (len(members[one]) * len(members[near]))
            if mean >= choices.group:
                left, right = min(one, near), max(one, near)
                heapq.heappush(waiting, (-mean, left, right, len(members[left]), len(members[right])))
    return [group for group in members if len(group) > 1]


def _join(links: list[dict[int, float]], members: list[list[int]], one: int, other: int) -> None:
    members[one] += members[other]
    members[other] = []
    for near, summed in links[other].items():
        del links[near][other]
        if near != one:
            links[one][near] = links[near][one] = links[one].get(near, 0.0) + summed
    links[other] = {}


def _united(groups: list[list[int]], sides: Sides, choices: Choices) -> list[list[int]]:
    """Return the groups, those about one thing united: the likeliest pairs first, until no pair is likely enough."""
    groups = [sorted(group) for group in groups]
    while True:
        large = [number for number, group in enumerate(groups) if len(group) >= choices.unite_from]
        if len(large) < 2:
            return groups
        found = likely_pairs(profiles(sides, [groups[number] for number in large]), choices.unite)
        taken: set[int] = set()
        for at in np.lexsort((found.second, found.first, -found.likely)).tolist():
            one, other = large[int(found.first[at])], large[int(found.second[at])]
            if one not in taken and other not in taken:
                taken |= {one, other}
                groups[one] = sorted(groups[one] + groups[other])
                groups[other] = []
        if not taken:
            return groups
        groups = [group for group in groups if group]


def _trimmed(group: list[int], pairs: Pairs, residue: Matrix, choices: Choices) -> list[list[int]]:
    """Return the group without members that share no more than its name, and these each alone."""
    if len(group) < choices.trim_from:
        return [group]
    near = _nearness(residue[group], choices.common)
    likely = _mean_likely(group, pairs)
    low = (near < choices.nearness * np.median(near)) & (likely < choices.sure)
    return [
        [member for member, out in zip(group, low, strict=True) if not out],
        *([member] for member, out in zip(group, low, strict=True) if out),
    ]


def _nearness(rows: Matrix, common: float) -> NDArray[np.float64]:
    """Return each row's mean likeness to the others, apart from what most of them hold."""
    count = rows.shape[0]
    held = np.bincount(rows.indices, minlength=rows.shape[1])
    own = unit_rows(rows[:, np.flatnonzero((held > 0) & (held <= common * count))])
    alike = np.asarray((own @ own.T).toarray(), dtype=np.float64)
    np.fill_diagonal(alike, 0.0)
    mean: NDArray[np.float64] = alike.sum(axis=1) / (count - 1)
    return mean


def _mean_likely(group: list[int], pairs: Pairs) -> NDArray[np.float64]:
    places = {member: place for place, member in enumerate(group)}
    sums: defaultdict[int, float] = defaultdict(float)
    inside = np.flatnonzero(np.isin(pairs.first, group) & np.isin(pairs.second, group))
    for at in inside.tolist():
        likely = float(pairs.likely[at])
        sums[places[int(pairs.first[at])]] += likely
        sums[places[int(pairs.second[at])]] += likely
    return np.array([sums[place] for place in range(len(group))]) / (len(group) - 1)
