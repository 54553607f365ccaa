"""Officers of villages in the demo county: named by each station's chief; a few villages still have nobody."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from fengqiao.orgs.queries import Viewer, directory, staff_in, viewer_in
from fengqiao.orgs.terms import Role
from fengqiao.villages.actions import name_officer
from fengqiao.villages.queries import villages as villages_seen

SINCE, DEPUTY_OF = 200, 3  # days; every which village has its officer as deputy secretary too


def play_villages(folder: Path, *, now: datetime) -> None:
    """Name officers of stations for the villages on their ground; a few villages still have nobody."""
    told = tomllib.loads((folder / "villages.toml").read_text(encoding="utf-8"))
    ids = {card.code: card.id for card in directory(at=now).units.values()}
    with transaction.atomic():
        for code, without in told["without_officer"].items():
            by = viewer_in(ids[code], [Role.CHIEF], at=now) if code in ids else None
            if by is not None:
                _name_officers(by, set(without), now)


def _name_officers(by: Viewer, without: set[str], now: datetime) -> None:
    people = [who for who, _name in staff_in(by.unit_id, at=now) if who != by.staff_id]
    found = [each.place for each in villages_seen(by, at=now) if each.place.code not in without]
    since = timezone.localdate(now) - timedelta(days=SINCE)
    for n, place in enumerate(found):
        who = people[n % len(people)]
        name_officer(area_id=place.id, staff_id=who, duty="officer", since=since, by=by, at=now)
        if n % DEPUTY_OF == 0:
            name_officer(area_id=place.id, staff_id=who, duty="deputy", since=since, by=by, at=now)
