"""Stars by hours: which one somebody has, and what is missing for the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

HOUR = 60


@dataclass(frozen=True, slots=True)
class Standing:
    """Stars reached, and minutes missing for the next (None: there is none above). `share`: percent of the way to it."""

    stars: int
    missing: int | None
    share: int


def standing(minutes: int, thresholds: Sequence[int]) -> Standing:
    """Return the stars for confirmed minutes under thresholds in hours, from the lowest."""
    steps = sorted(each * HOUR for each in thresholds if each > 0)
    stars = sum(minutes >= each for each in steps)
    if stars == len(steps):
        return Standing(stars, None, 100)
    return Standing(stars, steps[stars] - minutes, minutes * 100 // steps[stars])
