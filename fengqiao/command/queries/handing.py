"""Hand-over sheets of a station, and what stands open in it at a moment."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from fengqiao.catalogue.station import ShiftPattern
from fengqiao.command.models import Duty, Handover
from fengqiao.command.queries.board import board
from fengqiao.command.queries.dispatches import Room
from fengqiao.command.rules.handing import OFFERED, WAITING, Open, Sheet, following, sheet_of
from fengqiao.command.rules.shifts import Watch, watch_of
from fengqiao.matters.queries import visible
from fengqiao.orgs.queries import Viewer
from fengqiao.vault.queries import open_words


def handovers(station_id: UUID) -> QuerySet[Handover]:
    """Return the sheets of a station, the latest shift first; the caller has passed the gate of the station."""
    return Handover.objects.filter(station=station_id).select_related("given_by", "taken_by").order_by("-begins_at")


def handover_for(viewer: Viewer, handover_id: UUID) -> Handover | None:
    """Return a sheet if the viewer reaches its station."""
    rows = Handover.objects.filter(id=handover_id, station__in=viewer.seen_units)
    return rows.select_related("station", "given_by", "taken_by").first()


def sheet_at(viewer: Viewer, room: Room, row: Handover, *, at: datetime, until: datetime) -> Sheet:
    """Return what a shift hands over at a moment, as the viewer sees the station; sealed matters are not on it."""
    found = board(viewer, room, at=at)
    there = [each for each in found.waiting if each.matter.received_at <= at]
    rows = [Open(each.matter.id, WAITING, each.matter.due_at, each.matter.urgent) for each in there]
    for each in (each for each in found.held if each.matter.received_at <= at):
        held = each.course.held
        code = OFFERED if each.course.offered else held.part.part if held else WAITING
        rows.append(Open(each.matter.id, code, each.matter.due_at, each.matter.urgent))
    own = visible(viewer).filter(unit=row.station_id, sealed=False)
    since, to = row.begins_at, min(at, row.ends_at)
    came = own.filter(received_at__gte=since, received_at__lte=to).order_by("received_at", "id")
    closed = own.filter(closed_at__gte=since, closed_at__lte=to).order_by("closed_at", "id")
    duty: dict[str, list[UUID]] = {}
    for one in Duty.objects.filter(station=row.station_id, day=row.day, shift=row.shift).order_by("made_at", "id"):
        duty.setdefault(one.post, []).append(one.staff_id)
    return sheet_of(
        rows,
        list(came.values_list("id", flat=True)),
        list(closed.values_list("id", flat=True)),
        duty,
        at=at,
        until=until,
    )


def next_of(row: Handover, pattern: ShiftPattern | None) -> Watch | None:
    """Return the shift to which a sheet hands over; None where the pattern is gone from the pack."""
    zone = timezone.get_current_timezone()
    watch = watch_of(pattern, row.day, row.shift, zone) if pattern else None
    return following(pattern, watch, zone) if pattern and watch else None


def notes_of(row: Handover) -> list[tuple[str, str, datetime]]:
    """Return what the shift wrote down with who and when, the oldest first; the words of an erased sheet are gone."""
    notes = list(row.notes.select_related("made_by").order_by("made_at", "id"))
    words = open_words(row.id, {note.id: note.sealed for note in notes})
    return [(words[note.id], note.made_by.name, note.made_at) for note in notes]


def handovers_over(*, before: datetime, most: int) -> list[UUID]:
    """Return the sheets of shifts that ended before a moment whose words are to go."""
    rows = Handover.objects.filter(ends_at__lt=before, erased_at__isnull=True)
    return list(rows.order_by("ends_at").values_list("id", flat=True)[:most])
