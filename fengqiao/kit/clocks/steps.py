"""The steps of the answer to “why this date?”, and pauses as they are reckoned with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from fengqiao.kit.clocks.limits import StepKind

Pause = tuple[datetime, datetime, str]  # from, to (UTC), reason


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


def in_order(steps: list[Step], day_ends: time) -> tuple[Step, ...]:
    """The steps by local time: a day stands at its end, after what happened by then, and due after all of that."""

    def place(step: Step) -> tuple[date, time, int]:
        if step.at is None:
            return step.day, day_ends, 1
        return step.day, step.at.time(), 2 if step.kind is StepKind.DUE else 0

    return tuple(sorted(steps, key=place))
