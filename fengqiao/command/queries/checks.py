"""Checks after closing: what is to be checked in a station, what was found, by part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from fengqiao.command.models import Check, Dispatch
from fengqiao.command.rules.checks import BACK, days_on, drawn, share_on
from fengqiao.command.terms import CheckOutcome, DispatchState
from fengqiao.matters.queries import closers, visible
from fengqiao.matters.terms import MatterState
from fengqiao.orgs.queries import Viewer, directory, staff_by_unit
from fengqiao.rulebook.queries import pack_on

if TYPE_CHECKING:
    from fengqiao.matters.models import Matter


@dataclass(frozen=True, slots=True)
class ToCheck:
    """A closing that is to be checked: by when, who closed it, which part held it."""

    matter: Matter
    closed_at: datetime
    due_at: datetime
    closer: UUID
    part: str

    def late(self, at: datetime) -> bool:
        """Say whether it should have been checked."""
        return at > self.due_at


def _closed(viewer: Viewer, station_id: UUID) -> QuerySet[Matter]:
    return visible(viewer).filter(
        unit=station_id, state=MatterState.CLOSED.value, sealed=False, merged_into__isnull=True, closed_at__isnull=False
    )


def to_check(viewer: Viewer, station_id: UUID, *, at: datetime) -> list[ToCheck]:
    """Return the closings of a station that are drawn and not checked yet, the oldest first."""
    pack, day = pack_on(at).pack, timezone.localdate(at)
    share = share_on(pack, day)
    since = at - timedelta(days=BACK)
    rows = (
        _closed(viewer, station_id)
        .filter(closed_at__gte=since)
        .select_related("unit", "area")
        .order_by("closed_at", "id")
    )
    fitting = [row for row in rows if drawn(row.id, share)]
    checks = Check.objects.filter(station=station_id, closed_at__gte=since)
    done = set(checks.values_list("matter_id", "closed_at"))
    left = [row for row in fitting if (row.id, row.closed_at) not in done]
    return _shown(left, station_id, days_on(pack, day), at)


def to_check_of(viewer: Viewer, matter_id: UUID, *, at: datetime) -> ToCheck | None:
    """Return the closing of a matter to be checked, drawn or not; None where the viewer may not see it or it was checked."""
    row = visible(viewer).filter(id=matter_id, unit__in=viewer.seen_units).select_related("unit", "area").first()
    if row is None or not _closed(viewer, row.unit_id).filter(id=matter_id).exists():
        return None
    if row.closed_at is None or Check.objects.filter(matter=matter_id, closed_at=row.closed_at).exists():
        return None
    found = _shown([row], row.unit_id, days_on(pack_on(at).pack, timezone.localdate(at)), at)
    return found[0] if found else None


def _shown(rows: list[Matter], station_id: UUID, days: int, at: datetime) -> list[ToCheck]:
    """Return closings with the part that held each: as dispatched, else the one in which the closer has a post."""
    ids = [row.id for row in rows]
    parts = dict(
        Dispatch.objects.filter(matter__in=ids, state=DispatchState.HELD.value)
        .order_by("made_at")
        .values_list("matter_id", "part__part")
    )
    known, cards = closers(ids), directory(at=at).parts_of(station_id) if rows else []
    people = staff_by_unit([card.id for card in cards], at=at) if cards else {}
    posted = {staff_id: card.part for card in reversed(cards) for staff_id, _name in people[card.id]}
    return [
        ToCheck(
            row,
            row.closed_at,
            row.closed_at + timedelta(days=days),
            known[row.id],
            parts.get(row.id) or posted.get(known[row.id], ""),
        )
        for row in rows
        if row.closed_at is not None and row.id in known
    ]


def checks_made(viewer: Viewer, station_id: UUID) -> QuerySet[Check]:
    """Return the checks of a station whose matters the viewer may see, the latest first."""
    seen = visible(viewer).filter(unit=station_id).values("id")
    rows = Check.objects.filter(station=station_id, matter__in=seen).select_related("matter", "checked_by")
    return rows.order_by("-checked_at", "-id")


@dataclass(frozen=True, slots=True)
class ByPart:
    """How many closings of a part were checked, and how many were in order."""

    part: str
    checked: int
    in_order: int


def check_by_part(station_id: UUID, since: datetime) -> list[ByPart]:
    """Return the checks of a station since a moment by part (one query)."""
    good = Count("id", filter=Q(outcome=CheckOutcome.IN_ORDER.value))
    rows = (
        Check.objects.filter(station=station_id, checked_at__gte=since)
        .values("part")
        .annotate(n=Count("id"), good=good)
    )
    return [ByPart(row["part"], row["n"], row["good"]) for row in rows.order_by("part")]
