"""Plans of patrols: who sees one, what stands in it, who cannot on which night, of which village somebody is."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from fengqiao.duties.models import PatrolPlan, Seat
from fengqiao.duties.queries.gate import may_organise, reached
from fengqiao.duties.rules.planning import Cell
from fengqiao.duties.terms import ActivityState, SeatState
from fengqiao.orgs.queries import Viewer, directory, staff_by_unit


def plans(viewer: Viewer) -> QuerySet[PatrolPlan]:
    """Return the plans of the units that an organiser reaches, the latest first."""
    if not may_organise(viewer):
        return PatrolPlan.objects.none()
    return PatrolPlan.objects.filter(unit__in=reached(viewer)).select_related("unit", "team").order_by("-first", "-id")


def plan_for(viewer: Viewer, plan_id: UUID) -> PatrolPlan | None:
    """Return a plan if the viewer may see it."""
    return plans(viewer).filter(id=plan_id).first()


def cells_of(row: PatrolPlan) -> list[Cell]:
    """Return what stands in a plan, night by night."""
    return [
        Cell(date.fromisoformat(each["day"]), UUID(each["village"]), each["form"], tuple(UUID(who) for who in each["people"]))
        for each in row.cells
    ]  # fmt: skip


def busy_nights(row: PatrolPlan, people: Collection[UUID]) -> set[tuple[UUID, date]]:
    """Return who is needed elsewhere on which of the plan's nights."""
    first = timezone.make_aware(datetime.combine(row.first, time.min))
    seats = Seat.objects.filter(
        staff__in=set(people), state=SeatState.IN.value, activity__state=ActivityState.PLANNED.value,
        activity__starts__gte=first, activity__starts__lt=first + timedelta(days=row.nights),
    )  # fmt: skip
    return {(who, timezone.localdate(starts)) for who, starts in seats.values_list("staff", "activity__starts")}


def home_villages(row: PatrolPlan, people: Collection[UUID], *, at: datetime) -> dict[UUID, UUID]:
    """Return the village of the plan that somebody is of: where a post of theirs is in a unit that covers just that one."""
    units, wanted = directory(at=at), {UUID(each) for each in row.villages}
    of_unit = {
        card.id: next(iter(card.covers))
        for card in units.units.values()
        if len(card.covers) == 1 and card.covers <= wanted
    }
    found: dict[UUID, UUID] = {}
    for unit, staff in staff_by_unit(of_unit, at=at).items():
        found |= {who: of_unit[unit] for who, _name in staff if who in people}
    return found
