"""Who came to activities that were held: what hours are proven by."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from fengqiao.duties.models import Activity, Seat
from fengqiao.duties.terms import ActivityState, Outcome, SeatState


@dataclass(frozen=True, slots=True)
class Served:
    """That somebody came to an activity of a kind that was held."""

    activity_id: UUID
    staff_id: UUID
    kind: str
    form: str
    family: str
    starts: datetime
    ends: datetime

    @property
    def minutes(self) -> int:
        """How long the activity went on."""
        return int((self.ends - self.starts).total_seconds() // 60)


@dataclass(frozen=True, slots=True)
class Held:
    """A session that was held: in which form, how many minutes long, how many came."""

    activity_id: UUID
    form: str
    minutes: int
    people: int


def held(units: Collection[UUID], kinds: Collection[str], *, since: datetime, until: datetime) -> list[Held]:
    """Return the activities of some kinds that units planned and held in a period (two queries)."""
    rows = Activity.objects.filter(
        unit__in=set(units), kind__in=set(kinds), state=ActivityState.DONE.value, starts__gte=since, starts__lt=until
    )
    found = list(rows.order_by("starts", "id").values_list("id", "form", "starts", "ends"))
    came = came_to({activity for activity, *_rest in found})
    return [
        Held(activity, form, int((ends - starts).total_seconds() // 60), came.get(activity, 0))
        for activity, form, starts, ends in found
    ]


def came_to(activity_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return how many came to some activities, by activity (one query)."""
    rows = Seat.objects.filter(activity__in=set(activity_ids), state=SeatState.IN.value, outcome=Outcome.CAME.value)
    return dict(rows.values("activity").annotate(n=Count("id")).values_list("activity", "n"))


def missed_by(activity_id: UUID) -> list[tuple[UUID, UUID]]:
    """Return (seat, person) of those who had a place in an activity and did not come, on leave or not."""
    rows = Seat.objects.filter(activity=activity_id, state=SeatState.IN.value).exclude(outcome=Outcome.CAME.value)
    return list(rows.order_by("at", "id").values_list("id", "staff"))


def people_at(activity_id: UUID) -> list[UUID]:
    """Return who came to an activity."""
    rows = Seat.objects.filter(activity=activity_id, state=SeatState.IN.value, outcome=Outcome.CAME.value)
    return list(rows.order_by("at", "id").values_list("staff", flat=True))


def served(
    *, staff_ids: Collection[UUID] = (), activity_ids: Collection[UUID] = (), families: Collection[str], since: datetime | None = None
) -> list[Served]:  # fmt: skip
    """Return who of some people, or who at all at some activities, came to what was held; the latest first (one query)."""
    rows = Seat.objects.filter(
        state=SeatState.IN.value, outcome=Outcome.CAME.value, activity__state=ActivityState.DONE.value,
        activity__family__in=set(families),
    )  # fmt: skip
    if activity_ids:
        rows = rows.filter(activity__in=set(activity_ids))
    if staff_ids or not activity_ids:
        rows = rows.filter(staff__in=set(staff_ids))
    if since is not None:
        rows = rows.filter(activity__starts__gte=since)
    columns = ("activity_id", "staff_id", "activity__kind", "activity__form", "activity__family", "activity__starts", "activity__ends")  # fmt: skip
    return [Served(*row) for row in rows.order_by("-activity__starts", "staff_id").values_list(*columns)]
