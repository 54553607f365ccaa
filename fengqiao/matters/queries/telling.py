"""What is read of a matter without the gate: by those who hold a paper or a link for it, and only what these show."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from fengqiao.catalogue.model import Kind
from fengqiao.kit.clocks import Deadline, deadline, events_from_json
from fengqiao.matters.models import Clock, Entry, Matter, Report, Task
from fengqiao.matters.queries.dossier import CALENDAR
from fengqiao.matters.queries.gate import visible
from fengqiao.matters.rules.clocks import began_with
from fengqiao.matters.terms import OPEN_TASKS, MatterState, Move, TaskState
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import PublishedPack, pack_of

# What a resident may know of a matter's course; of the other moves nothing, not even that there were any.
TOLD = (
    Move.RECEIVE, Move.ROUTE, Move.RULE, Move.TRANSFER, Move.HAND_ON, Move.ACCEPT, Move.PROGRESS, Move.RETURN, Move.PAUSE, Move.RESUME,
    Move.EXTEND, Move.NEW_RULE, Move.REPLY, Move.CLOSE, Move.REOPEN,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stage:
    """One line of a matter's course as a resident may know it: what, when, which unit; the words of an answer alone."""

    move: Move
    at: datetime
    unit_id: UUID
    step: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """How a matter stands, for its teller: no staff, no teller, no words but the answers. Sealed: not even a course."""

    matter_id: UUID
    number: str
    state: MatterState
    sealed: bool
    unit_id: UUID
    received_at: datetime
    closed_at: datetime | None
    result: str
    kind: Kind
    published: PublishedPack
    stages: tuple[Stage, ...]
    clocks: tuple[tuple[Clock, Deadline], ...]


def course_of(matter_id: UUID) -> Course | None:
    """Return how the matter of a slip stands; of one that was merged, how the one stands that goes on.

    Whoever asks holds a slip of it, or knows its number and whom it concerns.
    """
    first = Matter.objects.filter(id=matter_id).select_related("merged_into").first()
    if first is None:
        return None
    row = first
    for _ in range(20):  # merged into another that was merged
        if row.merged_into_id is None or row.merged_into is None:
            break
        row = row.merged_into
    row = first if row.sealed else row
    published = pack_of(row.edition_id)
    day = timezone.localdate(row.received_at)
    kind = published.pack.kind_for(row.kind, day)
    sealed = row.sealed or first.sealed
    entries = () if sealed else _stages(row)
    zone, calendar = timezone.get_default_timezone(), published.pack.calendars[CALENDAR]
    clocks = () if sealed else tuple(
        (
                clock,
                deadline(
                    began_with(published.pack, kind, day, clock.code, clock.kind), events_from_json(clock.events), calendar, zone
                ),
            )
        for clock in Clock.objects.filter(matter=row, code__in=("accept", "finish"), stopped_at__isnull=True)
        .order_by("due_at", "id")
        if clock.code in kind.clocks
    )  # fmt: skip
    return Course(
        row.id,
        first.number,
        MatterState(row.state),
        sealed,
        row.unit_id,
        first.received_at,
        row.closed_at,
        "" if sealed else row.result,
        kind,
        published,
        entries,
        clocks,
    )


def _stages(row: Matter) -> tuple[Stage, ...]:
    leads = set(Task.objects.filter(matter=row, role="lead").values_list("id", flat=True))
    found = []
    for entry in Entry.objects.filter(matter=row, move__in=[m.value for m in TOLD]).order_by("at", "id"):
        move = Move(entry.move)
        if move in (Move.ACCEPT, Move.PROGRESS, Move.RETURN) and entry.task_id and entry.task_id not in leads:
            continue  # a helper's
        sent = move in (Move.RECEIVE, Move.ROUTE, Move.RULE, Move.TRANSFER, Move.HAND_ON)
        unit = entry.codes.get("unit") if sent else None
        answer = entry.text if move is Move.REPLY else ""
        step = str(entry.codes.get("step", ""))
        found.append(Stage(move, entry.at, UUID(unit) if unit else entry.unit_id, step, answer))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Share:
    """One party's share, as much as a link needs to know."""

    task_id: UUID
    matter_id: UUID
    unit_id: UUID
    role: str
    state: str


