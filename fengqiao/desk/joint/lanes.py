"""The picture of an incident: a lane a party, on one axis of time. Places are percentages, so that it fits any width."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from fengqiao.incidents.queries import Sheet, Standing
from fengqiao.incidents.terms import STEPS, JointStep

EVERY = (1, 2, 5, 10, 15, 30, 60, 120, 240, 720, 1440)  # minutes between two ticks
MOST_TICKS = 6


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of a lane between two steps."""

    step: str
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A step as a mark on a lane; `x` in percent."""

    step: str
    x: str


@dataclass(frozen=True, slots=True)
class Lane:
    """A party's lane; `limit` is where its time to arrive runs out, empty where there is none."""

    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    limit: str


@dataclass(frozen=True, slots=True)
class Picture:
    """All lanes and the ticks of the axis (place, words)."""

    ticks: tuple[tuple[str, str], ...]
    lanes: tuple[Lane, ...]
    told: str


class Axis:
    """Moments as percentages between the telling and now, or the end."""

    def __init__(self, begins: datetime, ends: datetime) -> None:
        self.begins, self.ends = begins, max(ends, begins + timedelta(minutes=5))

    def at(self, moment: datetime) -> float:
        """Return where a moment stands, within the picture (a little room is left at both ends)."""
        share = (moment - self.begins) / (self.ends - self.begins)
        return round(2 + 96 * min(max(share, 0.0), 1.0), 2)

    def ticks(self) -> tuple[tuple[str, str], ...]:
        """Return round moments of the clock, at most six."""
        minutes = (self.ends - self.begins) / timedelta(minutes=1)
        every = next((each for each in EVERY if minutes / each <= MOST_TICKS), EVERY[-1])
        local = timezone.localtime(self.begins)
        first = local.replace(minute=0, second=0, microsecond=0)
        while first < local:
            first += timedelta(minutes=every)
        found: list[tuple[str, str]] = []
        while first <= self.ends and len(found) <= MOST_TICKS:
            found.append((percent(self.at(first)), f"{timezone.localtime(first):%H:%M}"))
            first += timedelta(minutes=every)
        return tuple(found)


def percent(number: float) -> str:
    """Return a number as SVG wants it, whatever the language of the page."""
    return f"{number:.2f}%"


def picture(sheet: Sheet, now: datetime) -> Picture:
    """Return the lanes of an incident as it stands."""
    row = sheet.incident
    ends = row.ended_at or now
    axis = Axis(row.told_at, ends)
    lanes = tuple(_lane(each, axis, ends, row.limit_minutes) for each in sheet.parties)
    return Picture(axis.ticks(), lanes, percent(axis.at(row.told_at)))


def _lane(each: Standing, axis: Axis, ends: datetime, limit: int | None) -> Lane:
    taken = [(step, each.moments.at[step]) for step in STEPS if step in each.moments.at]
    over = each.moments.stood_down_at or each.moments.at.get(JointStep.DONE) or ends
    bars = []
    for place, (step, moment) in enumerate(taken):
        until = taken[place + 1][1] if place + 1 < len(taken) else over
        if step is not JointStep.DONE and until > moment:
            left, right = axis.at(moment), axis.at(until)
            bars.append(Bar(step.value, percent(left), percent(max(right - left, 0.3))))
    marks = [Mark(step.value, percent(axis.at(moment))) for step, moment in taken]
    if each.moments.stood_down_at:
        marks.append(Mark("gone", percent(axis.at(each.moments.stood_down_at))))
    due = each.party.told_at + timedelta(minutes=limit) if limit and not each.leads else None
    return Lane(tuple(bars), tuple(marks), percent(axis.at(due)) if due and due <= axis.ends else "")
