"""How long matters are kept, and which are over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from fengqiao.matters.models import Matter
from fengqiao.matters.rules.retention import Term, months_later, shortest, term_of
from fengqiao.matters.terms import MatterState
from fengqiao.rulebook.queries import pack_on
from fengqiao.vault.queries import keeping, kept_or_gone

BATCH = 500


@dataclass(frozen=True, slots=True)
class Kept:
    """How long a matter is kept: its term once it is closed, held beyond it, or destroyed when."""

    term: Term | None
    held: bool
    destroyed_at: datetime | None


def kept_until(matter: Matter, *, now: datetime) -> Kept:
    """Return how long a matter is kept, as things stand."""
    term = None
    if matter.state == MatterState.CLOSED.value and matter.closed_at:
        closed_on = timezone.localdate(matter.closed_at)
        term = term_of(pack_on(now).pack, kind=matter.kind, result=matter.result, closed_on=closed_on)
    found = keeping(matter.id)
    return Kept(term, found.held, found.destroyed_at)


def over(*, now: datetime, on: date | None = None) -> Iterator[list[UUID]]:
    """Yield the matters whose term is over (on a day to come: will be over), a batch at a time, the oldest first."""
    pack, day = pack_on(now).pack, on or timezone.localdate(now)
    # Nothing closed after this can be over; month lengths differ, so a few days more are looked at.
    latest = months_later(day, -shortest(pack))
    rows = Matter.objects.filter(state=MatterState.CLOSED.value, closed_at__date__lte=latest)
    found: list[UUID] = []
    for matter_id, kind, result, closed_at in (
        rows.order_by("closed_at", "id").values_list("id", "kind", "result", "closed_at").iterator(chunk_size=BATCH)
    ):
        term = term_of(pack, kind=kind, result=result, closed_on=timezone.localdate(closed_at))
        if day > term.last_day:
            found.append(matter_id)
        if len(found) == BATCH:
            yield _live(found)
            found = []
    if found:
        yield _live(found)


def _live(matter_ids: list[UUID]) -> list[UUID]:
    spared = kept_or_gone(matter_ids)
    return [each for each in matter_ids if each not in spared]


def ids_after(after: UUID | None, limit: int) -> list[UUID]:
    """Return so many ids of matters, in order, after one: for what is done to all of them in turn."""
    rows = Matter.objects.order_by("id")
    return list((rows.filter(id__gt=after) if after else rows).values_list("id", flat=True)[:limit])
