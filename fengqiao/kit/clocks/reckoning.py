"""Clocks (时限): a deadline as a pure function of a limit, an event list and the working calendar, with its reasons.

Counting follows 民法典第二百零一条至第二百零三条: by days, the day of the start is not counted; by hours, time runs
from the start; the last day ends when business ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from fengqiao.kit.clocks.limits import (
    LONGEST,
    STEP_OF,
    TRANSITIONS,
    Changed,
    ClockState,
    ClockUnit,
    Event,
    Extended,
    Limit,
    Paused,
    Started,
    StepKind,
    Stopped,
)
from fengqiao.kit.clocks.shifts import by_shifts, running
from fengqiao.kit.clocks.steps import Pause, Step, in_order
from fengqiao.kit.problems import Problem
from fengqiao.kit.workcalendar import WorkCalendar


@dataclass(frozen=True, slots=True)
class Deadline:
    """A clock as reckoned from its events; times are in the zone asked for, None where the thing has not happened.

    While the clock is paused, `due_at` is the earliest that can still come: as if it went on where it was paused.
    `pause_ends`: of a paused clock with a ceiling, when the pause ends by itself. `warnings`: shares of the running
    time and the moments at which they are used up. `limit`: what holds, after a change. `kept` says of a stopped clock whether it was in time. `provisional` (暂定): a day not announced had a part in it.
    """

    state: ClockState
    started_at: datetime | None = None
    due_at: datetime | None = None
    soon_at: datetime | None = None
    paused_at: datetime | None = None
    stopped_at: datetime | None = None
    provisional: bool = False
    kept: bool | None = None
    pause_ends: datetime | None = None
    warnings: tuple[tuple[float, datetime], ...] = ()
    limit: Limit | None = None
    pauses: tuple[Pause, ...] = ()
    added: int = 0
    steps: tuple[Step, ...] = ()

    def late_by(self, now: datetime) -> timedelta:
        """Return how far past due the clock is at `now`, never less than zero; a pause and the stop hold it still."""
        if self.due_at is None:
            return timedelta(0)
        until = self.stopped_at or self.paused_at or now
        return max(timedelta(0), until.astimezone(UTC) - self.due_at.astimezone(UTC))


@dataclass(frozen=True, slots=True)
class _History:
    """An event list read: UTC times, units added, and the pauses that ended (the stop ends one too)."""

    state: ClockState
    started: datetime
    paused: datetime | None
    stopped: datetime | None
    added: int
    pauses: tuple[Pause, ...]
    limit: Limit
    pause_left: timedelta | None

    def pause_at(self, moment: datetime) -> str | None:
        """The reason of the pause in which `moment` lies, from its beginning up to but without its end."""
        return next((reason for begin, end, reason in self.pauses if begin <= moment < end), None)


def deadline(limit: Limit, events: Sequence[Event], calendar: WorkCalendar, zone: tzinfo) -> Deadline:
    """Return the deadline of a clock with its state and every step that led there.

    Minutes and hours count elapsed time without the pauses. Days and workdays count whole days from the day after
    the start; a day at whose end the clock is paused is not counted; the last one ends at `limit.day_ends`. A pause
    that begins after the deadline changes nothing. Reckoning again with another calendar is calling this again.
    Refuses (Problem) events in an order that cannot be, going back in time, or adding up to more than a century.
    """
    history = _read(limit, events)
    if history is None:
        return Deadline(ClockState.IDLE)
    limit = history.limit
    total = limit.amount + history.added
    if total > LONGEST[limit.unit]:
        raise Problem("clock_too_long", "时限过长：{amount}{unit}", amount=total, unit=limit.unit.label)
    moments = [_moment(event, limit, zone) for event in events]
    if limit.unit is ClockUnit.WORKHOUR:
        due, days = by_shifts(limit.shifts, total, history.started, history.pauses, calendar=calendar, zone=zone)
    elif limit.day_ends is not None and limit.by_days:
        due, days = _by_days(limit, limit.day_ends, total, history, calendar=calendar, zone=zone)
    else:
        due, days = _by_time(limit, total, history).astimezone(zone), []
    end = Step(StepKind.DUE, due.date(), "到期", limit.source, at=due, number=total)
    steps = in_order([*moments, *days, end], _days_stand_at(limit, due))
    due_utc = due.astimezone(UTC)
    soon = max(history.started, due_utc - timedelta(hours=limit.soon_hours))
    return Deadline(
        state=history.state,
        started_at=history.started.astimezone(zone),
        due_at=due,
        soon_at=soon.astimezone(zone),
        paused_at=history.paused and history.paused.astimezone(zone),
        stopped_at=history.stopped and history.stopped.astimezone(zone),
        provisional=any(step.provisional for step in steps),
        kept=None if history.stopped is None else history.stopped <= due_utc,
        pause_ends=_pause_ends(history, zone),
        warnings=tuple(_warnings(limit, history, due_utc, zone)),
        limit=limit,
        pauses=history.pauses,
        added=history.added,
        steps=steps,
    )


def _days_stand_at(limit: Limit, due: datetime) -> time:
    """Where in its day a day's step stands: at its end; with shifts no later than the clock itself may be due."""
    if limit.unit is ClockUnit.WORKHOUR:
        return due.time()
    return limit.day_ends or time.max


