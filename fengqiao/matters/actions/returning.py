"""A return that waits to be checked: when it begins to, and what ends it besides the check."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fengqiao.matters.actions.writing import Held, start_clock, stop_clocks

CLOCK = "check"


def wait_for_check(held: Held, unit_id: UUID, at: datetime) -> dict[str, UUID]:
    """Let the return of a unit wait for its check, with its clock; returns what is kept of it. Part of the caller's action."""
    stop_clocks(held, at, CLOCK)  # one return waits at a time: the last
    start_clock(held, CLOCK, at)
    return {"check_of": unit_id}


def end_check(held: Held, at: datetime) -> None:
    """End the waiting, checked or not: whoever sends the matter on elsewhere without a check leaves it unchecked."""
    if held.matter.check_of is not None:
        held.matter.check_of = None
        stop_clocks(held, at, CLOCK)
