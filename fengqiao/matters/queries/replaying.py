"""What a draft of a table would move: one's own replays, their matters only as far as one sees them now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet

from fengqiao.matters.models import Replay, ReplayMove
from fengqiao.matters.queries.gate import visible
from fengqiao.orgs.queries import Viewer


@dataclass(frozen=True, slots=True)
class Flow:
    """So many matters that would go from one function to another."""

    old: str
    new: str
    count: int


def replay_of(viewer: Viewer, replay_id: UUID) -> Replay | None:
    """Return a replay that the viewer asked for."""
    return Replay.objects.filter(id=replay_id, staff_id=viewer.staff_id).first()


def last_replay(viewer: Viewer, draft_id: UUID) -> Replay | None:
    """Return the viewer's newest replay of a draft."""
    return Replay.objects.filter(draft_id=draft_id, staff_id=viewer.staff_id).order_by("-at").first()


def flows(viewer: Viewer, replay: Replay) -> list[Flow]:
    """Return the matters that would go elsewhere, by where from and where to, the most first."""
    rows = _moves(viewer, replay).values("old_function", "new_function").annotate(n=Count("id"))
    found = [Flow(row["old_function"], row["new_function"], row["n"]) for row in rows.order_by()]
    return sorted(found, key=lambda each: (-each.count, each.old, each.new))


def moves(viewer: Viewer, replay: Replay, *, most: int, old: str = "", new: str = "") -> tuple[list[ReplayMove], int]:
    """Return the newest matters that would move (of one flow, where named), and how many there are in all."""
    rows = _moves(viewer, replay)
    if old:
        rows = rows.filter(old_function=old)
    if new:
        rows = rows.filter(new_function=new)
    return list(rows.select_related("matter").order_by("-matter__received_at", "-id")[:most]), rows.count()


def _moves(viewer: Viewer, replay: Replay) -> QuerySet[ReplayMove]:
    return ReplayMove.objects.filter(replay=replay, matter__in=visible(viewer))


def stays(replay: Replay) -> Mapping[str, int]:
    """Return how many matters stay where they went, by function."""
    return dict(replay.stays)
