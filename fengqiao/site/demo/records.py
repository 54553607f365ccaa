"""Banners, letters and case outcomes of the fictional county, recorded through the real actions by those who got them."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from fengqiao.matters import actions
from fengqiao.matters.terms import Door
from fengqiao.orgs.queries import directory, viewer_in
from fengqiao.orgs.terms import Role
from fengqiao.rulebook.queries import pack_on
from fengqiao.site.demo.hands import taken_in

RECORDS = (Role.DUTY_DESK, Role.CHIEF)


@transaction.atomic
def play_records(*, now: datetime) -> None:
    """Record what lies behind `now`, where the pack in force has these kinds."""
    told = tomllib.loads((settings.PACKS_DIR / "demo" / "records.toml").read_text(encoding="utf-8"))["record"]
    kinds = pack_on(now).pack.kinds
    for each in sorted(told, key=lambda one: -one["days"]):
        if each["kind"] in kinds:
            _record(each, now)


def _record(told: dict[str, Any], now: datetime) -> None:
    at = timezone.localtime(now - timedelta(days=told["days"])).replace(hour=16, minute=20, second=0, microsecond=0)
    units = directory(at=at)
    unit = next(card.id for card in units.units.values() if card.code == told["unit"])
    by = viewer_in(unit, RECORDS, at=at)
    assert by is not None  # noqa: S101  # a station has its people
    where = next((place.id for place in units.places.values() if place.code == told["area"]), None)
    telling = actions.Telling(
        door=Door.COUNTER, title=told["title"], text=told["title"], told_at=at, source="demo-records",
        outside_ref=f"{told['kind']}-{told['days']}", kind=told["kind"], area_id=where,
    )  # fmt: skip
    matter = taken_in(telling, by=by, at=at)
    soon = at + timedelta(minutes=5)
    actions.accept(matter_id=matter, by=by, at=soon)
    fields = {code: str(value) for code, value in told["fields"].items()}
    actions.close(
        matter_id=matter, result="recorded", text="", fields=fields, uploads=[], by=by, at=soon + timedelta(minutes=5)
    )
