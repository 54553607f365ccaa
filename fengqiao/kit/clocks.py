"""Clocks (时限): a deadline as a pure function of a limit, an event list and the working calendar, with its reasons.

Counting follows 民法典第二百零一条至第二百零三条: by days, the day of the start is not counted; by hours, time runs
from the start; the last day ends when business ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Self

from fengqiao.kit.problems import Problem
from fengqiao.kit.workcalendar import WorkCalendar


class _Term(StrEnum):
    """A code with its Chinese word, `label`."""

    label: str

    def __new__(cls, code: str, label: str = "") -> Self:
        term = str.__new__(cls, code)
        term._value_ = code
        term.label = label
        return term


class ClockUnit(_Term):
    """What a limit is counted in; minutes and hours run day and night."""

    MINUTE = "minute", "分钟"
    HOUR = "hour", "小时"
    DAY = "day", "日"
    WORKDAY = "workday", "工作日"


class ClockState(_Term):
    """Where a clock stands; a stopped one never runs again (a matter that is reopened starts another)."""

    IDLE = "idle", "未起算"
    RUNNING = "running", "计时中"
    PAUSED = "paused", "已暂停"
    STOPPED = "stopped", "已停止"


class StepKind(_Term):
    """What one step of the answer to “why this date?” says; held is a day not counted because the clock was paused."""

    STARTED = "started", "起算"
    COUNTED = "counted", "计入"
    SKIPPED = "skipped", "不计"
    HELD = "held", "暂停不计"
    PAUSED = "paused", "暂停"
    RESUMED = "resumed", "恢复"
    EXTENDED = "extended", "延长"
    MOVED = "moved", "顺延"
    DUE = "due", "到期"
    STOPPED = "stopped", "停止"


@dataclass(frozen=True, slots=True)
class _Moment:
    """Something that happened to a clock at an aware time."""

    at: datetime

    def __post_init__(self) -> None:
        if self.at.utcoffset() is None:
            raise Problem("clock_naive_time", "时限事件的时间须带时区：{at}", at=self.at)


@dataclass(frozen=True, slots=True)
class Started(_Moment):
    """The clock began."""


@dataclass(frozen=True, slots=True)
class Paused(_Moment):
    """The clock was held, for a reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class Resumed(_Moment):
    """The clock went on."""


@dataclass(frozen=True, slots=True)
class Extended(_Moment):
    """The limit grew by `amount` of its own unit; refuses less than one."""

    amount: int
    approver: str
    reason: str

    def __post_init__(self) -> None:
        _Moment.__post_init__(self)
        if self.amount < 1:
            raise Problem("clock_extension", "延长的时限至少为1，不能是{amount}", amount=self.amount)


@dataclass(frozen=True, slots=True)
class Stopped(_Moment):
    """What the limit asked for was done."""


Event = Started | Paused | Resumed | Extended | Stopped

TRANSITIONS: Mapping[tuple[ClockState, type[Event]], ClockState] = {
    (ClockState.IDLE, Started): ClockState.RUNNING,
    (ClockState.RUNNING, Paused): ClockState.PAUSED,
    (ClockState.RUNNING, Extended): ClockState.RUNNING,
    (ClockState.RUNNING, Stopped): ClockState.STOPPED,
    (ClockState.PAUSED, Resumed): ClockState.RUNNING,
    (ClockState.PAUSED, Extended): ClockState.PAUSED,
    (ClockState.PAUSED, Stopped): ClockState.STOPPED,
}

