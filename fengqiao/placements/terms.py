"""Terms of placements."""

from __future__ import annotations

from enum import StrEnum


class PlacementState(StrEnum):
    """Where a placement stands."""

    SET = "set"
    RUNS = "runs"
    OVER = "over"
    CLOSED = "closed"
    OFF = "off"
