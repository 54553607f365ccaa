"""Who of a station is on duty from when to when; the caller has passed the gate of the station."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from fengqiao.command.models import Duty, Roster, Swap
from fengqiao.command.rules.shifts import Hand, Turn
from fengqiao.command.terms import WAITING_SWAPS, SwapState
from fengqiao.orgs.queries import Directory, UnitCard, Viewer, staff_by_unit
from fengqiao.orgs.terms import Right

if TYPE_CHECKING:
    from fengqiao.catalogue.station import ShiftPattern, Station

REACH = timedelta(days=2)  # no shift is longer, rest included


def pattern_of(station_id: UUID, station: Station) -> ShiftPattern | None:
    """Return the pattern by which a station plans: its own, else the first of the pack; None where the pack has none."""
    code = Roster.objects.filter(station=station_id).values_list("pattern", flat=True).first()
    return station.patterns.get(code or "") or next(iter(station.patterns.values()), None)


def duties(station_id: UUID, first: date, last: date) -> list[Duty]:
    """Return the duties of a station by the day of their shift, in the order in which they begin (one query)."""
    rows = Duty.objects.filter(station=station_id, day__gte=first, day__lte=last).select_related("staff", "part")
    return list(rows.order_by("begins_at", "made_at", "id"))


def on_duty(station_id: UUID, *, at: datetime) -> list[Duty]:
    """Return who of a station is on duty at a moment (one query)."""
    rows = Duty.objects.filter(station=station_id, begins_at__lte=at, ends_at__gt=at)
    return list(rows.select_related("staff", "part").order_by("begins_at", "made_at", "id"))


def duty_for(viewer: Viewer, duty_id: UUID) -> Duty | None:
    """Return a duty if the viewer reaches its station."""
    return Duty.objects.filter(id=duty_id, station__in=viewer.seen_units).select_related("staff").first()


def turns_of(staff_ids: Collection[UUID], since: datetime, until: datetime) -> dict[UUID, list[Turn]]:
    """Return by person from when to when each is on duty, wherever, around a time (one query)."""
    found: dict[UUID, list[Turn]] = {each: [] for each in staff_ids}
    rows = Duty.objects.filter(staff__in=set(staff_ids), begins_at__lt=until + REACH, ends_at__gt=since - REACH)
    for staff_id, begins, ends in rows.values_list("staff_id", "begins_at", "ends_at"):
        found[staff_id].append((begins, ends))
    return found


def hands(station: UnitCard, units: Directory, *, at: datetime) -> list[tuple[Hand, str]]:
    """Return who can be put on duty in a station with their names: the people of its parts, then its own (one query)."""
    cards: Sequence[UnitCard] = [*units.parts_of(station.id), station]
    people = staff_by_unit([card.id for card in cards], at=at)
    found: dict[UUID, tuple[Hand, str]] = {}
    for card in cards:
        for staff_id, name in people[card.id]:
            found.setdefault(staff_id, (Hand(staff_id, card.id, card.part), name))
    return list(found.values())


def own_duties(viewer: Viewer, station_id: UUID, *, at: datetime, days: int = 31) -> list[Duty]:
    """Return the coming duties of the viewer in a station."""
    rows = Duty.objects.filter(
        station=station_id, staff=viewer.staff_id, begins_at__gt=at, begins_at__lte=at + timedelta(days=days)
    )
    return list(rows.order_by("begins_at"))


def others_coming(viewer: Viewer, station_id: UUID, *, at: datetime, days: int = 31) -> list[Duty]:
    """Return the coming duties of the others in a station: with whom the viewer could change."""
    rows = Duty.objects.filter(station=station_id, begins_at__gt=at, begins_at__lte=at + timedelta(days=days))
    return list(rows.exclude(staff=viewer.staff_id).select_related("staff").order_by("begins_at", "id"))


def swaps_waiting(viewer: Viewer, station_id: UUID) -> list[Swap]:
    """Return the swaps in a station that wait for the viewer or that the viewer waits for."""
    rows = Swap.objects.filter(station=station_id, state__in=[each.value for each in WAITING_SWAPS])
    rows = rows.select_related("mine__staff", "theirs__staff", "asked_by", "asked").order_by("asked_at")
    return [row for row in rows if viewer.staff_id in {row.asked_by_id, row.asked_id} or may_consent(viewer, row)]


def may_consent(viewer: Viewer, row: Swap) -> bool:
    """Say whether somebody may consent to a swap that both agreed to: a leader of the station who is neither of the two."""
    leads = viewer.may(Right.SUPERVISE) and row.station_id in viewer.seen_units
    return leads and row.state == SwapState.AGREED.value and viewer.staff_id not in {row.asked_by_id, row.asked_id}


def swap_for(viewer: Viewer, swap_id: UUID) -> Swap | None:
    """Return a swap if the viewer reaches its station."""
    return Swap.objects.filter(id=swap_id, station__in=viewer.seen_units).select_related("mine").first()


def swaps_named(viewer: Viewer, swap_ids: Collection[UUID]) -> set[UUID]:
    """Return those of the swaps whose station the viewer reaches."""
    rows = Swap.objects.filter(id__in=set(swap_ids), station__in=viewer.seen_units) if swap_ids else Swap.objects.none()
    return set(rows.values_list("id", flat=True))
