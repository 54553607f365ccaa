"""In which order to go round: the nearest first, then every crossing of the way undone (2-opt)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import cos, hypot, radians

Point = tuple[float, float]  # latitude, longitude in degrees
DEGREE = 111_195  # metres of a degree of latitude on a sphere of 6 371 km
MOST = 60  # places that are put in order at once: 2-opt looks at every pair of legs


def metres(one: Point, other: Point) -> float:
    """Return the distance of two points on flat ground, in metres: a round is some kilometres long."""
    middle = radians((one[0] + other[0]) / 2)
    return hypot((one[0] - other[0]) * DEGREE, (one[1] - other[1]) * DEGREE * cos(middle))


def length(way: Sequence[Point]) -> float:
    """Return how long a way is, in metres."""
    return sum(metres(one, other) for one, other in pairwise(way))


def in_order(points: Sequence[Point | None], start: Point | None = None) -> list[int]:
    """Return the places of the points in the order in which to go; those whose point nobody knows come last, as given.

    Without a start it is where the first known point lies. Never longer than going to the nearest each time.
    """
    known = [place for place, point in enumerate(points) if point is not None]
    blind = [place for place, point in enumerate(points) if point is None]
    if not known:
        return blind
    at = {place: point for place, point in enumerate(points) if point is not None}
    here = start or at[known[0]]
    nearest: list[int] = []
    left = set(known)
    while left:
        place = min(left, key=lambda each: (metres(here, at[each]), each))
        nearest.append(place)
        left.remove(place)
        here = at[place]
    way = _uncrossed([start or at[nearest[0]], *(at[place] for place in nearest)])
    return [nearest[step - 1] for step in way] + blind


def _uncrossed(way: Sequence[Point]) -> list[int]:
    """The steps of an open way after its first, stretches turned round as long as that makes it shorter."""
    steps = list(range(len(way)))
    if len(way) > MOST:
        return steps[1:]
    shorter = True
    while shorter:
        shorter = False
        for first in range(1, len(steps) - 1):
            for last in range(first + 1, len(steps)):
                before, begin, end = way[steps[first - 1]], way[steps[first]], way[steps[last]]
                old, new = metres(before, begin), metres(before, end)
                if last + 1 < len(steps):
                    after = way[steps[last + 1]]
                    old, new = old + metres(end, after), new + metres(begin, after)
                if new < old - 0.01:
                    steps[first : last + 1] = reversed(steps[first : last + 1])
                    shorter = True
    return steps[1:]
