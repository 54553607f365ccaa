"""What happens next in a simulated time: deeds planned for moments, taken in their order."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(order=True, slots=True)
class Turn:
    """A deed at its moment; `order` keeps those of one moment as they were planned."""

    at: datetime
    order: int
    act: Callable[[datetime], None] = field(compare=False)


class Turns:
    """Turns that are still to come; going through them takes each out, those planned meanwhile too."""

    def __init__(self) -> None:
        self._heap: list[Turn] = []
        self._planned = 0

    def plan(self, at: datetime, act: Callable[[datetime], None]) -> None:
        """Add a turn."""
        self._planned += 1
        heapq.heappush(self._heap, Turn(at, self._planned, act))

    def __iter__(self) -> Iterator[Turn]:
        """Take out the next turn, until there is none."""
        while self._heap:
            yield heapq.heappop(self._heap)
