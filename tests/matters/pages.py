"""Pages about how matters flow, for the tests that open every page: calls, a clock, a table that is being changed, its replay."""

from __future__ import annotations

from fengqiao.matters.models import Clock
from tests.desk.scene import Scene
from tests.matters.test_replay import draft, played

ALL_YEAR = "?since=2026-01-01&until=2026-12-31"


def flow_pages(scene: Scene) -> dict[str, tuple[str, str]]:
    """Let a draft that would move matters be tried on the past; return who opens what."""
    matter = scene["working"]
    clock = Clock.objects.get(matter=matter, code="finish", stopped_at__isnull=True)
    replay = played(draft())
    return {
        "calls": ("supervisor", f"/calls/{ALL_YEAR}"),
        "sums of calls": ("supervisor", f"/calls/sums/{ALL_YEAR}"),
        "calls passed on": ("supervisor", f"/calls/diverting/{ALL_YEAR}"),
        "figures of calls": ("supervisor", f"/calls/figures/{ALL_YEAR}"),
        "why this date": ("handler.urban", f"/matters/{matter.id}/clock/{clock.id}/"),
        "table being changed": ("dispatcher", "/rules/tables/routing/"),
        "replay": ("dispatcher", f"/rules/replays/{replay.id}/"),
    }
