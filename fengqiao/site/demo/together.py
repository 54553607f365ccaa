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
from fengqiao.matters.terms import Door, MatterState
from fengqiao.orgs.queries import UnitCard, Viewer, directory, viewer_in
from fengqiao.orgs.terms import Role
from fengqiao.site.demo.county import DEMO_FOLDER

MOST = 4  # of one grid


def _told(told: list[dict[str, str]], grid: UnitCard, station: UnitCard, by: Viewer, now: datetime) -> None:
    """Let the station take in what was told of a village at its counter, and sign for it."""
    area = min(grid.covers)
    for n, each in enumerate(told):
        at = now - timedelta(hours=50 - 9 * n)
        telling = matters.Telling(
            door=Door.COUNTER, title=each["title"], text=each["text"], told_at=at, source="demo-shared",
            outside_ref=f"{grid.code}-{n}", kind=each["kind"], area_id=area, to_unit=station.id, reason=each["reason"],
        )  # fmt: skip
        (taken,) = matters.receive(telling_list=[telling], desk=matters.desk_at(at), by=by, at=at)
        if taken.matter_id is not None:
            with suppress(Problem):  # a station signs for what it takes in itself
                matters.accept(matter_id=taken.matter_id, by=by, at=at + timedelta(minutes=5))


def play_shared(*, now: datetime) -> None:
    """Let stations ask the grid workers of a village for what lies there; the first is done by the grid, the others go on."""
    units = directory(at=now)
    words = tomllib.loads((DEMO_FOLDER / "command.toml").read_text(encoding="utf-8"))["shared"]
    for place, grid in enumerate(card for card in units.units.values() if is_grid(card)):
        worker = viewer_in(grid.id, [Role.GRID_WORKER], at=now)
        station = next((units.unit_for("police", area) for area in grid.covers), None)
        if worker is None or station is None or not is_station(station, units):
            continue
        by = viewer_in(station.id, [Role.DUTY_DESK], at=now)
        if by is None:
            continue
        _told([words["told"][place % len(words["told"])]], grid, station, by, now)
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
