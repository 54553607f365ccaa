"""What stands in calendar feeds: the activities of one person with their own seat, or those of a unit; nobody else's name."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from fengqiao.duties.models import Activity, Seat

MOST = 1000


def seats_of_person(staff_id: UUID, *, since: datetime, until: datetime) -> list[Seat]:
    """Return the seats of somebody at activities that begin in a period, with those they left; in order (one query)."""
    rows = Seat.objects.filter(staff=staff_id, activity__starts__gte=since, activity__starts__lt=until)
    rows = rows.select_related("activity__unit", "activity__host", "activity__area", "activity__venue")
    return list(rows.defer("activity__area__shape").order_by("activity__starts", "activity_id")[:MOST])


def activities_of_unit(unit_id: UUID, *, since: datetime, until: datetime) -> list[Activity]:
    """Return what a unit plans, is host of, or is asked to, in a period; in order (one query)."""
    rows = Activity.objects.filter(Q(unit=unit_id) | Q(team=unit_id) | Q(host=unit_id))
    rows = rows.filter(starts__gte=since, starts__lt=until).select_related("unit", "host", "area", "venue")
    return list(rows.defer("area__shape").order_by("starts", "id")[:MOST])
