"""Terms of enterprises."""

from __future__ import annotations

from enum import StrEnum


class Alliance(StrEnum):
    """How an enterprise stands to the alliance on a day."""

    MEMBER = "member"
    FORMER = "former"
    OUTSIDE = "outside"
