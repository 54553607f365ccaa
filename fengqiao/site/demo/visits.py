"""Visits of the demo county, played through the real actions: lists of two stations, what was found, who is due."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from fengqiao.orgs.queries import Viewer, directory, viewer_in
from fengqiao.orgs.terms import Role
from fengqiao.visits import actions
from fengqiao.visits.actions import Found
from fengqiao.visits.rules.sheets import VisiteeRow
from fengqiao.visits.terms import Met

SEED, SPREAD = 20261126, 12  # thousandths of a degree around the middle of a station


def play_visits(folder: Path, *, now: datetime) -> None:
    """Register those visited as long ago as told, and visit them until today."""
    told = tomllib.loads((folder / "visits.toml").read_text(encoding="utf-8"))
    people = tomllib.loads((folder / "phrases.toml").read_text(encoding="utf-8"))["people"]
    units = directory(at=now)
    ids = {card.code: card.id for card in units.units.values()}
    areas = {place.code: place.id for place in units.places.values()}
    dice = random.Random(SEED)  # noqa: S311  # the same county at every filling
    with transaction.atomic():
        for station in told["station"]:
            if station["unit"] not in ids or not set(station["home"]) <= areas.keys():
                continue
            officers = [
                viewer_in(ids[station["unit"]], [Role.OFFICER], at=now, turn=turn)
                for turn in range(station["officers"])
            ]
            some = [each for each in officers if each is not None]
            if some:
                _station(station, told, people, areas, some, dice, now)


def _station(
    station: dict[str, Any], told: dict[str, Any], people: dict[str, Any], areas: dict[str, UUID], officers: Sequence[Viewer],
    dice: random.Random, now: datetime,
) -> None:  # fmt: skip
    """Everybody on the list of a station: households in turn over its villages, then its premises."""
    shops = [(name, "", course) for name, course in zip(station["premises"], cycle(told["shop"]), strict=False)]
    homes = [
        (dice.choice(people["surnames"]) + dice.choice(people["women"] + people["men"]), f"{dice.choice(station['streets'])}{dice.randint(1, 180)}{told['door']}", course)
        for _n, course in zip(range(station["homes"]), cycle(told["course"]), strict=False)
    ]  # fmt: skip
    for place, (name, address, course) in enumerate([*homes, *shops]):
        by = officers[place % len(officers)]
        point = tuple(middle + dice.randint(-SPREAD, SPREAD) for middle in station["point"])
        row = VisiteeRow(
            name=name, address=address, phone=f"{people['phone_prefix']}{dice.randint(0, 9999):04}" if address else "", tier=course["tier"],
            area_id=areas[station["home"][place % len(station["home"])]], officer_id=by.staff_id, point=(point[0], point[1]),
        )  # fmt: skip
        _followed(row, course, by, now - timedelta(hours=dice.randint(0, 30)), now)


def _followed(row: VisiteeRow, course: dict[str, Any], by: Viewer, end: datetime, now: datetime) -> None:
    """Register one and visit them as their course says."""
    made = end - timedelta(days=course["days"])
    new, _known = actions.add_visitees(rows=[row], by=by, at=made)
    for each in course.get("visits", ()):
        at = min(end - timedelta(days=each["back"]), now)
        concerns = [Found(each["concern"], each.get("text", ""))] if "concern" in each else []
        for one in new:
            actions.visit(visitee_id=one, met=Met(each["met"]), found=concerns, by=by, at=at)
