"""Lists of activities, of those who take part, and of check-ins."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from fengqiao.duties.models import Activity, CheckIn, PhoneMessage, Seat, Series
from fengqiao.duties.queries.gate import visible
from fengqiao.duties.terms import ActivityState, Leave, Outcome, SeatState, Verdict
from fengqiao.orgs.queries import Viewer, in_charge_of, is_of, units_above


@dataclass(frozen=True, slots=True)
class Agenda:
    """Which activities are asked for."""

    family: str = ""
    only_mine: bool = False
    past: bool = False


def _with_counts(rows: QuerySet[Activity], viewer: Viewer) -> QuerySet[Activity]:
    own = Seat.objects.filter(activity=OuterRef("pk"), staff=viewer.staff_id)
    taken = Q(seats__state=SeatState.IN.value)
    return rows.annotate(
        taken=Count("seats", filter=taken),
        waiting=Count("seats", filter=Q(seats__state=SeatState.WAITING.value)),
        came=Count("seats", filter=taken & Q(seats__outcome=Outcome.CAME.value)),
        own_state=Subquery(own.values("state")[:1]),
        own_outcome=Subquery(own.values("outcome")[:1]),
        own_role=Subquery(own.values("role")[:1]),
    )


def agenda(viewer: Viewer, asked: Agenda, *, at: datetime) -> QuerySet[Activity]:
    """Return the activities that a viewer sees: those to come in order, or those behind, the latest first."""
    rows = visible(viewer)
    if asked.family:
        rows = rows.filter(family=asked.family)
    if asked.only_mine:
        rows = rows.filter(
            Exists(Seat.objects.filter(activity=OuterRef("pk"), staff=viewer.staff_id).exclude(state="left"))
        )
    rows = rows.filter(ends__lt=at) if asked.past else rows.filter(ends__gte=at)
    if not asked.past and not asked.only_mine:  # of a series the next alone; its page shows the others
        before = Activity.objects.filter(series=OuterRef("series"), starts__lt=OuterRef("starts"), ends__gte=at)
        rows = rows.exclude(Exists(before.filter(state=ActivityState.PLANNED.value)))
    found = _with_counts(rows, viewer).select_related("unit", "team", "host", "area", "venue").defer("area__shape")
    return found.order_by("-starts", "-id") if asked.past else found.order_by("starts", "id")


def mine(viewer: Viewer, *, at: datetime, days: int = 7) -> list[Activity]:
    """Return what somebody takes part in from yesterday on for some days, and what they could still take part in today."""
    rows = visible(viewer).filter(starts__gte=at - timedelta(days=1), starts__lte=at + timedelta(days=days))
    rows = rows.exclude(state=ActivityState.CANCELLED.value)
    own = Exists(Seat.objects.filter(activity=OuterRef("pk"), staff=viewer.staff_id, state=SeatState.IN.value))
    found = _with_counts(rows.filter(own), viewer).select_related("unit", "team", "host", "area", "venue")
    return list(found.defer("area__shape").order_by("starts", "id")[:50])


def open_count(viewer: Viewer, *, at: datetime) -> int:
    """Return how many activities to come somebody sees."""
    return visible(viewer).filter(ends__gte=at, state=ActivityState.PLANNED.value).count()


def seats_of(activity_id: UUID) -> list[Seat]:
    """Return those who take part, then those who wait, each in the order in which they signed up."""
    rows = Seat.objects.filter(activity=activity_id).exclude(state=SeatState.LEFT.value).select_related("staff")
    return list(rows.order_by("state", "at", "id"))


def check_ins_of(activity_id: UUID) -> list[CheckIn]:
    """Return the check-ins of an activity, the latest last."""
    return list(CheckIn.objects.filter(activity_id=activity_id).order_by("received_at", "id")[:500])


def waiting_check_ins(activity_id: UUID) -> QuerySet[CheckIn]:
    """Return the doubtful check-ins that somebody has to look at: not of those who are known to be there by another way."""
    there = Seat.objects.filter(activity=OuterRef("activity_id"), staff=OuterRef("who_id"), outcome=Outcome.CAME.value)
    return CheckIn.objects.filter(~Exists(there), activity_id=activity_id, verdict=Verdict.WAITS.value)


def series_of(row: Activity) -> tuple[Series, list[Activity]] | None:
    """Return the series of an activity and all of it, None where it belongs to none."""
    if row.series is None:
        return None
    return row.series, list(row.series.activities.select_related("host").order_by(F("starts")))


def organisers_of(row: Activity, leading: Collection[str], *, at: datetime, but: UUID | None = None) -> set[UUID]:
    """Return who is told what concerns those who lead an activity (not `but`): whoever planned it, while they are of its unit or
    one above, and who has a place in a leading role; where nobody is left, those who answer for the unit that holds it.
    """
    seats = Seat.objects.filter(activity=row.id, state=SeatState.IN.value, role__in=set(leading))
    found = set(seats.values_list("staff", flat=True))
    if is_of(row.made_by, units_above(row.unit_id), at=at):
        found.add(row.made_by)
    return found - {but} or set(in_charge_of(row.host_id or row.unit_id, at=at)) - {but}


def leaves_asked(activity_id: UUID) -> list[Seat]:
    """Return the places of those who asked for leave and have no answer, the first who asked first."""
    rows = Seat.objects.filter(activity=activity_id, state=SeatState.IN.value, outcome=Outcome.OPEN.value)
    return list(rows.filter(leave=Leave.ASKED.value).select_related("staff").order_by("staff__number"))


def positions_due(*, before: datetime, most: int) -> list[UUID]:
    """Return check-ins and other messages that came before a moment and still say where somebody was."""
    found: list[UUID] = []
    for model in (CheckIn, PhoneMessage):
        rows = model._default_manager.filter(received_at__lt=before, lat__isnull=False).order_by("received_at")
        found += rows.values_list("id", flat=True)[:most]
    return found


def reasons_due(*, before: datetime, most: int) -> list[UUID]:
    """Return places at activities that began before a moment and still say why somebody did not come."""
    rows = Seat.objects.filter(activity__starts__lt=before).exclude(reason="").order_by("activity__starts")
    return list(rows.values_list("id", flat=True)[:most])


def subjects_due(*, before: datetime, most: int) -> list[UUID]:
    """Return activities that began before a moment and still say what they were about."""
    rows = Activity.objects.filter(starts__lt=before).exclude(subject="").order_by("starts")
    return list(rows.values_list("id", flat=True)[:most])
