"""Clocks (时限): deadlines as pure functions of a limit, events and the working calendar, with their reasons."""

from fengqiao.kit.clocks.limits import (
    TRANSITIONS,
    Changed,
    ClockState,
    ClockUnit,
    Event,
    Extended,
    Limit,
    Paused,
    Resumed,
    Shift,
    Started,
    StepKind,
    Stopped,
)
from fengqiao.kit.clocks.reckoning import Deadline, deadline
from fengqiao.kit.clocks.record import events_from_json, events_to_json
from fengqiao.kit.clocks.steps import Step

__all__ = [
    "TRANSITIONS",
    "Changed",
    "ClockState",
    "ClockUnit",
    "Deadline",
    "Event",
    "Extended",
    "Limit",
    "Paused",
    "Resumed",
    "Shift",
    "Started",
    "Step",
    "StepKind",
    "Stopped",
    "deadline",
    "events_from_json",
    "events_to_json",
]
