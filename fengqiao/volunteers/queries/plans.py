"""What stands against people on patrols and guards: who of them is not fit then."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from fengqiao.duties.queries import cells_of
from fengqiao.kit.problems import Problem
from fengqiao.volunteers.models import Volunteer
from fengqiao.volunteers.queries.gate import ages, fitness
from fengqiao.volunteers.rules.fitness import hard, unfit
from fengqiao.volunteers.rules.fitness import why_not_served as why_not
from fengqiao.volunteers.terms import Unfit

if TYPE_CHECKING:
    from fengqiao.duties.models import PatrolPlan


FITNESS_ASKED = frozenset({"patrol", "guard"})  # families of planned work that ask for training, insurance and an age


@dataclass(frozen=True, slots=True)
class UnfitThere:
    """Why somebody is not to be in a cell of a plan. `soft`: it is said, and in nobody's way."""

    day: date
    village: UUID
    who: UUID
    reason: Unfit
    soft: bool


def registered_areas(people: Collection[UUID]) -> dict[UUID, UUID]:
    """Return the area in which those of some people who volunteer are registered, where one is (settings.WHO_IS_OF; one query)."""
    rows = Volunteer.objects.filter(staff__in=set(people), area__isnull=False)
    return {staff: area for staff, area in rows.values_list("staff_id", "area_id") if staff and area}


def unfit_at(people: Collection[UUID], moment: datetime, *, at: datetime) -> dict[UUID, list[Unfit]]:
    """Return the reasons against those of some people who are not fit for a patrol at a moment, by the place's clock (one query)."""
    known, limits = fitness(people), ages(at)
    found = {who: unfit(known.get(who), moment, limits) for who in people}
    return {who: reasons for who, reasons in found.items() if reasons}


def why_not_served(people: Collection[UUID], family: str, starts: datetime, *, at: datetime) -> dict[UUID, Problem]:
    """Return why some people may not be put on planned work of a family that begins then (one query); nobody for other families."""
    if family not in FITNESS_ASKED:
        return {}
    found = unfit_at(people, timezone.localtime(starts), at=at)
    return {who: refusal for who, reasons in found.items() if (refusal := why_not(reasons))}


def unfit_in(row: PatrolPlan, *, at: datetime) -> list[UnfitThere]:
    """Return who in the cells of a plan is not fit then, night by night (one query)."""
    cells, limits, begins = cells_of(row), ages(at), row.begins
    known = fitness({who for cell in cells for who in cell.people})
    found = []
    for cell in cells:
        moment = datetime.combine(cell.day, begins if isinstance(begins, time) else time.min)
        for who in cell.people:
            reasons = unfit(known.get(who), moment, limits)
            stands = hard(reasons)
            found += [UnfitThere(cell.day, cell.village, who, each, each not in stands) for each in reasons]
    return found
