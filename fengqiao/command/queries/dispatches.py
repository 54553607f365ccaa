"""Who in a station has what, what the table suggests, and how a share went from part to part."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count
from django.utils import timezone

from fengqiao.command.models import Dispatch
from fengqiao.command.queries.shifts import on_duty as on_duty_at
from fengqiao.command.queries.stations import in_part_of, teams_of
from fengqiao.command.rules.dispatching import Asked, Suggestion, chosen, suggested
from fengqiao.command.terms import DispatchState
from fengqiao.matters.queries import Share, numbers_seen, share_of
from fengqiao.matters.terms import OPEN_TASKS
from fengqiao.orgs.queries import Directory, UnitCard, Viewer, staff_by_unit
from fengqiao.orgs.terms import Right

if TYPE_CHECKING:
    from fengqiao.catalogue.model import Pack
    from fengqiao.matters.models import Matter

OPEN = (DispatchState.HELD.value, DispatchState.OFFERED.value)


@dataclass(frozen=True, slots=True)
class Course:
    """How a share stands within its station: who holds it, to whom it is offered, and all its dispatches, oldest first."""

    held: Dispatch | None
    offered: Dispatch | None
    all: tuple[Dispatch, ...]


def share_seen(viewer: Viewer, task_id: UUID) -> Share | None:
    """Return an open share of a unit that the viewer reaches, of a matter that the viewer may see."""
    share = share_of(task_id)
    if share is None or share.unit_id not in viewer.seen_units or share.state not in OPEN_TASKS:
        return None
    return share if numbers_seen(viewer, [share.matter_id]) else None


def dispatch_for(viewer: Viewer, dispatch_id: UUID) -> Dispatch | None:
    """Return a dispatch if the viewer may see its matter and reaches its station."""
    rows = Dispatch.objects.filter(id=dispatch_id, station__in=viewer.seen_units)
    row = rows.select_related("part", "station").first()
    return row if row is not None and numbers_seen(viewer, [row.matter_id]) else None


def facts_kept(matter_ids: Collection[UUID]) -> dict[UUID, dict[str, object]]:
    """Return by what the table first decided in each of some matters (settings.REPLAYED); the caller has passed their gate."""
    rows = Dispatch.objects.filter(matter__in=set(matter_ids), before__isnull=True).order_by("-made_at", "-id")
    kept = {
        row.matter_id: row.decision.get("facts") for row in rows.only("matter_id", "decision")
    }  # the first of each stays
    return {matter_id: facts for matter_id, facts in kept.items() if isinstance(facts, dict)}


def courses(task_ids: Collection[UUID]) -> dict[UUID, Course]:
    """Return by share how it stands within its station (one query); the caller has passed the gate of the matters."""
    found: dict[UUID, list[Dispatch]] = {}
    rows = Dispatch.objects.filter(task__in=set(task_ids)).select_related("part", "staff", "before__part")
    for row in rows.order_by("made_at", "id"):
        found.setdefault(row.task_id, []).append(row)
    return {key: _course(each) for key, each in found.items()}


def _course(rows: Sequence[Dispatch]) -> Course:
    by_state = {row.state: row for row in rows if row.state in OPEN}
    return Course(by_state.get(DispatchState.HELD.value), by_state.get(DispatchState.OFFERED.value), tuple(rows))


def dispatches_of(task_id: UUID) -> Course:
    """Return how a share stands within its station; the caller has passed the gate of its matter."""
    return courses([task_id]).get(task_id, Course(None, None, ()))


def in_hand(station_id: UUID) -> dict[UUID, int]:
    """Return how many open shares of a station each of its people has (one query)."""
    rows = Dispatch.objects.filter(
        station=station_id, state=DispatchState.HELD.value, task__state__in=OPEN_TASKS, staff__isnull=False
    )
    return dict(rows.values("staff_id").annotate(n=Count("id")).values_list("staff_id", "n"))


def in_part(viewer: Viewer, row: Dispatch) -> bool:
    """Say whether somebody acts for the part of a dispatch: one of its people, or a leader of the station."""
    return viewer.may(Right.HANDLE) and (in_part_of(viewer, row.part_id) or viewer.may(Right.SUPERVISE))


class Room:
    """A station with its parts and people, read once: what the table in force suggests for any of its shares."""

    def __init__(
        self, station: UnitCard, units: Directory, pack: Pack, *, at: datetime, on_duty: Collection[UUID] = ()
    ) -> None:
        self.station, self.units, self.pack = station, units, pack
        self.duties = on_duty_at(station.id, at=at)
        self.on_duty = on_duty or {row.staff_id for row in self.duties}
        self.local = timezone.localtime(at)
        self.teams = teams_of(station.id, units, pack.station)
        self.people = staff_by_unit([team.unit.id for team in self.teams], at=at)
        self.counts = in_hand(station.id)

    def suggest(self, matter: Matter, role: str) -> tuple[Suggestion | None, UUID | None]:
        """Return what the table suggests for a share of the station in a role, and who of that part."""
        place = self.units.places.get(matter.area_id) if matter.area_id else None
        asked = Asked(
            matter.kind, matter.fields, matter.topic, matter.urgent, place.setting if place else "", role, self.local
        )
        teams = {team.unit.part: team.unit.id for team in self.teams}
        found = suggested(self.pack, asked, teams)
        if found is None:
            return None, None
        people = [staff_id for staff_id, _name in self.people[teams[found.part]]]
        return found, chosen(found.whom, people, self.on_duty, self.counts)
