"""Whether enough people are there to decide something, and what a vote came to."""

from __future__ import annotations

from dataclasses import dataclass

from fengqiao.catalogue.duty import Quorum
from fengqiao.kit.problems import Problem

MOST_VOTES = 9999


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who has a vote and was due, came, is on leave; `observers` came without a vote. Whoever is on leave was due all the same."""

    due: int
    came: int
    excused: int
    observers: int = 0

    @property
    def absent(self) -> int:
        """Who neither came nor is on leave."""
        return self.due - self.came - self.excused


@dataclass(frozen=True, slots=True)
class Votes:
    """How many were for, against, and abstained."""

    yes: int
    no: int
    abstained: int

    @property
    def cast(self) -> int:
        """All of them."""
        return self.yes + self.no + self.abstained


def needed(rule: Quorum, due: int) -> int:
    """Return how many of those due have to be there; of nobody due one, who never comes."""
    if due <= 0:
        return 1
    if rule.over:
        return due * rule.part // rule.whole + 1
    return -(-due * rule.part // rule.whole)


def enough(rule: Quorum | None, there: Attendance) -> bool:
    """Say whether enough are there; without a rule, whether anybody with a vote is."""
    return there.came >= (needed(rule, there.due) if rule else 1)


def why_not_resolved(rule: Quorum | None, there: Attendance, votes: Votes) -> Problem | None:
    """Return why nothing can be resolved so, or None."""
    if not enough(rule, there):
        least = needed(rule, there.due) if rule else 1
        return Problem(
            "quorum-few", "到会人数不够，不能作出决议：应到 {due} 人，至少要到 {least} 人，实到 {came} 人。",
            due=there.due, least=least, came=there.came,
        )  # fmt: skip
    if min(votes.yes, votes.no, votes.abstained) < 0 or votes.cast > MOST_VOTES:
        return Problem("votes-number", "票数填 0 以上的整数。")
    if not 1 <= votes.cast <= there.came:
        return Problem("votes-sum", "赞成、反对、弃权加起来是 {cast} 票，有表决权到会的是 {came} 人。", cast=votes.cast, came=there.came)  # fmt: skip
    return None


def adopted(rule: Quorum | None, there: Attendance, votes: Votes) -> bool:
    """Say whether a vote carries: more than half of those there with a vote, or of those due where the rule says so."""
    of = there.due if rule and rule.of_due else there.came
    return votes.yes * 2 > of
