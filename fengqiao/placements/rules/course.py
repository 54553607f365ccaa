"""What a placement allows: its term, its words, what is asked of it and when it is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from fengqiao.catalogue.placement import PlacementKind
from fengqiao.kit.privacy import find_private
from fengqiao.kit.problems import Problem
from fengqiao.placements.terms import PlacementState

SENDER, TASKS, WORDS, NOTE = 40, 200, 2000, 100
BACK, AHEAD, MONTH = 31, 366, 30
MOST_TIMES, MOST_MINUTES = 99, 24 * 60
TOGETHER = 31  # days between two placements of one stay at most

NEXT = {
    PlacementState.SET: frozenset({PlacementState.RUNS, PlacementState.OFF}),
    PlacementState.RUNS: frozenset({PlacementState.OVER}),
    PlacementState.OVER: frozenset({PlacementState.CLOSED}),
    PlacementState.CLOSED: frozenset[PlacementState](),
    PlacementState.OFF: frozenset[PlacementState](),
}


@dataclass(frozen=True, slots=True)
class Term:
    """A first and a last day."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it holds, both ends included."""
        return (self.last - self.first).days + 1

    def months(self, year: int) -> tuple[bool, ...]:
        """Say of each of the twelve months of a year whether it has days of the term."""
        starts = [date(year + n // 12, n % 12 + 1, 1) for n in range(13)]
        return tuple(self.first < after and self.last >= begins for begins, after in pairwise(starts))


def why_not_term(term: Term, today: date, most_days: int) -> Problem | None:
    """Return why a new term cannot be, or None."""
    if term.last < term.first or term.last < today:
        return Problem("placement-term", "止期不早于起期，也不早于今天。")
    if not today - timedelta(days=BACK) <= term.first <= today + timedelta(days=AHEAD):
        return Problem("placement-first", "起期不早于一个月以前，也不晚于一年以后。")
    return _too_long(term, most_days)


def why_not_longer(term: Term, today: date, most_days: int) -> Problem | None:
    """Return why a running or coming term cannot get this last day, or None."""
    if term.last < max(term.first, today):
        return Problem("placement-term", "止期不早于起期，也不早于今天。")
    return _too_long(term, most_days)


def _too_long(term: Term, most_days: int) -> Problem | None:
    if term.days > most_days:
        return Problem("placement-long", "这一种连延长最长 {most} 天。", most=most_days)
    return None


def why_not_worded(text: str, most: int, *, needed: bool = True) -> Problem | None:
    """Return why words do not do, or None: some where they are needed, not too many, nobody's telephone or document in them."""
    if needed and not text:
        return Problem("placement-words", "请写清楚：要做什么，或者做了什么。")
    if len(text) > most:
        return Problem("text-long", "文字超过 {limit} 个字，请精简。", limit=most)
    return Problem("placement-private", "这里不写群众的姓名、电话、住址。") if find_private(text) else None


def why_not_entered(term: Term, day: date, today: date, times: int, minutes: int) -> Problem | None:
    """Return why an entry cannot be, or None: a day of the term that is not ahead, and numbers that somebody can have done in a day."""
    if not term.first <= day <= min(term.last, today):
        return Problem("placement-day", "日期要在期限以内，不能晚于今天。")
    if not 1 <= times <= MOST_TIMES or not 0 <= minutes <= MOST_MINUTES:
        return Problem("placement-numbers", "次数是 1 到 99，分钟数不超过一天。")
    return None


def why_not_closed(state: PlacementState, *, summed: bool, worded: bool, early: bool) -> Problem | None:
    """Return why a placement cannot be closed, or None: its end, its own summary (not of who left early) and the mentor's word."""
    if state is not PlacementState.OVER:
        return Problem("placement-not-over", "期满或者提前结束以后才能办结。")
    if not worded:
        return Problem("placement-unworded", "还缺带教人的评语。")
    if not summed and not early:
        return Problem("placement-unsummed", "还缺本人的小结。")
    return None


def is_soon(last: date, today: date, days: int) -> bool:
    """Say whether a term ends within some days."""
    return today <= last <= today + timedelta(days=days)


def goes_on(earlier: Term, first: date, *, moved: bool) -> bool:
    """Say whether a placement from a day on is the next part of a stay whose earlier part ended because it went on elsewhere."""
    return moved and timedelta() <= first - earlier.last <= timedelta(days=TOGETHER)


@dataclass(frozen=True, slots=True)
class Done:
    """What was done over a term: entries, times by what it was, minutes of study, activities to which they came."""

    entries: int
    times: dict[str, int]
    study_minutes: int
    activities: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What a kind asks, and what is there: entries so far by the month, minutes of study over the term."""

    entries: int
    entries_asked: int
    study_minutes: int
    study_asked: int

    @property
    def lacking(self) -> bool:
        """Whether anything is missing."""
        return self.entries < self.entries_asked or self.study_minutes < self.study_asked


def asked(kind: PlacementKind | None, term: Term, done: Done, today: date) -> Asked:
    """Return what is asked by a day: entries for each whole month (30 days) that has passed, the hours of study when the term is over."""
    if kind is None:
        return Asked(done.entries, 0, done.study_minutes, 0)
    passed = max(0, (min(today, term.last) - term.first).days + 1) // MONTH
    over = today > term.last
    return Asked(done.entries, kind.records * passed, done.study_minutes, kind.hours * 60 if over else 0)
