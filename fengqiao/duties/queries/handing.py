"""Hand-overs of places that wait for an answer, and whom a place could go to."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from fengqiao.duties.models import Activity, Seat, SeatOffer
from fengqiao.duties.terms import ActivityState, OfferState, Outcome, SeatState
from fengqiao.orgs.queries import staff_in

MOST_MATES = 300


def _open(at: datetime) -> QuerySet[SeatOffer]:
    """What can still be answered: the activity is to come, and the giver has the place and has not come."""
    holds = Q(activity__seats__staff=F("giver"), activity__seats__state=SeatState.IN.value, activity__seats__outcome=Outcome.OPEN.value)  # fmt: skip
    rows = SeatOffer.objects.filter(
        holds, state=OfferState.OPEN.value, activity__state=ActivityState.PLANNED.value, activity__ends__gt=at
    )
    return rows.select_related("giver", "receiver").order_by("at", "id")


def offers_to(staff_id: UUID, *, at: datetime) -> list[SeatOffer]:
    """Return the hand-overs that somebody is asked to take, with their activities, the oldest first (one query)."""
    rows = _open(at).filter(receiver=staff_id).defer("activity__area__shape")
    return list(rows.select_related("giver", "receiver", "activity__unit", "activity__team", "activity__host", "activity__area", "activity__venue")[:20])  # fmt: skip


def offers_of(activity_ids: Collection[UUID], *, at: datetime) -> list[SeatOffer]:
    """Return the hand-overs of some activities that nobody has answered yet (one query)."""
    return list(_open(at).filter(activity__in=set(activity_ids)))


def mates_for(rows: Collection[Activity], *, at: datetime) -> dict[UUID, list[tuple[UUID, str]]]:
    """Return for each activity whom a place could go to: people of the team that is asked, else of the unit, who have no place."""
    there: dict[UUID, set[UUID]] = {row.id: set() for row in rows}
    for activity, staff in Seat.objects.filter(activity__in=there, state=SeatState.IN.value).values_list("activity", "staff"):  # fmt: skip
        there[activity].add(staff)
    people = {unit: staff_in(unit, at=at)[:MOST_MATES] for unit in {row.team_id or row.unit_id for row in rows}}
    return {
        row.id: [each for each in people[row.team_id or row.unit_id] if each[0] not in there[row.id]] for row in rows
    }
