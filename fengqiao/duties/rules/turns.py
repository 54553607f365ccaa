"""Whose turn it is to be host, fair from the first month to the last (ADR 156)."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from fractions import Fraction
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


def turns(months: Sequence[Sequence[H]]) -> list[H]:
    """Return the host of each month among those who are there in it; refuses (ValueError) a month with nobody.

    After any month nobody's count differs by one or more from their fair share of the months so far: a host's n-th turn
    falls within the months over which its share grows from n - 1 to n, and such a choice always exists (a fractional
    matching of months to turns, whose corners are whole).
    """
    if not all(months):
        raise ValueError("a month has no host")
    slots = _slots(months)
    of_month: dict[int, int] = {}  # month -> slot
    of_slot: dict[int, int] = {}
    by_month: list[list[int]] = [[] for _ in months]
    for place, slot in enumerate(slots):
        for month in slot.months:
            by_month[month].append(place)

    def give_slot(place: int, seen: set[int]) -> bool:
        """Find a month for a turn that must be, moving others."""
        for month in slots[place].months:
            if month in seen:
                continue
            seen.add(month)
            if month not in of_month or give_slot(of_month[month], seen):
                of_month[month], of_slot[place] = place, month
                return True
        return False

    def give_month(month: int, seen: set[int]) -> bool:
        """Find a turn for a month that has none; turns that have a month keep one."""
        for place in by_month[month]:
            if place in seen:
                continue
            seen.add(place)
            if place not in of_slot or give_month(of_slot[place], seen):
                of_month[month], of_slot[place] = place, month
                return True
        return False

    for place, slot in enumerate(slots):
        if slot.whole:
            give_slot(place, set())
    for month in range(len(months)):
        if month not in of_month:
            give_month(month, set())
    return [slots[of_month[month]].host for month in range(len(months))]


def _slots(months: Sequence[Sequence[H]]) -> list[_Turn[H]]:
    """The turns of all hosts; those whose share is complete must be."""
    found: list[_Turn[H]] = []
    share: dict[H, Fraction] = {}
    last: dict[H, _Turn[H]] = {}
    for month, there in enumerate(months):
        for host in there:
            before = share.get(host, Fraction())
            after = share[host] = before + Fraction(1, len(there))
            if before.denominator == 1:  # a turn begins
                last[host] = _Turn(host, [])
                found.append(last[host])
            last[host].months.append(month)
            if after >= before.__floor__() + 1:
                last[host].whole = True
                if after.denominator != 1:  # and the next one within the same month
                    last[host] = _Turn(host, [month])
                    found.append(last[host])
    return found
