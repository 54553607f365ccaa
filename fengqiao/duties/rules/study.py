"""Hours of study: what somebody has studied in a year by form, what the rule asks, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Studied:
    """One time that somebody studied."""

    form: str
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Hours:
    """What somebody has studied: minutes by form; `asked`: minutes that the rule asks for in the year."""

    by_form: dict[str, int] = field(default_factory=dict)
    asked: int = 0

    @property
    def total(self) -> int:
        """All minutes."""
        return sum(self.by_form.values())

    @property
    def missing(self) -> int:
        """The minutes that are missing, never less than none."""
        return max(0, self.asked - self.total)

    @property
    def share(self) -> int:
        """How much of what is asked is done, in whole percent, at most 100."""
        return 100 if self.asked <= 0 else min(100, self.total * 100 // self.asked)


def hours(times: Iterable[Studied], asked_hours: int, added: Mapping[str, int] | None = None) -> Hours:
    """Return the sums of what somebody has studied; two times that overlap count the time that passed once.

    `added`: minutes by form besides. Overlapping minutes belong to the form of the one that began first.
    """
    found: dict[str, int] = {}
    until: datetime | None = None
    for each in sorted(times, key=lambda one: (one.starts, one.ends)):
        begins = each.starts if until is None else max(each.starts, until)
        if each.ends > begins:
            found[each.form] = found.get(each.form, 0) + int((each.ends - begins).total_seconds() // 60)
            until = each.ends
    for form, minutes in (added or {}).items():
        found[form] = found.get(form, 0) + minutes
    return Hours(found, asked_hours * 60)
