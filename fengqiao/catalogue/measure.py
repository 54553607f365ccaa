"""Measures: what is counted in the ledger, in a small closed language. Plain data; the room `measure` computes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from fengqiao.catalogue.named import Named
from fengqiao.kit.tables import Codes, Range


class What(StrEnum):
    """What a measure gives: a count of something distinct, a sum, a moment, days, or one count as a share of another."""

    EVENTS = "events"
    SUBJECTS = "subjects"
    STAFF = "staff"
    UNITS = "units"
    AREAS = "areas"
    SUM = "sum"
    FIRST = "first"
    LAST = "last"
    DAYS_SINCE = "days_since"
    SHARE = "share"


DISTINCT = frozenset({What.SUBJECTS, What.STAFF, What.UNITS, What.AREAS})


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Events of these kinds whose codes and numbers are as wanted; an event without a number is outside of its range."""

    events: tuple[str, ...]
    codes: Mapping[str, Codes] = field(default_factory=dict)
    numbers: Mapping[str, Range] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Companion:
    """Another event about the same subject, up to the end of the period.

    `within_minutes`: no more than so long after the counted event, and not before it; None: at any time.
    """

    filter: EventFilter
    within_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Measure(Named):
    """One definition of a figure.

    Of the events in the period that pass `filter`, those count whose subject has an event for each of `also` and none
    for any of `unless`, and which no later event of a kind in `undone_by` about the same subject has taken back; what took
    back counts no more where a later event of a kind in `restored_by` followed it.
    `test`: of what is counted (subjects, staff, units, areas) only those with so many events. `of`: the number summed.
    A share names two measures: `part` and `whole`.
    """

    about: str
    about_en: str
    what: What
    word: str
    word_en: str
    filter: EventFilter
    of: str = ""
    also: tuple[Companion, ...] = ()
    unless: tuple[Companion, ...] = ()
    undone_by: tuple[str, ...] = ()
    restored_by: tuple[str, ...] = ()
    test: Range | None = None
    part: str = ""
    whole: str = ""
