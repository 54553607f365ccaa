"""Before and after a remedy: a ratio of rates with its exact interval, and what may be said of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, lgamma, log

from fengqiao.inspections.terms import Effect

MONTH = 30  # days; both sides are counted in days, so that a short month is none
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Span:
    """Days that are counted, both included; none where `days` is 0."""

    first: date
    days: int

    @property
    def last(self) -> date:
        """The last day."""
        return self.first + timedelta(days=self.days - 1)


@dataclass(frozen=True, slots=True)
class Compared:
    """What was counted before and after, a month's rate of each, their ratio with its interval (None: not to be had)."""

    effect: Effect
    before: int
    after: int
    before_span: Span
    after_span: Span
    ratio: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def before_rate(self) -> float:
        """How many a month of 30 days before."""
        return MONTH * self.before / self.before_span.days

    @property
    def after_rate(self) -> float:
        """How many a month of 30 days after, 0 where no day has passed."""
        return MONTH * self.after / self.after_span.days if self.after_span.days else 0.0


def spans(remedied: date, today: date, months: int) -> tuple[Span, Span]:
    """Return the days before a remedy and those after it up to yesterday; the day itself belongs to neither."""
    most = months * MONTH
    after = max(0, min(most, (today - remedied).days - 1))
    return Span(remedied - timedelta(days=most), most), Span(remedied + timedelta(days=1), after)


def compared(before: int, after: int, spans: tuple[Span, Span], *, early_days: int, few: int) -> Compared:
    """Return what the counts of two spans come to.

    Given the sum, the later count is binomial with p = ra/(ra + b) (r the ratio of rates, a and b the days after and
    before); the interval is that of Clopper and Pearson (1934) for p, turned into one for r = p/(1 - p) · b/a
    (Przyborowski and Wilenski 1940). Nothing is said of too short a time or too few.
    """
    one, two = spans
    if two.days < early_days:
        return Compared(Effect.EARLY, before, after, one, two)
    scale = one.days / two.days
    low, high = interval(after, before + after)
    ratio = after / before * scale if before else None
    edges = _odds(low) * scale, (_odds(high) * scale if high < 1 else None)
    if before + after < few:
        effect = Effect.FEW
    elif edges[1] is not None and edges[1] < 1:
        effect = Effect.LESS
    else:
        effect = Effect.MORE if edges[0] > 1 else Effect.UNCLEAR
    return Compared(effect, before, after, one, two, ratio, *edges)


def _odds(p: float) -> float:
    return p / (1 - p)


def interval(hits: int, of: int, level: float = LEVEL) -> tuple[float, float]:
    """Return the exact interval of Clopper and Pearson for a share; (0, 1) for a share of nothing."""
    tail = (1 - level) / 2
    low = 0.0 if hits == 0 else _where(lambda p: 1 - _at_most(hits - 1, of, p), tail)
    high = 1.0 if hits == of else _where(lambda p: -_at_most(hits, of, p), -tail)
    return low, high


def _where(rising: Callable[[float], float], target: float) -> float:
    """Where a function that rises between 0 and 1 meets its target, by halving."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < target else (low, middle)
    return (low + high) / 2


def _at_most(hits: int, of: int, p: float) -> float:
    """The chance of at most so many hits in `of` trials."""
    if p <= 0 or hits >= of:
        return 1.0
    if p >= 1:
        return 0.0
    whole = lgamma(of + 1)
    return sum(
        exp(whole - lgamma(k + 1) - lgamma(of - k + 1) + k * log(p) + (of - k) * log(1 - p)) for k in range(hits + 1)
    )
