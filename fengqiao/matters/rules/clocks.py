"""Which clocks of a kind begin and end with which move, and which of them a matter's own date is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from fengqiao.catalogue.model import BY_STEP, ClockCode, Kind, Pack
from fengqiao.kit.clocks import Changed, Deadline, Limit
from fengqiao.matters.terms import MatterState

# What the lead's signature starts beside the finishing, which runs from the intake.
OF_LEAD = (ClockCode.CONTACT.value, *(code.value for code in BY_STEP))
_IN_FRONT = {
    MatterState.WORKING: frozenset({ClockCode.FINISH.value}),
    MatterState.TRIAGE: frozenset({ClockCode.ACCEPT.value, ClockCode.ARBITRATE.value}),
    MatterState.OFFERED: frozenset({ClockCode.ACCEPT.value}),
}
C = TypeVar("C")


def reached_with(kind: Kind, step: str) -> tuple[str, ...]:
    """Return the clocks that stop when a matter comes to a step: those of that step and of the ones before it."""
    steps = [each.code for each in kind.steps]
    if step not in steps:
        return ()
    return tuple(code for code, at in kind.reached.items() if at in steps[: steps.index(step) + 1])


def began_with(pack: Pack, kind: Kind, day: date, code: str, of: str) -> Limit:
    """Return the limit that a clock began with: that of the matter's kind, or of the kind `of` that it was then."""
    return (pack.kind_for(of, day) if of else kind).clocks[code]


def next_look(found: Deadline, warned: int) -> datetime | None:
    """Return when there is something to do about a clock: its pause ends, a reminder is due, or it is missed."""
    if found.paused_at is not None:
        return found.pause_ends
    moments = [moment for _, moment in found.warnings] + ([found.due_at] if found.due_at else [])
    return moments[warned] if warned < len(moments) else None


def newer_rule(code: str, found: Deadline, kind: Kind | None, at: datetime) -> Changed | None:
    """Return the change to the term that a kind now in force has for a running clock; None where it has the same."""
    now, held = kind.clocks.get(code) if kind else None, found.limit
    if now is None or held is None or _term(now) == _term(held):
        return None
    return Changed(at, now.amount, now.unit.value, now.source, now.day_ends.isoformat() if now.day_ends else "")


def _term(limit: Limit) -> tuple[object, ...]:
    return limit.amount, limit.unit, limit.day_ends if limit.by_days else None


def in_front(
    state: MatterState, clocks: Iterable[tuple[str, UUID | None, datetime, C]], helping: Collection[UUID]
) -> C | None:
    """Return the clock whose date is the matter's: of (code, task, due, clock) running and not paused.

    Signing until it is signed, then finishing; a helper's and the others only where
    there is nothing else. A closed matter has none: a visit afterwards (回访) does not make it late.
    """
    if state is MatterState.CLOSED:
        return None
    wanted = _IN_FRONT[state]
    found: Sequence[tuple[str, UUID | None, datetime, C]] = sorted(
        clocks, key=lambda each: (each[1] in helping, each[0] not in wanted, each[2])
    )
    return found[0][3] if found else None
