"""Terms of help sessions."""

from __future__ import annotations

from enum import StrEnum


class HelpOutcome(StrEnum):
    """How a session ended: done there and then, or passed on to a matter."""

    SOLVED = "solved"
    PASSED = "passed"


class Helped(StrEnum):
    """Who was helped, never by name: an old person, anybody else."""

    SENIOR = "senior"
    OTHER = "other"
