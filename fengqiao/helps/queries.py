"""Reading help sessions, scoped to the viewer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from fengqiao.helps.models import HelpSession
from fengqiao.helps.terms import Helped, HelpOutcome
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right

READERS = (Right.TAKE_IN, Right.HANDLE, Right.SUPERVISE)


def visible_sessions(viewer: Viewer) -> QuerySet[HelpSession]:
    """Return one's own sessions and those of units and areas reached."""
    if not any(viewer.may(right) for right in READERS):
        return HelpSession.objects.none()
    reach = Q(helper=viewer.staff_id) | Q(unit__in={viewer.unit_id, *viewer.seen_units})
    if viewer.seen_areas:
        reach |= Q(venue__area__in=viewer.seen_areas)
    return HelpSession.objects.filter(reach)


def last_venue(viewer: Viewer) -> UUID | None:
    """Return the station where somebody helped last."""
    return HelpSession.objects.filter(helper=viewer.staff_id).order_by("-at").values_list("venue", flat=True).first()


def latest(viewer: Viewer, most: int) -> list[HelpSession]:
    """Return somebody's own latest sessions."""
    rows = HelpSession.objects.filter(helper=viewer.staff_id).select_related("venue").order_by("-at", "-id")
    return list(rows[:most])


@dataclass(frozen=True, slots=True)
class MonthLine:
    """What was helped at a station in a month."""

    venue: UUID
    name: str
    name_en: str
    month: int
    sessions: int
    minutes: int
    seniors: int
    passed: int


def by_station(viewer: Viewer, since: datetime, until: datetime) -> list[MonthLine]:
    """Return the sessions that a viewer sees by station and month, in one query; `until` is outside."""
    rows = (
        visible_sessions(viewer)
        .filter(at__gte=since, at__lt=until)
        .annotate(month=TruncMonth("at"))
        .values("venue", "venue__name", "venue__name_en", "month")
        .annotate(
            sessions=Count("id"),
            spent=Sum("minutes"),
            seniors=Count("id", filter=Q(helped=Helped.SENIOR.value)),
            passed=Count("id", filter=Q(outcome=HelpOutcome.PASSED.value)),
        )
        .order_by("venue__name", "venue", "month")
    )
    return [
        MonthLine(
            row["venue"], row["venue__name"], row["venue__name_en"], row["month"].month, row["sessions"], row["spent"],
            row["seniors"], row["passed"],
        )
        for row in rows
    ]  # fmt: skip


def origin_of(matter_id: UUID) -> HelpSession | None:
    """Return the session that a matter came from."""
    return HelpSession.objects.filter(matter_id=matter_id).select_related("venue", "helper").first()
