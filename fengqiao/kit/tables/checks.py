"""Conditions made ready for speed: each asks one fact that was read once (words are sets of numbers)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fengqiao.kit.feel import Scope
from fengqiao.kit.tables.conditions import Range


@dataclass(frozen=True, slots=True)
class WordsCheck:
    """`Words` with every word as its number in the table."""

    input: str
    any_ids: frozenset[int]
    all_ids: frozenset[int]
    none_ids: frozenset[int]
    at_least: int

    def holds(self, found: set[int]) -> bool:
        """Return whether the condition holds for the words found."""
        if self.any_ids:
            if self.at_least == 1:
                if found.isdisjoint(self.any_ids):
                    return False
            elif len(found & self.any_ids) < self.at_least:
                return False
        return self.all_ids <= found and found.isdisjoint(self.none_ids)

    def closeness(self, found: set[int]) -> float:
        """Return how much of what is wanted is there, 0 to 1; the excluded words are left aside."""
        here = min(len(found & self.any_ids), self.at_least) if self.any_ids else 0
        wanted = (self.at_least if self.any_ids else 0) + len(self.all_ids)
        return (here + len(found & self.all_ids)) / wanted if wanted else 1.0


@dataclass(frozen=True, slots=True)
class CodesCheck:
    """`Codes` as sets."""

    input: str
    any_of: frozenset[str]
    none_of: frozenset[str]

    def holds(self, code: str) -> bool:
        """Return whether the condition holds for the code ("" when none is given)."""
        return (not self.any_of or code in self.any_of) and code not in self.none_of


@dataclass(frozen=True, slots=True)
class RangeCheck:
    """`Range`, asked of one input."""

    input: str
    bounds: Range

    def holds(self, number: float | None) -> bool:
        """Return whether the number is given and within the bounds."""
        least, most, above, below = self.bounds.least, self.bounds.most, self.bounds.above, self.bounds.below
        return (
            number is not None
            and (least is None or number >= least)
            and (most is None or number <= most)
            and (above is None or number > above)
            and (below is None or number < below)
        )


@dataclass(frozen=True, slots=True)
class FlagCheck:
    """`Flag`, asked of one input."""

    input: str
    value: bool

    def holds(self, flag: object) -> bool:
        """Return whether the yes or no is given and is the one wanted."""
        return flag is self.value


@dataclass(frozen=True, slots=True)
class CellCheck:
    """`Cell`, as one function; a fact that is not given is null."""

    input: str
    test: Callable[[Any, Scope], bool]
    scope: Scope

    def holds(self, value: Any) -> bool:
        """Return whether the tests hold for the value."""
        return self.test(None if value == "" else value, self.scope)


Check = WordsCheck | CodesCheck | RangeCheck | FlagCheck | CellCheck
