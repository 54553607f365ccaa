"""Whose turn it is to be host, fair from the first month to the last, and changed as little as can be when somebody is away (ADR 156)."""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil
from typing import Generic, TypeVar

H = TypeVar("H", bound=Hashable)


@dataclass(slots=True)
class _Turn(Generic[H]):
    """One turn of a host: the months in which it may fall. `whole`: it must fall within them."""

    host: H
    months: list[int]
    whole: bool = False


def fair_shares(months: Sequence[Sequence[H]], upto: int) -> dict[H, Fraction]:
    """Return how many turns each host would have had in the first months if turns could be shared out evenly."""
    found: dict[H, Fraction] = {}
    for there in months[:upto]:
        for host in there:
            found[host] = found.get(host, Fraction()) + Fraction(1, len(there))
    return found


def turns(months: Sequence[Sequence[H]], *, held: Sequence[H] = (), before: Sequence[H] = ()) -> list[H]:
    """Return the host of each month among those who are there in it; refuses (ValueError) a month with nobody.

    After any month nobody's count differs by one or more from their fair share of the months so far: a host's n-th turn
    falls within the months over which its share grows from n - 1 to n, and such a choice always exists (a fractional
    matching of months to turns, whose corners are whole).

    `held`: the hosts of the first months, which are over and stay; `before`: who was to be host in every month, kept wherever that is
    still fair. Where months that are over leave no such choice, as when many are away at short notice, the bound is widened by
    quarters until there is one.
    """
    if not all(months):
        raise ValueError("a month has no host")
    for quarters in range(len(months) * 4):
        found = _Matching(_slots(months, Fraction(quarters, 4)), len(months), len(held))
        if found.made(held, before, months):
            return found.hosts(held)
    raise AssertionError("every month has somebody who is there")


@dataclass(slots=True)
class _Matching(Generic[H]):
    """Months given to turns; those before `frozen` never change. Others move along the shortest chain that gives one more a place."""

    slots: list[_Turn[H]]
    many: int
    frozen: int
    of_month: dict[int, int] = field(default_factory=dict)  # month -> slot
    of_slot: dict[int, int] = field(default_factory=dict)
    by_month: list[list[int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.by_month = [[] for _ in range(self.many)]
        for place, slot in enumerate(self.slots):
            for month in slot.months:
                self.by_month[month].append(place)

    def _give(self, place: int, month: int) -> None:
        self.of_month[month], self.of_slot[place] = place, month

    def made(self, held: Sequence[H], before: Sequence[H], months: Sequence[Sequence[H]]) -> bool:
        """Give every month to a turn, and every turn that must be a month; says whether that can be."""
        self.keep(held, before, months)
        whole = [self.give_slot(place) for place, slot in enumerate(self.slots) if slot.whole]
        given = [self.give_month(month) for month in range(self.frozen, self.many)] if all(whole) else [False]
        return all(given)

    def keep(self, held: Sequence[H], before: Sequence[H], months: Sequence[Sequence[H]]) -> None:
        """Give the months that are over to the turns of who was host, and the others as they were where that is fair."""
        own: dict[H, list[int]] = {}
        for place, slot in enumerate(self.slots):
            own.setdefault(slot.host, []).append(place)
        for month, host in enumerate([*held, *before[len(held) :]][: self.many]):
            free = [place for place in own.get(host, ()) if place not in self.of_slot]
            if not free or host not in months[month]:
                continue
            if month < self.frozen or month in self.slots[free[0]].months:
                self._give(free[0], month)

    def give_slot(self, place: int) -> bool:
        """Find a month for a turn that must be, moving as few others as can be."""
        if place in self.of_slot:
            return True
        came: dict[int, int] = {}  # month -> the slot that asks for it
        queue = deque([place])
        while queue:
            asking = queue.popleft()
            for month in self.slots[asking].months:
                if month < self.frozen or month in came:
                    continue
                came[month] = asking
                if month not in self.of_month:
                    self._back_from(month, came)
                    return True
                queue.append(self.of_month[month])
        return False

    def _back_from(self, month: int, came: dict[int, int]) -> None:
        while True:
            asking = came[month]
            freed = self.of_slot.get(asking)
            self._give(asking, month)
            if freed is None:
                return
            month = freed

    def give_month(self, month: int) -> bool:
        """Find a turn for a month that has none, moving as few others as can be; turns that have a month keep one."""
        if month in self.of_month:
            return True
        came: dict[int, int] = {}  # slot -> the month that asks for it
        queue = deque([month])
        while queue:
            asking = queue.popleft()
            for place in self.by_month[asking]:
                if place in came or self.of_slot.get(place, self.frozen) < self.frozen:
                    continue
                came[place] = asking
                if place not in self.of_slot:
                    self._back_to(place, came)
                    return True
                queue.append(self.of_slot[place])
        return False

    def _back_to(self, place: int, came: dict[int, int]) -> None:
        while True:
            asking = came[place]
            freed = self.of_month.get(asking)
            self._give(place, asking)
            if freed is None:
                return
            place = freed

    def hosts(self, held: Sequence[H]) -> list[H]:
        """Return the host of each month."""
        return [*held, *(self.slots[self.of_month[month]].host for month in range(len(held), self.many))]


def _slots(months: Sequence[Sequence[H]], wider: Fraction) -> list[_Turn[H]]:
    """The turns of all hosts, each within the months over which its share comes and goes; those whose share is complete must be."""
    grows: dict[H, list[tuple[int, Fraction, Fraction]]] = {}
    for month, there in enumerate(months):
        for host in there:
            own = grows.setdefault(host, [])
            share = own[-1][2] if own else Fraction()
            own.append((month, share, share + Fraction(1, len(there))))
    found = []
    for host, own in grows.items():
        total = own[-1][2]
        for n in range(1, ceil(total + wider) + 1):
            within = [month for month, share, after in own if share < n + wider and after > n - 1 - wider]
            if within:
                found.append(_Turn(host, within, whole=total >= n + wider))
    return found
