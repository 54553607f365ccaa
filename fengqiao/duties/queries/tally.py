"""What a unit's own activities come to."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from fengqiao.duties.models import Activity, Seat
from fengqiao.duties.terms import ActivityState, Outcome, SeatState

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Tally:
    """Activities of a unit: how many were held and with how many people, each time counted; the numbers written down at their ends."""

    activities: list[Activity]
    held: int
    came: int
    counts: dict[str, int] = field(default_factory=dict)


def tally(unit_id: UUID) -> Tally:
    """Return what the activities that a unit planned come to (two queries)."""
    rows = list(
        Activity.objects.filter(unit=unit_id).select_related("area", "venue").defer("area__shape").order_by("starts")
    )
    held = [row for row in rows if row.state == ActivityState.DONE.value]
    came = Seat.objects.filter(
        activity__in=[row.id for row in held], state=SeatState.IN.value, outcome=Outcome.CAME.value
    )
    counts: dict[str, int] = {}
    for row in held:
        for name, number in row.counts.items():
            counts[name] = counts.get(name, 0) + number
    return Tally(rows[:SHOWN], len(held), came.count(), counts)
