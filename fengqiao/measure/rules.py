"""What is asked of an engine and what it answers; the last steps of arithmetic, which are the same for every engine."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from fengqiao.catalogue.measure import Measure, What
from fengqiao.kit.problems import Problem
from fengqiao.kit.tables import Range

EARLIEST, LATEST = 1990, 9000


@dataclass(frozen=True, slots=True)
class Period:
    """Local days, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first or not EARLIEST <= self.first.year <= self.last.year <= LATEST:
            raise Problem("period-wrong", "期间的结束日期不能早于开始日期。")

    def moments(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """Return the first moment of the period and the first one after it."""
        begins, ends = (datetime.combine(day, time.min, zone) for day in (self.first, self.last + timedelta(days=1)))
        return begins, ends


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose events count: those of some units, and those in some areas besides; `units` None: everybody's."""

    units: frozenset[UUID] | None = None
    areas: frozenset[UUID] = frozenset()


EVERYTHING = Scope()


@dataclass(frozen=True, slots=True)
class Question:
    """What an engine is asked.

    `spine`: the units or areas (as the measure counts) that a count by test looks at, so that one without any event has the number 0.
    """

    measure: Measure
    period: Period
    scope: Scope = EVERYTHING
    spine: frozenset[UUID] = frozenset()


Number = int | Decimal


@dataclass(frozen=True, slots=True)
class Figure:
    """A value: a number, a moment, or None where there is no data. Of a share `part` and `whole` are the counts."""

    measure: Measure
    value: Number | Fraction | datetime | None
    part: Number | None = None
    whole: Number | None = None

    @property
    def number(self) -> Fraction | None:
        """The value as an exact number, where it is one."""
        return None if self.value is None or isinstance(self.value, datetime) else Fraction(self.value)


def share(measure: Measure, part: Number, whole: Number) -> Figure:
    """Return one count as a share of another, exactly; of nothing there is no share."""
    return Figure(measure, Fraction(part) / Fraction(whole) if whole else None, part, whole)


def days_between(last: datetime | None, day: date, zone: tzinfo) -> int | None:
    """Return the local days from a moment to a day; None where there is no moment."""
    return None if last is None else (day - last.astimezone(zone).date()).days


def summed(groups: Iterable[tuple[object, int]]) -> Number:
    """Return the exact sum of a number that occurs so and so many times each: whole numbers, or decimals as texts."""
    total = Decimal(0)
    for value, count in groups:
        if value is not None:
            total += Decimal(str(value)) * count
    return int(total) if total == total.to_integral_value() else total


def passing(counts: Mapping[UUID, int], spine: Collection[UUID], test: Range) -> frozenset[UUID]:
    """Return those whose count lies within a range; who is in the spine and has no event counts 0."""
    everybody = {**dict.fromkeys(spine, 0), **counts}
    return frozenset(each for each, count in everybody.items() if within(count, test))


def within(number: float | Decimal, test: Range) -> bool:
    """Say whether a number lies within a range (`least` and `most` included)."""
    return (test.least is None or number >= test.least) and (test.most is None or number <= test.most)


def nowhere(measure: Measure) -> bool:
    """Say whether a measure counts that of which there is no event: no unit has recorded it."""
    return measure.test is not None and within(0, measure.test)


def no_data(measure: Measure) -> Figure:
    """Return the figure where nothing was recorded: 0 for a count, none for a moment."""
    return Figure(measure, None if measure.what in {What.FIRST, What.LAST, What.DAYS_SINCE, What.SHARE} else 0)
