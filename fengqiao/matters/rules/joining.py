"""When tellings about the same thing may come into one matter, and when they may part again."""

from __future__ import annotations

from dataclasses import dataclass

from fengqiao.kit.problems import Problem


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


def why_not_split(*, reports: int, first: bool) -> Problem | None:
    """Return why a telling cannot become a matter of its own, or None."""
    if reports < 2 or first:
        return Problem("split-first", "最早的诉求留在本事项里，只能拆出后来并入的。")
    return None