_STEP_OF: Mapping[type[Event], StepKind] = {
    Started: StepKind.STARTED,
    Paused: StepKind.PAUSED,
    Resumed: StepKind.RESUMED,
    Extended: StepKind.EXTENDED,
    Stopped: StepKind.STOPPED,
}
_EVENT_OF = {kind.value: event for event, kind in _STEP_OF.items()}
_FIELDS: Mapping[type[Event], Mapping[str, type]] = {
    Started: {},
    Paused: {"reason": str},
    Resumed: {},
    Extended: {"amount": int, "approver": str, "reason": str},
    Stopped: {},
}
# A century in each unit: a longer limit is a slip of the pen and would be walked day by day.
_LONGEST = {ClockUnit.MINUTE: 52_704_000, ClockUnit.HOUR: 878_400, ClockUnit.DAY: 36_600, ClockUnit.WORKDAY: 36_600}
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """How long something may take: `amount` of `unit`, and by what source (依据).

    `soon_hours`: natural hours before the deadline from which it is soon. `day_ends`: local time at which the last
    day ends (day and workday need it). `move_off_days`: a last day that is not worked moves to the next working
    day (顺延，民法典第二百零三条); it matters for days only, as the last workday is always worked.
    """

    amount: int
    unit: ClockUnit
    soon_hours: float
    source: str
    day_ends: time | None = None
    move_off_days: bool = False

    def __post_init__(self) -> None:
        if self.amount < 1:
            raise Problem("limit_amount", "时限至少为1，不能是{amount}", amount=self.amount)
        if not 0 <= self.soon_hours <= _LONGEST[ClockUnit.HOUR]:
            raise Problem("limit_soon", "临期提醒的小时数不成立：{hours}", hours=self.soon_hours)
        if self.by_days and self.day_ends is None:
            raise Problem("limit_day_ends", "按日计的时限须写明每日截止时刻")

    @property
    def by_days(self) -> bool:
        """Whether whole days are counted."""
        return self.unit in {ClockUnit.DAY, ClockUnit.WORKDAY}


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the answer to “why this date?”: a day that was looked at, or a moment (`at` is set).

    `reason` and `source` come from the calendar, the event or the limit. `number`: of a counted day which one it is,
    of an extension the units added, of the end the units in all. `approver` of an extension.
    """

    kind: StepKind
    day: date
    reason: str
    source: str = ""
    provisional: bool = False
    at: datetime | None = None
    number: int = 0
    approver: str = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A clock as reckoned from its events; times are in the zone asked for, None where the thing has not happened.

    While the clock is paused, `due_at` is the earliest that can still come: as if it went on where it was paused.
    `kept` says of a stopped clock whether it was in time. `provisional` (暂定): a day not announced had a part in it.
    """

    state: ClockState
    started_at: datetime | None = None
    due_at: datetime | None = None
    soon_at: datetime | None = None
    paused_at: datetime | None = None
    stopped_at: datetime | None = None
    provisional: bool = False
    kept: bool | None = None
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
    pauses: tuple[tuple[datetime, datetime, str], ...]

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
    history = _read(events)
    if history is None:
        return Deadline(ClockState.IDLE)
    total = limit.amount + history.added
    if total > _LONGEST[limit.unit]:
        raise Problem("clock_too_long", "时限过长：{amount}{unit}", amount=total, unit=limit.unit.label)
    moments = [_moment(event, limit, zone) for event in events]
    if limit.day_ends is not None and limit.by_days:
        due, days = _by_days(limit, limit.day_ends, total, history, calendar=calendar, zone=zone)
    else:
        due, days = _by_time(limit, total, history).astimezone(zone), []
    end = Step(StepKind.DUE, due.date(), "到期", limit.source, at=due, number=total)
    steps = _in_order([*moments, *days, end], limit.day_ends or time.max)
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
        steps=steps,
    )


def events_to_json(events: Iterable[Event]) -> list[dict[str, object]]:
    """Return the events as JSON objects: `event` (its code), `at` (ISO 8601 in UTC) and the event's own fields."""
    return [
        {"event": _STEP_OF[type(event)].value, **asdict(event), "at": event.at.astimezone(UTC).isoformat()}
        for event in events
    ]


def events_from_json(data: object) -> tuple[Event, ...]:
    """Return the events of a JSON list as `events_to_json` writes it; refuses (Problem) anything else."""
    if not isinstance(data, list):
        raise Problem("clock_json", "时限事件须为列表")
    return tuple(_event(entry, row) for row, entry in enumerate(data, start=1))


