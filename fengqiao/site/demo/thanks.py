"""Banners and letters of the demo county, registered through the real actions; one was registered twice and taken back."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from fengqiao.orgs.queries import directory, viewer_in
from fengqiao.orgs.terms import Role
from fengqiao.site.demo.pictures import banner, sheet
from fengqiao.thanks import actions
from fengqiao.thanks.actions import NewThanks
from fengqiao.vault.actions import Upload

MAKERS = (Role.DUTY_DESK, Role.CHIEF, Role.ASSISTANT, Role.OFFICER)
SPACE = UUID("0198e5a4-0000-7000-8000-000000000158")


def play_thanks(folder: Path, *, now: datetime) -> None:
    """Register what was given up to `now`."""
    told = tomllib.loads((folder / "thanks.toml").read_text(encoding="utf-8"))
    units = {card.code: card.id for card in directory(at=now).units.values()}
    with transaction.atomic():
        for place, each in enumerate(told["thanks"]):
            at = now - timedelta(days=each["days_back"], minutes=13 * place)
            by = viewer_in(units[each["unit"]], MAKERS, at=at) if each["unit"] in units else None
            if by is None:
                continue
            given = NewThanks(
                press=uuid5(SPACE, f"{place}"), kind=each["kind"], unit_id=by.unit_id, day=timezone.localdate(at), text=each["text"],
                staff_id=by.staff_id if each.get("own") else None, personal={"person_name": each["name"], "teller_phone": each.get("phone", "")},
            )  # fmt: skip
            made = actions.register(
                given=given, uploads=[_picture(each["kind"], place)] if each.get("pictured", True) else (), by=by, at=at
            )
            if "wrong" in each:
                actions.retract(thanks_id=made, wrong=each["wrong"], by=by, at=at + timedelta(hours=1))


def _picture(kind: str, place: int) -> Upload:
    return Upload("1.jpg", banner(place) if kind == "banner" else sheet(place))
