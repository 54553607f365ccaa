"""Plans of patrols: who sees one, what stands in it, of which villages people are, what became of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from fengqiao.duties.models import Activity, PatrolPlan
from fengqiao.duties.queries.gate import may_organise, reached
from fengqiao.duties.rules.planning import Cell
from fengqiao.duties.terms import ActivityState, Outcome, SeatState
from fengqiao.orgs.queries import Viewer, directory, staff_by_unit
from fengqiao.orgs.terms import AreaLevel


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
        Cell(
            date.fromisoformat(each["day"]), UUID(each["village"]), each["form"], tuple(UUID(who) for who in each["people"]),
            UUID(each["activity"]) if each.get("activity") else None,
        )
        for each in row.cells
    ]  # fmt: skip


def nights_of(row: PatrolPlan, minutes: int) -> dict[date, tuple[datetime, datetime]]:
    """Return from when to when the patrols of a plan last, night by night, by the place's own clock."""
    days = [row.first + timedelta(days=n) for n in range(row.nights)]
    begins = {day: timezone.make_aware(datetime.combine(day, row.begins)) for day in days}
    return {day: (starts, starts + timedelta(minutes=minutes)) for day, starts in begins.items()}


def home_villages(people: Collection[UUID], *, at: datetime) -> dict[UUID, frozenset[UUID]]:
    """Return the villages of which each of some people may be; nobody knows of those who are left out.

    What is registered of them (settings.WHO_IS_OF) comes first; else the smallest ground of a unit in which they hold a post.
    """
    units = directory(at=at)
    registered: Mapping[UUID, UUID] = import_string(settings.WHO_IS_OF)(people)
    within: dict[UUID, set[UUID]] = {}
    for place in units.places.values():
        if place.level is AreaLevel.VILLAGE:
            for above in place.above:
                within.setdefault(above, set()).add(place.id)
    grounds = {
        card.id: frozenset().union(*(within.get(area, ()) for area in card.covers))
        for card in units.units.values()
        if card.covers
    }
    found: dict[UUID, frozenset[UUID]] = {}
    for unit, staff in staff_by_unit(grounds, at=at).items():
        for who, _name in staff:
            ground = grounds[unit]
            if who in people and ground and (who not in found or len(ground) < len(found[who])):
                found[who] = ground
    return found | {who: frozenset(within[area]) for who, area in registered.items() if area in within}


@dataclass(frozen=True, slots=True)
class CellEnd:
    """What became of a cell of an issued plan: the state of its activity, how many came, for how many minutes in all, and what it is about."""

    state: ActivityState
    came: int
    minutes: int
    subject: str = ""


def ends_of(cells: Collection[Cell]) -> dict[UUID, CellEnd]:
    """Return by activity what became of the cells of an issued plan (one query); minutes count where it was held."""
    rows = Activity.objects.filter(id__in={cell.activity for cell in cells if cell.activity})
    came = Count("seats", filter=Q(seats__state=SeatState.IN.value, seats__outcome=Outcome.CAME.value))
    found = {}
    for key, state, starts, ends, there, subject in rows.annotate(there=came).values_list(
        "id", "state", "starts", "ends", "there", "subject"
    ):
        length = int((ends - starts).total_seconds() // 60) if state == ActivityState.DONE.value else 0
        found[key] = CellEnd(ActivityState(state), there, there * length, subject)
    return found
