"""Terms of temporary units."""

from __future__ import annotations

from enum import StrEnum


class SquadKind(StrEnum):
    """What a temporary unit is."""

    BRANCH = "branch"
    SQUAD = "squad"


class SquadState(StrEnum):
    """Where a temporary unit stands."""

    RUNS = "runs"
    OVER = "over"
    DISSOLVED = "dissolved"
