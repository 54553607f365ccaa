"""What stands on the board of a command room: what waits to be dispatched, what each part has in hand, how fast it went today."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from fengqiao.command.queries.dispatches import Course, Room, courses
from fengqiao.command.rules.dispatching import Suggestion
from fengqiao.matters.queries import CallTimes, Share, call_times, day_begins, open_shares, visible
from fengqiao.matters.terms import TaskRole

if TYPE_CHECKING:
    from fengqiao.matters.models import Matter
    from fengqiao.orgs.queries import Viewer

MINUTE, HOUR = 60, 3600
EMERGENCY = "emergency"  # what the measures response.* count as well: a request may take its days
# Upper ends of the first four bins, in seconds; the fifth is beyond (某市 110 周通报的三段时延分箱).
BINS: Mapping[str, tuple[int, int, int, int]] = {
    "signed": (30, 60, 120, 180),
    "arrived": (5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE),
    "reported": (30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR),
}


@dataclass(frozen=True, slots=True)
class OnBoard:
    """An open share of a station: its matter, who has it, and what the table suggests where nobody has."""

    share: Share
    matter: Matter
    course: Course
    suggestion: Suggestion | None = None
    who: UUID | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """The board: shares that nobody holds (oldest first), those that parts hold, how many matters came today, and the bins of the emergencies among them."""

    waiting: tuple[OnBoard, ...]
    held: tuple[OnBoard, ...]
    came: int
    bins: Mapping[str, tuple[int, int, int, int, int]]

    @property
    def offered(self) -> list[OnBoard]:
        """Those that one part offers to another."""
        return [each for each in self.held if each.course.offered]


def board(viewer: Viewer, room: Room, *, at: datetime) -> Board:
    """Return the board of a station as a viewer sees it (the same number of queries however much there is)."""
    shares = [each for each in open_shares(room.station.id) if each.role != TaskRole.CONFER.value]
    ids = {each.matter_id for each in shares}
    matters = {row.id: row for row in visible(viewer).filter(id__in=ids).select_related("unit", "area")}
    known = courses([each.task_id for each in shares])
    waiting, held = [], []
    for share in shares:
        if (matter := matters.get(share.matter_id)) is None:
            continue
        course = known.get(share.task_id, Course(None, None, ()))
        if course.held is not None:
            held.append(OnBoard(share, matter, course))
        else:
            waiting.append(OnBoard(share, matter, course, *room.suggest(matter, share.role)))
    waiting.sort(key=lambda each: (not each.matter.urgent, each.matter.received_at))
    today = day_begins(timezone.localdate(at))
    fresh = visible(viewer).filter(
        unit=room.station.id, received_at__gte=today, received_at__lt=today + timedelta(days=1)
    )
    rows = list(fresh)
    quick = call_times([row for row in rows if row.kind == EMERGENCY])
    return Board(tuple(waiting), tuple(held), len(rows), binned(quick.values()))


def binned(times: Collection[CallTimes]) -> dict[str, tuple[int, int, int, int, int]]:
    """Return by step how many matters fall into each of the five bins: signing after coming, the others after signing."""
    found = {step: [0, 0, 0, 0, 0] for step in BINS}
    for each in times:
        moments = {"signed": each.accepted, "arrived": each.arrived, "reported": each.reported}
        for step, ends in BINS.items():
            since = (each.dispatched or each.taken) if step == "signed" else each.accepted
            moment = moments[step]
            if since is None or moment is None:
                continue
            seconds = (moment.at - since.at).total_seconds()
            place = next((n for n, end in enumerate(ends) if seconds <= end), 4)
            found[step][place] += 1
    return {step: (row[0], row[1], row[2], row[3], row[4]) for step, row in found.items()}