def _pause_ends(history: _History, zone: tzinfo) -> datetime | None:
    """When the pause that is on ends by itself."""
    if history.paused is None or history.pause_left is None:
        return None
    return (history.paused + history.pause_left).astimezone(zone)


def _warnings(limit: Limit, history: _History, due: datetime, zone: tzinfo) -> list[tuple[float, datetime]]:
    """The moments at which shares of the running time between start and due are used up."""
    pauses = [(begin, min(end, due)) for begin, end, _ in history.pauses if begin < due]
    whole = due - history.started - sum((end - begin for begin, end in pauses), timedelta(0))
    return [
        (share, running(history.started, whole * share, history.pauses).astimezone(zone))
        for share in sorted(limit.warn_at)
    ]


def _changed(limit: Limit, event: Changed, added: int) -> Limit:
    """The limit after a change of rule; refuses another unit once extensions were granted in the old one."""
    unit = next((each for each in ClockUnit if each.value == event.unit), None)
    if unit is None or (added and unit is not limit.unit):
        raise Problem("clock_change", "已延长过的时限不能改换计时单位：{unit}", unit=event.unit)
    day_ends = time.fromisoformat(event.day_ends) if event.day_ends else limit.day_ends
    return replace(limit, amount=event.amount, unit=unit, source=event.source, day_ends=day_ends)


def _read(limit: Limit, events: Sequence[Event]) -> _History | None:
    """Read the events by the transition table; None where there are none.

    A pause counts up to the ceiling of the limit that the clock began with; what is beyond has run.
    """
    state = ClockState.IDLE
    started = paused = stopped = last = None
    why, added = "", 0
    pauses: list[Pause] = []
    left = timedelta(days=limit.pause_days) if limit.pause_days else None
    for event in events:
        at = event.at.astimezone(UTC)
        following = TRANSITIONS.get((state, type(event)))
        if following is None:
            step = STEP_OF[type(event)]
            raise Problem("clock_sequence", "时限{state}，不能再{event}", state=state.label, event=step.label)
        if last is not None and at < last:
            raise Problem("clock_backwards", "时限事件的时间早于前一事件：{at}", at=event.at)
        if isinstance(event, Started):
            started = at
        elif isinstance(event, Paused):
            paused, why = at, event.reason
        elif isinstance(event, Extended):
            added += event.amount
        elif isinstance(event, Changed):
            limit = _changed(limit, event, added)
        elif isinstance(event, Stopped):
            stopped = at
        if paused is not None and following is not ClockState.PAUSED:
            end = at if left is None else min(at, paused + left)
            left = None if left is None else left - (end - paused)
            pauses.append((paused, end, why))
            paused = None
        state, last = following, at
    if started is None:
        return None
    return _History(state, started, paused, stopped, added, tuple(pauses), limit, left)


def _moment(event: Event, limit: Limit, zone: tzinfo) -> Step:
    """The step that says that an event happened."""
    at = event.at.astimezone(zone)
    day = at.date()
    if isinstance(event, Started):
        reason = "开始的当日不计入" if limit.by_days else "自起算时刻计算"
        return Step(StepKind.STARTED, day, reason, limit.source, at=at)
    if isinstance(event, Extended):
        return Step(StepKind.EXTENDED, day, event.reason, at=at, number=event.amount, approver=event.approver)
    if isinstance(event, Changed):
        return Step(StepKind.CHANGED, day, event.source, event.source, at=at, number=event.amount)
    return Step(STEP_OF[type(event)], day, event.reason if isinstance(event, Paused) else "", at=at)


def _by_time(limit: Limit, total: int, history: _History) -> datetime:
    """The moment (UTC) after so many minutes or hours of running time."""
    left = timedelta(minutes=total) if limit.unit is ClockUnit.MINUTE else timedelta(hours=total)
    return running(history.started, left, history.pauses)


def _by_days(
    limit: Limit, day_ends: time, total: int, history: _History, *, calendar: WorkCalendar, zone: tzinfo
) -> tuple[datetime, list[Step]]:
    """The end of the last day counted, and a step for each day looked at."""
    by_workdays = limit.unit is ClockUnit.WORKDAY
    steps: list[Step] = []
    day, counted, done = history.started.astimezone(zone).date(), 0, False
    pauses_end = history.pauses[-1][1].astimezone(zone).date() if history.pauses else date.min
    while not done:
        day += timedelta(days=1)
        fact = calendar.fact(day)
        reason, number = fact.reason, 0
        if by_workdays and not fact.working:
            kind = StepKind.SKIPPED
        elif day <= pauses_end and (held := history.pause_at(datetime.combine(day, day_ends, zone))) is not None:
            kind, reason = StepKind.HELD, held
        elif counted < total:
            kind = StepKind.COUNTED
            number = counted = counted + 1
            done = counted == total and (fact.working or not limit.move_off_days)
        else:
            kind = StepKind.MOVED if fact.working else StepKind.SKIPPED
            done = fact.working
        asked = by_workdays or (limit.move_off_days and counted == total)  # else the calendar has no say
        source = fact.source if asked and kind is not StepKind.HELD else ""
        steps.append(Step(kind, day, reason, source, fact.provisional and asked, number=number))
    return datetime.combine(day, day_ends, zone), steps
