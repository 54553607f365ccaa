"""The one gate to activities: who sees one, who may take part, who organises and who leads."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from fengqiao.duties.models import Activity, Seat
from fengqiao.duties.terms import SeatState
from fengqiao.orgs.queries import Viewer, units_above
from fengqiao.orgs.terms import Right


def reached(viewer: Viewer) -> set[UUID]:
    """Return the units that somebody acts for: their own, and those below it."""
    return {viewer.unit_id, *viewer.seen_units}


def may_organise(viewer: Viewer) -> bool:
    """Say whether somebody plans activities of their unit."""
    return viewer.may(Right.ORGANISE)


def visible(viewer: Viewer) -> QuerySet[Activity]:
    """Return the activities of units reached, those held there, those that one's own unit is asked to, and one's own."""
    units, above = reached(viewer), units_above(viewer.unit_id)
    own = Exists(
        Seat.objects.filter(activity=OuterRef("pk"), staff=viewer.staff_id).exclude(state=SeatState.LEFT.value)
    )
    asked = Q(team__in=above) | Q(team__isnull=True, unit__in=above)
    return Activity.objects.filter(Q(unit__in=units) | Q(team__in=units) | Q(host__in=units) | asked | Q(own))


def activity_for(viewer: Viewer, activity_id: UUID) -> Activity | None:
    """Return an activity if the viewer may see it."""
    rows = visible(viewer).filter(id=activity_id).select_related("unit", "team", "host", "area", "venue", "series")
    return rows.defer("area__shape").first()


def may_join(viewer: Viewer, row: Activity) -> bool:
    """Say whether somebody may take part by themselves: people of the team asked, else of the unit, and of those below it."""
    wanted = row.team_id or row.unit_id
    return wanted == viewer.unit_id or units_above(viewer.unit_id).filter(id=wanted).exists()


def organises(viewer: Viewer, row: Activity) -> bool:
    """Say whether somebody changes, ends and calls off an activity."""
    return may_organise(viewer) and bool({row.unit_id, row.host_id} & reached(viewer))


def leads(viewer: Viewer, row: Activity, leading: Collection[str]) -> bool:
    """Say whether somebody checks others in: the organisers, and whoever takes part in one of the leading roles."""
    if organises(viewer, row):
        return True
    seats = Seat.objects.filter(activity=row.id, staff=viewer.staff_id, state=SeatState.IN.value, role__in=leading)
    return bool(leading) and seats.exists()
