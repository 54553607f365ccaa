"""What study uses: the register, what may be used by a unit, and how often each was."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, F, Max, Q, QuerySet
from django.utils import timezone

from fengqiao.duties.queries import came_to, reached
from fengqiao.duties.terms import ActivityState
from fengqiao.orgs.queries import Viewer, units_above
from fengqiao.studies.models import Thing, Use
from fengqiao.studies.queries.moments import span_of_year
from fengqiao.vault.queries import open_words_of

HELD = Q(uses__activity__state=ActivityState.DONE.value)


def things(viewer: Viewer, *, kind: str = "") -> QuerySet[Thing]:
    """Return what the units reached, and those above, have for study, with how often each was used at all; what is used first at the top."""
    rows = Thing.objects.filter(Q(unit__in=reached(viewer)) | Q(unit__in=units_above(viewer.unit_id)))
    rows = rows.filter(kind=kind) if kind else rows
    counted = rows.annotate(used=Count("uses", filter=HELD), last_used=Max("uses__activity__starts", filter=HELD))
    return counted.select_related("unit", "staff").order_by(
        F("retired_on").asc(nulls_first=True), "kind", "-used", "name", "id"
    )


def thing_for(viewer: Viewer, thing_id: UUID) -> Thing | None:
    """Return a thing if the viewer may see it."""
    return things(viewer).filter(id=thing_id).first()


def usable_things(viewer: Viewer) -> list[Thing]:
    """Return what somebody may say that an activity uses."""
    return list(things(viewer).filter(retired_on__isnull=True)[:500])


def used_in(activity_id: UUID) -> list[Thing]:
    """Return what an activity uses."""
    rows = Thing.objects.filter(uses__activity=activity_id).select_related("unit", "staff")
    return list(rows.order_by("kind", "name", "id"))


def names_of_lecturers(rows: Collection[Thing]) -> dict[UUID, str]:
    """Return the names of outside lecturers by thing, empty where there is none (any more); the caller has them from the register."""
    return open_words_of({row.id: (row.id, row.sealed) for row in rows})


@dataclass(slots=True)
class ThingLine:
    """How often a thing was used in a year: by month, with how many people, each time counted, and by which units."""

    thing: Thing
    months: list[int] = field(default_factory=lambda: [0] * 12)
    people: int = 0
    minutes: int = 0
    units: dict[UUID, int] = field(default_factory=dict)

    @property
    def times(self) -> int:
        """How often in the year."""
        return sum(self.months)


def uses_of_year(viewer: Viewer, year: int) -> list[ThingLine]:
    """Return every thing of the register with its uses in activities held in a year, the most used first, the unused last (three queries)."""
    found = {row.id: ThingLine(row) for row in things(viewer)}
    since, until = span_of_year(year)
    rows = Use.objects.filter(
        thing__in=list(found), activity__state=ActivityState.DONE.value, activity__starts__gte=since, activity__starts__lt=until
    )  # fmt: skip
    uses = list(rows.values_list("thing", "activity", "activity__starts", "activity__ends", "activity__unit"))
    came = came_to({activity for _thing, activity, *_rest in uses})
    for thing, activity, starts, ends, unit in uses:
        line = found[thing]
        line.months[timezone.localtime(starts).month - 1] += 1
        line.people += came.get(activity, 0)
        line.minutes += int((ends - starts).total_seconds() // 60)
        line.units[unit] = line.units.get(unit, 0) + 1
    return sorted(
        found.values(),
        key=lambda each: (each.thing.retired_on is not None, -each.times, each.thing.kind, each.thing.name),
    )
