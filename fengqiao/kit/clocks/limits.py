"""The words of clocks: units, states, steps; what may happen to a clock; the limit that it keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum
from itertools import pairwise
from typing import Self

from fengqiao.kit.problems import Problem


class _Term(StrEnum):
    """A code with its Chinese word, `label`."""

    label: str

    def __new__(cls, code: str, label: str = "") -> Self:
        term = str.__new__(cls, code)
        term._value_ = code
        term.label = label
        return term


class ClockUnit(_Term):
    """What a limit is counted in; minutes and hours run day and night, working hours in the shifts of working days."""

    MINUTE = "minute", "分钟"
    HOUR = "hour", "小时"
    DAY = "day", "日"
    WORKDAY = "workday", "工作日"
    WORKHOUR = "workhour", "工作小时"


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
    CHANGED = "changed", "改用新规定"
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
class Changed(_Moment):
    """Another rule holds from now on: so much of a unit by a source, counted from the start, so that no time is lost.

    `day_ends`: local time (ISO 8601) at which its last day ends; empty: as the limit has it.
    """

    amount: int
    unit: str
    source: str
    day_ends: str = ""


@dataclass(frozen=True, slots=True)
class Stopped(_Moment):
    """What the limit asked for was done."""


Event = Started | Paused | Resumed | Extended | Changed | Stopped

TRANSITIONS: Mapping[tuple[ClockState, type[Event]], ClockState] = {
    (ClockState.IDLE, Started): ClockState.RUNNING,
    (ClockState.RUNNING, Paused): ClockState.PAUSED,
    (ClockState.RUNNING, Extended): ClockState.RUNNING,
    (ClockState.RUNNING, Changed): ClockState.RUNNING,
    (ClockState.RUNNING, Stopped): ClockState.STOPPED,
    (ClockState.PAUSED, Resumed): ClockState.RUNNING,
    (ClockState.PAUSED, Extended): ClockState.PAUSED,
    (ClockState.PAUSED, Changed): ClockState.PAUSED,
    (ClockState.PAUSED, Stopped): ClockState.STOPPED,
}

STEP_OF: Mapping[type[Event], StepKind] = {
    Started: StepKind.STARTED,
    Paused: StepKind.PAUSED,
    Resumed: StepKind.RESUMED,
    Extended: StepKind.EXTENDED,
    Changed: StepKind.CHANGED,
    Stopped: StepKind.STOPPED,
}
# A century in each unit: a longer limit is a slip of the pen and would be walked day by day.
LONGEST = {
    ClockUnit.MINUTE: 52_704_000,
    ClockUnit.HOUR: 878_400,
    ClockUnit.DAY: 36_600,
    ClockUnit.WORKDAY: 36_600,
    ClockUnit.WORKHOUR: 292_800,
}
Shift = tuple[time, time]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """How long something may take: `amount` of `unit`, and by what source (依据).

    `soon_hours`: natural hours before the deadline from which it is soon. `day_ends`: local time at which the last
    day ends (day and workday need it). `move_off_days`: a last day that is not worked moves to the next working
    day (顺延，民法典第二百零三条); it matters for days only, as the last workday is always worked.
    `shifts`: when working hours run on a working day (workhour needs them). `pause_days`: natural days that all pauses
    together may take; a longer one ends by itself (0: no ceiling here; whether it may be paused is asked elsewhere).
    `extend_most`: units that all extensions together may add. `warn_at`: shares of the term at which a warning is given.
    """

    amount: int
    unit: ClockUnit
    soon_hours: float
    source: str
    day_ends: time | None = None
    move_off_days: bool = False
    shifts: tuple[Shift, ...] = ()
    pause_days: int = 0
    extend_most: int = 0
    warn_at: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if self.amount < 1:
            raise Problem("limit_amount", "时限至少为1，不能是{amount}", amount=self.amount)
        if not 0 <= self.soon_hours <= LONGEST[ClockUnit.HOUR]:
            raise Problem("limit_soon", "临期提醒的小时数不成立：{hours}", hours=self.soon_hours)
        if self.by_days and self.day_ends is None:
            raise Problem("limit_day_ends", "按日计的时限须写明每日截止时刻")
        if self.unit is ClockUnit.WORKHOUR and not self.shifts:
            raise Problem("limit_shifts", "按工作小时计的时限须写明每日工作时段")
        moments = [moment for shift in self.shifts for moment in shift]
        if any(later <= earlier for earlier, later in pairwise(moments)):
            raise Problem("limit_shift_order", "每日工作时段须先后分明，止时晚于起时")
        if min(self.pause_days, self.extend_most) < 0:
            raise Problem("limit_ceiling", "暂停和延长的上限不能小于0")
        if any(not 0 < share < 1 for share in self.warn_at):
            raise Problem("limit_warn", "提醒的时间点须在时限的0到1之间")

    @property
    def by_days(self) -> bool:
        """Whether whole days are counted."""
        return self.unit in {ClockUnit.DAY, ClockUnit.WORKDAY}
