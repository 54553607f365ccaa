"""Everything that a matter's page shows, read at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch
from django.utils import timezone

from fengqiao.catalogue.model import Kind
from fengqiao.kit.clocks import Deadline, Limit, deadline, events_from_json
from fengqiao.matters.models import Clock, Entry, Matter, Report, Routing, Task
from fengqiao.matters.queries.gate import visible
from fengqiao.matters.rules.clocks import began_with
from fengqiao.matters.rules.conferring import opinions
from fengqiao.matters.terms import OPEN_TASKS, Move, TaskRole
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import PublishedPack, pack_of

CALENDAR = "china"


def own_first(task: Task, viewer: Viewer, *, lead_first: bool = False) -> tuple[bool, bool, bool]:
    """Sort the tasks that a viewer reaches: those of their own unit, then the lead's (`lead_first`: that before all)."""
    is_lead = task.role == TaskRole.LEAD.value
    return lead_first and not is_lead, task.unit_id != viewer.unit_id, not is_lead


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything that a matter's page shows, read at once."""

    matter: Matter
    published: PublishedPack
    kind: Kind
    reports: list[Report]
    tasks: list[Task]
    entries: list[Entry]
    clocks: list[tuple[Clock, Deadline]]
    routings: list[Routing]

    @property
    def lead(self) -> Task | None:
        """The lead task that is open, if any."""
        return next((t for t in self.tasks if t.role == "lead" and t.state in OPEN_TASKS), None)

    @property
    def passed_on(self) -> list[Task]:
        """The shares of those to whom it was passed on and who have not signed yet."""
        return [t for t in self.tasks if t.role == TaskRole.NEXT.value and t.state in OPEN_TASKS]

    def limit(self, code: str) -> Limit:
        """The limit that its clocks with a code began with."""
        of = next((row.kind for row, _found in self.clocks if row.code == code), "")
        return began_with(self.published.pack, self.kind, timezone.localdate(self.matter.received_at), code, of)

    def answers(self, viewer: Viewer) -> bool:
        """Whether the viewer's unit is the one that answers the teller: the lead, also after closing."""
        leads = [t for t in self.tasks if t.role == TaskRole.LEAD.value and t.unit_id == self.matter.unit_id]
        return bool(leads) and (leads[-1].unit_id in viewer.seen_units or leads[-1].assignee_id == viewer.staff_id)

    def task_of(self, viewer: Viewer) -> Task | None:
        """The open task on which the viewer can act: their own unit's first, then of a unit below it, lead first."""
        mine = [
            t
            for t in self.tasks
            if t.state in OPEN_TASKS
            and t.barred != viewer.staff_id
            and t.role != TaskRole.CONFER.value
            and (t.unit_id in viewer.seen_units or t.assignee_id == viewer.staff_id)
        ]
        return min(mine, key=lambda task: own_first(task, viewer), default=None)


def opinions_of(matter_id: UUID) -> list[tuple[str, str]]:
    """Return (unit, view) of what was said in a matter's last conference, the last words last."""
    moves = [Move.CONFER.value, Move.OPINE.value]
    rows = Entry.objects.filter(matter_id=matter_id, move__in=moves).order_by("at", "id")
    return opinions(rows.values_list("move", "codes"))


def clocks_to_look_at(now: datetime, most: int) -> list[UUID]:
    """Return the running clocks whose moment has come, the oldest moment first."""
    rows = Clock.objects.filter(stopped_at__isnull=True, next_at__lte=now).order_by("next_at")
    return list(rows.values_list("id", flat=True)[:most])


def dossier(viewer: Viewer, matter_id: UUID) -> Dossier | None:
    """Return the dossier of a matter if the viewer may see it."""
    matter = (
        visible(viewer)
        .filter(id=matter_id)
        .select_related("unit", "area")
        .prefetch_related(
            Prefetch("reports", Report.objects.order_by("received_at", "id").select_related("taken_unit")),
            Prefetch("tasks", Task.objects.order_by("opened_at", "id").select_related("unit", "assignee")),
            Prefetch("entries", Entry.objects.order_by("at", "id").select_related("unit")),
            Prefetch("clocks", Clock.objects.order_by("started_at", "id")),
            Prefetch("routings", Routing.objects.order_by("at", "id").select_related("unit")),
        )
        .first()
    )
    if matter is None:
        return None
    published = pack_of(matter.edition_id)
    day = timezone.localdate(matter.received_at)
    kind = published.pack.kind_for(matter.kind, day)
    calendar = published.pack.calendars[CALENDAR]
    zone = timezone.get_default_timezone()
    clocks = [
        (
            row,
            deadline(
                began_with(published.pack, kind, day, row.code, row.kind), events_from_json(row.events), calendar, zone
            ),
        )
        for row in matter.clocks.all()
    ]
    return Dossier(
        matter,
        published,
        kind,
        list(matter.reports.all()),
        list(matter.tasks.all()),
        list(matter.entries.all()),
        clocks,
        list(matter.routings.all()),
    )
