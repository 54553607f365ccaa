"""Hours of study of the people in the units that somebody reaches."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from fengqiao.duties.models import Seat
from fengqiao.duties.queries.gate import reached
from fengqiao.duties.rules.study import Hours, Studied, hours
from fengqiao.duties.terms import ActivityState, Outcome, SeatState
from fengqiao.orgs.queries import Viewer, staff_by_unit

MOST = 500


@dataclass(frozen=True, slots=True)
class PersonHours:
    """What somebody has studied."""

    staff_id: UUID
    name: str
    hours: Hours


def studied(
    viewer: Viewer,
    kinds: Collection[str],
    *,
    since: datetime,
    until: datetime,
    asked: int,
    at: datetime,
    asked_of: Collection[UUID] | None = None,
    more: int = 0,
    more_for: Collection[UUID] = (),
    added: Mapping[UUID, Mapping[str, int]] = MappingProxyType({}),
    only: Collection[UUID] | None = None,
    units: Collection[UUID] | None = None,
) -> list[PersonHours]:
    """Return the hours of everybody with a post in a unit reached (of those in `only`), whoever is missing most first (two queries).

    `units`: other units, for jobs. `added`: minutes by form of study that was no activity and was approved, by person.

    Hours are asked of those in `asked_of` (of everybody where it is None), `more` of those in `more_for`. What counts: activities of the kinds that are study, held in the period, to which they came.
    """  # fmt: skip
    people: dict[UUID, str] = {}
    for each in staff_by_unit(reached(viewer) if units is None else units, at=at).values():
        people |= dict(each)
    people = {who: name for who, name in people.items() if only is None or who in only}
    people = dict(list(people.items())[:MOST])
    rows = Seat.objects.filter(
        staff__in=people, state=SeatState.IN.value, outcome=Outcome.CAME.value, activity__kind__in=set(kinds),
        activity__state=ActivityState.DONE.value, activity__starts__gte=since, activity__starts__lt=until,
    ).values_list("staff", "activity__form", "activity__starts", "activity__ends")  # fmt: skip
    times: dict[UUID, list[Studied]] = {}
    for staff, form, starts, ends in rows:
        times.setdefault(staff, []).append(Studied(form, starts, ends))

    def due(staff: UUID) -> int:
        if asked_of is not None and staff not in asked_of:
            return 0
        return max(asked, more) if staff in more_for else asked

    found = [
        PersonHours(staff, name, hours(times.get(staff, ()), due(staff), added.get(staff)))
        for staff, name in people.items()
    ]
    return sorted(found, key=lambda each: (-each.hours.missing, -each.hours.total, each.name))
