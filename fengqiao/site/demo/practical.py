"""The demo county's list of practical matters, played through the real actions up to today."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.orgs.queries import Viewer, directory, viewer_in
from fengqiao.orgs.terms import Role
from fengqiao.practical import actions
from fengqiao.practical.queries import item_for
from fengqiao.practical.terms import Aim

LEADS, WORKS = (Role.CHIEF, Role.DUTY_DESK, Role.SUPERVISOR), (Role.OFFICER, Role.HANDLER, Role.DUTY_DESK)


def play_practical(folder: Path, *, now: datetime) -> None:
    """Put this year's matters into the list; report and verify what lies behind, leave one late and one to be verified."""
    told = tomllib.loads((folder / "practical.toml").read_text(encoding="utf-8"))
    ids = {card.code: card.id for card in directory(at=now).units.values()}
    with transaction.atomic():
        for each in told["matter"]:
            if each["unit"] in ids:
                _play(each, ids, now)


def _moment(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=timezone.get_default_timezone())


def _play(each: dict[str, Any], ids: dict[str, UUID], now: datetime) -> None:
    year = timezone.localdate(now).year
    began = min(_moment(date(year, 1, 12), 10), now - timedelta(hours=2))
    chief = viewer_in(ids[each["unit"]], LEADS, at=began)
    if chief is None:
        return
    stones = [(one["title"], date(year, *map(int, one["due"].split("-")))) for one in each["stone"]]
    helpers = [ids[code] for code in each["helpers"] if code in ids]
    item = actions.plan(
        unit_id=ids[each["unit"]], year=year, aim=Aim(each["aim"]), title=each["title"], helpers=helpers, stones=stones,
        by=chief, at=began,
    )  # fmt: skip
    actions.show(item_id=item, shown=True, by=chief, at=began)
    made = item_for(chief, item)
    rows = sorted(made.stones.all(), key=lambda row: row.place) if made else []
    for one, row in zip(each["stone"], rows, strict=True):
        at = _moment(row.due - timedelta(days=one.get("early", 3)), 15)
        worker = viewer_in(ids[one.get("by", each["unit"])], WORKS, at=at)
        if "done" in one and worker is not None and began < at < now - timedelta(days=2):
            actions.report(item_id=item, stone_id=row.id, text=one["done"], uploads=[], by=worker, at=at)
            _verify(item, row.id, chief, worker, one, at, now)


def _verify(
    item: UUID, stone: UUID, chief: Viewer, worker: Viewer, one: dict[str, Any], at: datetime, now: datetime
) -> None:
    verified = at + timedelta(days=1)
    if one.get("waits") or worker.staff_id == chief.staff_id or verified >= now:
        return
    actions.check(item_id=item, stone_id=stone, passed=True, text=one.get("seen", ""), by=chief, at=verified)