def _event(entry: object, row: int) -> Event:
    """One event of a JSON list."""
    kind = entry.get("event") if isinstance(entry, dict) else None
    if not isinstance(entry, dict) or not isinstance(kind, str) or kind not in _EVENT_OF:
        raise Problem("clock_json_event", "第{row}个时限事件不认识：{event}", row=row, event=kind)
    made = _EVENT_OF[kind]
    fields = _FIELDS[made]
    if entry.keys() != {"event", "at", *fields} or any(type(entry[key]) is not fields[key] for key in fields):
        raise Problem("clock_json_fields", "第{row}个时限事件的内容不全或类型不对", row=row)
    try:
        at = datetime.fromisoformat(entry["at"])
    except (TypeError, ValueError):
        raise Problem("clock_json_time", "第{row}个时限事件的时间写法不对：{at}", row=row, at=entry["at"]) from None
    return made(at, **{key: entry[key] for key in fields})


def _read(events: Sequence[Event]) -> _History | None:
    """Read the events by the transition table; None where there are none."""
    state = ClockState.IDLE
    started = paused = stopped = last = None
    why, added = "", 0
    pauses: list[tuple[datetime, datetime, str]] = []
    for event in events:
        at = event.at.astimezone(UTC)
        following = TRANSITIONS.get((state, type(event)))
        if following is None:
            step = _STEP_OF[type(event)]
            raise Problem("clock_sequence", "时限{state}，不能再{event}", state=state.label, event=step.label)
        if last is not None and at < last:
            raise Problem("clock_backwards", "时限事件的时间早于前一事件：{at}", at=event.at)
        if isinstance(event, Started):
            started = at
        elif isinstance(event, Paused):
            paused, why = at, event.reason
        elif isinstance(event, Extended):
            added += event.amount
        elif isinstance(event, Stopped):
            stopped = at
        if paused is not None and following is not ClockState.PAUSED:
            pauses.append((paused, at, why))
            paused = None
        state, last = following, at
    return None if started is None else _History(state, started, paused, stopped, added, tuple(pauses))


def _moment(event: Event, limit: Limit, zone: tzinfo) -> Step:
    """The step that says that an event happened."""
    at = event.at.astimezone(zone)
    day = at.date()
    if isinstance(event, Started):
        reason = "开始的当日不计入" if limit.by_days else "自起算时刻计算"
        return Step(StepKind.STARTED, day, reason, limit.source, at=at)
    if isinstance(event, Extended):
        return Step(StepKind.EXTENDED, day, event.reason, at=at, number=event.amount, approver=event.approver)
    return Step(_STEP_OF[type(event)], day, event.reason if isinstance(event, Paused) else "", at=at)


def _by_time(limit: Limit, total: int, history: _History) -> datetime:
    """The moment (UTC) after so many minutes or hours of running time."""
    left = timedelta(minutes=total) if limit.unit is ClockUnit.MINUTE else timedelta(hours=total)
    since = history.started
    for begin, end, _ in history.pauses:
        if left < begin - since:
            break
        left -= begin - since
        since = end
    return since + left


def _by_days(
    limit: Limit, day_ends: time, total: int, history: _History, *, calendar: WorkCalendar, zone: tzinfo
) -> tuple[datetime, list[Step]]:
    """The end of the last day counted, and a step for each day looked at."""
    by_workdays = limit.unit is ClockUnit.WORKDAY
    steps: list[Step] = []
    day, counted, done = history.started.astimezone(zone).date(), 0, False
    pauses_end = history.pauses[-1][1].astimezone(zone).date() if history.pauses else date.min
    while not done:
        day += _DAY
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


def _in_order(steps: list[Step], day_ends: time) -> tuple[Step, ...]:
    """The steps by local time: a day stands at its end, after what happened by then, and due after all of that."""

    def place(step: Step) -> tuple[date, time, int]:
        if step.at is None:
            return step.day, day_ends, 1
        return step.day, step.at.time(), 2 if step.kind is StepKind.DUE else 0

    return tuple(sorted(steps, key=place))
