"""When tellings about the same thing may come into one matter, and when they may part again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fengqiao.kit.problems import Problem
from fengqiao.matters.terms import Move


@dataclass(frozen=True, slots=True)
class MergeFacts:
    """What merging depends on: the younger matter goes into the older."""

    same: bool
    older_open: bool
    sealed_alike: bool


def why_not_merge(facts: MergeFacts) -> Problem | None:
    """Return why two matters cannot become one, or None."""
    if facts.same:
        return Problem("merge-same", "请另选一件事项：不能并入自己。")
    if not facts.sealed_alike:
        return Problem("merge-sealed", "保密事项和一般事项不能合并。")
    if not facts.older_open:
        return Problem("merge-closed", "较早的那件已经办结，请先重办，再合并。")
    return None


def to_be_told(lines: Iterable[tuple[str, Mapping[str, Any]]]) -> int:
    """Return how many tellings came into a matter since its tellers were last answered: from its lines, oldest first.

    Those that left again with a parting are not among them; a report that was split out took its line along.
    """
    waiting: dict[str, int] = {}
    for move, codes in lines:
        if move == Move.REPLY.value:
            waiting.clear()
        elif move == Move.JOIN.value and "from" in codes:
            waiting[codes["from"]] = int(codes.get("brought", 1))
        elif move == Move.JOIN.value and "report" in codes:
            waiting[codes["report"]] = 1
        elif move == Move.SPLIT.value:
            waiting.pop(str(codes.get("to")), None)
    return sum(waiting.values())


def why_not_split(*, reports: int, first: bool) -> Problem | None:
    """Return why a telling cannot become a matter of its own, or None."""
    if reports < 2 or first:
        return Problem("split-first", "最早的诉求留在本事项里，只能拆出后来并入的。")
    return None
