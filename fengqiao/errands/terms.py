"""Terms of errands."""

from __future__ import annotations

from enum import StrEnum


class ErrandWay(StrEnum):
    """How a request came."""

    POST = "post"
    ROAD = "road"
    PHONE = "phone"
    FAMILY = "family"
    PORTAL = "portal"


class ItemState(StrEnum):
    """Where an item stands."""

    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"
    GIVEN_UP = "given_up"


class Giver(StrEnum):
    """Who gave an authorisation: the person, a child or spouse, a guardian."""

    SELF = "self"
    FAMILY = "family"
    GUARDIAN = "guardian"


class PaperHolder(StrEnum):
    """Who has a paper: the assistant, the department, the resident again."""

    ASSISTANT = "assistant"
    OFFICE = "office"
    RESIDENT = "resident"


class ToldHow(StrEnum):
    """How the resident or the family was told of a step; PAGE: they saw it where they follow it, nobody says so of them."""

    PHONE = "phone"
    VISIT = "visit"
    FAMILY = "family"
    SMS = "sms"
    PAGE = "page"


class Stretch(StrEnum):
    """A stretch of an item's course: until the papers are complete, until handed in, until the result, until handed over."""

    PAPERS = "papers"
    HANDED_IN = "handed_in"
    RESULT = "result"
    HANDED_OVER = "handed_over"
