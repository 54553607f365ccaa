"""Terms of visits."""

from __future__ import annotations

from enum import StrEnum

from fengqiao.catalogue.visit import Premise

__all__ = ["Met", "Premise", "Standing"]


class Met(StrEnum):
    """How a visit went: somebody was met, nobody was there, they did not want it, nobody lives or works there any more."""

    MET = "met"
    NOBODY = "nobody"
    DECLINED = "declined"
    GONE = "gone"


class Standing(StrEnum):
    """How somebody visited stands to the day on which they are due."""

    OVERDUE = "overdue"
    SOON = "soon"
    LATER = "later"
    CLOSED = "closed"
