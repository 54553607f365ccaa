"""Terms of monthly meetings and their suggestions."""

from __future__ import annotations

from enum import StrEnum


class MeetingState(StrEnum):
    """Where a meeting stands."""

    COMING = "coming"
    HELD = "held"


class SuggestionAnswer(StrEnum):
    """How a suggestion was answered; empty while it was not."""

    ADOPTED = "adopted"
    PARTLY = "partly"
    NOTED = "noted"
    DECLINED = "declined"


class Came(StrEnum):
    """Who came, in counts: nobody is listed by name."""

    VOLUNTEERS = "volunteers"
    RESIDENTS = "residents"
    POLICE = "police"
    CADRES = "cadres"
    OTHERS = "others"
