"""Those who agreed to points, and what they have."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from fengqiao.catalogue.duty import PointRule, Reward
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import pack_on
from fengqiao.volunteers.models import PointLine, PointsMember, Volunteer
from fengqiao.volunteers.queries.gate import visible


def scheme(at: datetime) -> tuple[Mapping[str, PointRule], Mapping[str, Reward]]:
    """Return the published scheme: for what points are given, what they are used for; a pack without one gives none."""
    duties = pack_on(at).pack.duties
    return duties.points, duties.rewards


def members(viewer: Viewer, *, first: date) -> QuerySet[PointsMember]:
    """Return those of the volunteers seen who agreed to points, with their balance and what they got since a day (one query)."""
    rows = PointsMember.objects.filter(volunteer__in=visible(viewer).values("id"))
    rows = rows.annotate(
        balance=Coalesce(Sum("lines__points"), 0),
        recent=Coalesce(Sum("lines__points", filter=Q(lines__use=False, lines__day__gte=first)), 0),
    )  # fmt: skip
    return rows.select_related("volunteer", "volunteer__team", "volunteer__staff").order_by(
        "volunteer__team__path", "-leads", "volunteer__number"
    )


def member_of(row: Volunteer) -> PointsMember | None:
    """Return how a volunteer stands to points, None where they did not agree."""
    return PointsMember.objects.filter(volunteer=row).first()


def balance_of(member_id: UUID) -> int:
    """Return the points that somebody has."""
    return int(PointLine.objects.filter(member=member_id).aggregate(sum=Coalesce(Sum("points"), 0))["sum"])


def lines_of(member_id: UUID, *, most: int = 60) -> list[PointLine]:
    """Return what somebody got and used, the latest first."""
    return list(PointLine.objects.filter(member=member_id).order_by("-day", "-at")[:most])


def outside(viewer: Viewer) -> list[Volunteer]:
    """Return the enrolled volunteers seen who did not agree to points."""
    rows = visible(viewer).filter(state="enrolled", points_member__isnull=True).select_related("staff", "team")
    return list(rows.order_by("number")[:500])
