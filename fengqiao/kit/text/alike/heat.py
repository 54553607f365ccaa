"""How hot a group is: an explained sum, every part of it counted in messages."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Heat:
    """The parts of a group's heat.

    `told`: messages. `support`: square root of the likes less the dislikes over all of them (a hundred people who agree
    weigh as much as ten who write). `rush`: most messages within any seven days (0 where no time is known).
    """

    told: int
    support: float
    rush: int

    @property
    def total(self) -> float:
        """Return told + support + rush, to two places."""
        return round(self.told + self.support + self.rush, 2)


def heat_of(times: Sequence[datetime | None], likes: Sequence[int] = (), dislikes: Sequence[int] = ()) -> Heat:
    """Return the heat of a group with one time a message, None where it is not known."""
    net = sum(likes) - sum(dislikes)
    return Heat(len(times), round(math.sqrt(max(net, 0)), 2), busiest([time for time in times if time is not None]))


def busiest(times: Sequence[datetime], window: timedelta = WINDOW) -> int:
    """Return the most moments that lie within a window: later than its end by less than its length."""
    ordered = sorted(times)
    most = start = 0
    for end, moment in enumerate(ordered):
        while moment - ordered[start] >= window:
            start += 1
        most = max(most, end - start + 1)
    return most
