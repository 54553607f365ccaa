"""Terms of officers of villages."""

from __future__ import annotations

from enum import StrEnum


class VillageDuty(StrEnum):
    """As what an officer answers for a village."""

    OFFICER = "officer"
    DEPUTY = "deputy"
