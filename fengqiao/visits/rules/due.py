"""When the next visit is due, and how that stands to a day."""

from __future__ import annotations

from datetime import date, timedelta

from fengqiao.catalogue.visit import Tier
from fengqiao.visits.terms import Met, Standing

FALLBACK = 365  # days, where the pack in force has no such tier


def first_due(tier: Tier | None, added: date) -> date:
    """Return the day until which somebody is visited for the first time."""
    return added + timedelta(days=tier.first if tier else FALLBACK)


def next_due(tier: Tier | None, met: Met, day: date, *, again: int) -> date | None:
    """Return the day until which the next visit is due: None after the last; `again` days where nobody was there.

    Who declines is left in peace until the next regular visit.
    """
    every = tier.every if tier else FALLBACK
    match met:
        case Met.GONE:
            return None
        case Met.NOBODY:
            return day + timedelta(days=min(again, every))
    return day + timedelta(days=every)


def due_in_tier(tier: Tier | None, last: date | None, added: date) -> date:
    """Return the day until which a visit is due once somebody is of another tier."""
    return first_due(tier, added) if last is None else last + timedelta(days=tier.every if tier else FALLBACK)


def standing(due: date | None, today: date, *, soon: int) -> Standing:
    """Return how a due day stands to today; `soon`: how many days ahead are soon."""
    if due is None:
        return Standing.CLOSED
    if due < today:
        return Standing.OVERDUE
    return Standing.SOON if due <= today + timedelta(days=soon) else Standing.LATER
