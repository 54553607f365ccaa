"""Matters that officers and grid workers of the demo county do together: asked, signed for, one share done."""

from __future__ import annotations

import tomllib
from contextlib import suppress
from datetime import datetime, timedelta

from fengqiao.command import actions
from fengqiao.command.queries import is_grid, is_station
from fengqiao.kit.problems import Problem
from fengqiao.matters import actions as matters
from fengqiao.matters.queries import lead_of, visible
from fengqiao.matters.terms import MatterState
from fengqiao.orgs.queries import directory, viewer_in
from fengqiao.orgs.terms import Role
from fengqiao.site.demo.county import DEMO_FOLDER

MOST = 3  # of one grid


def play_shared(*, now: datetime) -> None:
    """Let stations ask the grid workers of a village for what lies there; the first is done by the grid, the others go on."""
    units = directory(at=now)
    words = tomllib.loads((DEMO_FOLDER / "command.toml").read_text(encoding="utf-8"))["shared"]
    for grid in [card for card in units.units.values() if is_grid(card)]:
        worker = viewer_in(grid.id, [Role.GRID_WORKER], at=now)
        station = next((units.unit_for("police", area) for area in grid.covers), None)
        if worker is None or station is None or not is_station(station, units):
            continue
        by = viewer_in(station.id, [Role.DUTY_DESK], at=now)
        if by is None:
            continue
        rows = visible(by).filter(unit=station.id, state=MatterState.WORKING.value, sealed=False, area__in=grid.covers)
        done = 0
        for matter in rows.order_by("received_at", "id"):
            lead = lead_of(matter.id)
            if lead is None or done == MOST:
                continue
            at = max(matter.received_at + timedelta(hours=1), now - timedelta(hours=30 - done))
            with suppress(Problem):  # somebody has it who may not, or the place has another party already
                actions.share(
                    matter_id=matter.id, staff_id=worker.staff_id, wanted=words["wanted"], by=by, at=min(at, now)
                )
                done += 1
                matters.accept(matter_id=matter.id, by=worker, at=min(at + timedelta(minutes=20), now))
                if done == 1:
                    matters.finish_task(
                        matter_id=matter.id, text=words["done"], uploads=[], by=worker, at=min(at + timedelta(hours=3), now)
                    )  # fmt: skip
