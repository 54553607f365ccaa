"""How far a practical matter is, and what may be done to it: pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fengqiao.kit.problems import Problem
from fengqiao.practical.terms import ItemState, StoneState

MOST_STONES, TITLE, WORDS = 12, 120, 1000


@dataclass(frozen=True, slots=True)
class Stone:
    """A milestone as the rules see it."""

    due: date
    state: StoneState


@dataclass(frozen=True, slots=True)
class Course:
    """How far a matter is: milestones verified of all, how many are overdue, the next date."""

    passed: int
    total: int
    late: int
    next_due: date | None

    @property
    def share(self) -> int:
        """In percent of the milestones that another has verified."""
        return 100 * self.passed // self.total if self.total else 0

    @property
    def whole(self) -> bool:
        """Whether every milestone is verified."""
        return bool(self.total) and self.passed == self.total


def course_of(stones: Sequence[Stone], today: date) -> Course:
    """Return how far a matter with these milestones is on a day; what was reported in time and waits is not overdue."""
    waiting = [stone.due for stone in stones if stone.state is StoneState.OPEN]
    passed = sum(stone.state is StoneState.PASSED for stone in stones)
    return Course(passed, len(stones), sum(due < today for due in waiting), min(waiting, default=None))


def why_not_plan(title: str, year: int, stones: Sequence[tuple[str, date]], today: date) -> Problem | None:
    """Return why such a matter cannot stand in a list, or None."""
    if not title:
        return Problem("practical-title", "请写实事项目的名称。")
    if len(title) > TITLE:
        return Problem("text-long", "文字超过 {limit} 个字，请精简。", limit=TITLE)
    if not today.year - 1 <= year <= today.year + 1:
        return Problem("practical-year", "清单的年度只能是去年、今年或明年。")
    if not 1 <= len(stones) <= MOST_STONES:
        return Problem("practical-stones", "请定 1 到 {most} 个节点，每个写完成什么、哪天前完成。", most=MOST_STONES)
    return next(filter(None, (why_not_stone(name, due, year) for name, due in stones)), None)


def why_not_stone(title: str, due: date, year: int) -> Problem | None:
    """Return why a milestone is none, or None."""
    if not title:
        return Problem("practical-stone", "节点要写完成什么。")
    if len(title) > TITLE:
        return Problem("text-long", "文字超过 {limit} 个字，请精简。", limit=TITLE)
    if not date(year, 1, 1) <= due <= date(year + 1, 3, 31):
        return Problem("practical-due", "节点要定在清单的年度里，最迟到次年三月。")
    return None


def why_not_report(item: ItemState, stone: StoneState) -> Problem | None:
    """Return why a milestone cannot be reported as done, or None."""
    if item is not ItemState.GOING:
        return Problem("practical-over", "这项实事已经办成或者已经取消。")
    if stone is not StoneState.OPEN:
        return Problem("practical-reported", "这个节点已经报过完成。")
    return None


def why_not_check(item: ItemState, stone: StoneState, reporter: UUID | None, checker: UUID) -> Problem | None:
    """Return why somebody cannot verify a milestone: whoever reported it never does."""
    if item is not ItemState.GOING:
        return Problem("practical-over", "这项实事已经办成或者已经取消。")
    if stone is not StoneState.REPORTED:
        return Problem("practical-unreported", "这个节点还没有报完成。")
    if reporter == checker:
        return Problem("practical-own", "自己报的完成由别人核实。")
    return None


def months_of(dates: Iterable[date], year: int) -> list[date]:
    """Return the first days of the months that a picture of these dates shows: the year, and longer where a date is later."""
    last = max((*dates, date(year, 12, 31)))
    count = (last.year - year) * 12 + last.month
    return [date(year + number // 12, number % 12 + 1, 1) for number in range(count)]