def share_of(task_id: UUID) -> Share | None:
    """Return a share by its id; whoever asks passes the gate of its matter, or holds a link for it."""
    row = Task.objects.filter(id=task_id).values_list("id", "matter_id", "unit_id", "role", "state").first()
    return Share(*row) if row else None


def open_shares(unit_id: UUID) -> list[Share]:
    """Return the open shares of a unit, the oldest first."""
    rows = Task.objects.filter(unit_id=unit_id, state__in=OPEN_TASKS, matter__sealed=False).order_by("opened_at", "id")
    return [Share(*row) for row in rows.values_list("id", "matter_id", "unit_id", "role", "state")]


def shares_in(matter_id: UUID) -> list[Share]:
    """Return the shares in a matter that are open, and copies; the caller has passed its gate."""
    rows = Task.objects.filter(matter=matter_id, state__in=[*OPEN_TASKS, TaskState.NOTED.value])
    return [Share(*row) for row in rows.values_list("id", "matter_id", "unit_id", "role", "state")]


def lead_of(matter_id: UUID) -> Task | None:
    """Return the open share of whoever leads a matter; the caller has passed its gate."""
    return Task.objects.filter(matter=matter_id, role="lead", state__in=OPEN_TASKS).first()


def states_of_shares(matter_ids: Collection[UUID]) -> dict[tuple[UUID, UUID], str]:
    """Return by matter and unit how far its latest share is (one query); the caller has passed the gate of the matters."""
    rows = Task.objects.filter(matter__in=set(matter_ids)).order_by("opened_at", "id")
    return {(matter, unit): state for matter, unit, state in rows.values_list("matter_id", "unit_id", "state")}


def took_in(viewer: Viewer, matter_id: UUID) -> bool:
    """Say whether somebody took a telling of a matter in themselves."""
    return Report.objects.filter(matter_id=matter_id, taken_by=viewer.staff_id).exists()


def id_of_number(number: str) -> UUID | None:
    """Return the matter with a number; whoever asks says nothing of whether there is one."""
    return Matter.objects.filter(number=number).values_list("id", flat=True).first()


def facts_of(matter_id: UUID) -> tuple[str, str, UUID | None, bool, datetime | None] | None:
    """Return (number, kind, area, urgent, due) of a matter: what a notice about it may say."""
    return Matter.objects.filter(id=matter_id).values_list("number", "kind", "area_id", "urgent", "due_at").first()


def shares_seen(viewer: Viewer, task_ids: Collection[UUID]) -> dict[UUID, Share]:
    """Return those of the shares given whose matter the viewer may see and which is not sealed, by id (one query)."""
    mine = visible(viewer).filter(sealed=False).values("id")
    rows = Task.objects.filter(id__in=set(task_ids), matter__in=mine)
    return {row[0]: Share(*row) for row in rows.values_list("id", "matter_id", "unit_id", "role", "state")}


def lines_of(task_ids: Collection[UUID], moves: Collection[Move]) -> dict[UUID, list[tuple[str, str, datetime]]]:
    """Return (move, words, moment) of the lines of these moves in the timelines of some shares, by share (one query)."""
    found: dict[UUID, list[tuple[str, str, datetime]]] = {}
    rows = Entry.objects.filter(task_id__in=set(task_ids), move__in=[move.value for move in moves])
    for task_id, move, text, at in rows.values_list("task_id", "move", "text", "at"):
        if task_id is not None:
            found.setdefault(task_id, []).append((move, text, at))
    return found


def kinds_of(matter_ids: Collection[UUID]) -> dict[UUID, Kind]:
    """Return the kind of each of some matters as it began with it (one query); the caller has passed their gate."""
    rows = Matter.objects.filter(id__in=set(matter_ids)).values_list("id", "edition_id", "kind", "received_at")
    return {
        matter_id: pack_of(edition_id).pack.kind_for(kind, timezone.localdate(at))
        for matter_id, edition_id, kind, at in rows
    }
