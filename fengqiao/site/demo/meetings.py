"""Monthly meetings of the demo county, played through the real actions: suggestions, replies, and the next one waiting."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.meetings import actions
from fengqiao.orgs.queries import Viewer, directory, viewer_in
from fengqiao.orgs.terms import Role

LEADS = (Role.OFFICER, Role.DUTY_DESK, Role.CHIEF)
REPLIES = (Role.HANDLER, Role.DUTY_DESK, Role.CHIEF)


def play_meetings(folder: Path, *, now: datetime) -> None:
    """Hold the meetings that lie behind `now`, with what was answered in between, and plan the next."""
    told = tomllib.loads((folder / "meetings.toml").read_text(encoding="utf-8"))
    ids = {card.code: card.id for card in directory(at=now).units.values()}
    if told["unit"] not in ids:
        return
    deeds: list[tuple[datetime, int, Any]] = []
    with transaction.atomic():
        for place, each in enumerate(told["meeting"]):
            deeds += _deeds(each, told, ids, now, place)
        for _at, _place, deed in sorted(deeds, key=lambda one: one[:2]):
            deed()


def _deeds(each: dict[str, Any], told: dict[str, Any], ids: dict[str, UUID], now: datetime, place: int) -> list[Any]:
    """What happens to a meeting, each thing with its moment: planned a week before, held, answered."""
    held = now - timedelta(days=each["days_back"])
    by, day = viewer_in(ids[told["unit"]], LEADS, at=min(held, now)), timezone.localdate(held)
    assert by is not None  # noqa: S101  # a station has its people
    planned = min(held, now) - timedelta(days=7)
    made: dict[str, Any] = {}

    def plan() -> None:
        made["meeting"] = actions.plan(
            day=day, team_id=ids.get(told["team"]), area_id=None, place=told["place"], by=by, at=planned
        )

    def suggest(one: dict[str, Any]) -> None:
        made[one["text"]] = actions.suggest(
            meeting_id=made["meeting"], text=one["text"], owner_id=ids[one["owner"]], due=day + timedelta(days=one["days"]),
            by=by, at=min(held, now),
        )  # fmt: skip

    def hold() -> None:
        actions.close_meeting(meeting_id=made["meeting"], came=each["came"], minutes=each["minutes"], by=by, at=held)

    def reply(one: dict[str, Any]) -> None:
        at = held + timedelta(days=one["after"])
        who: Viewer | None = viewer_in(ids[one["owner"]], REPLIES, at=at)
        if who is not None:
            actions.reply(suggestion_id=made[one["text"]], answer=one["answer"], text=one["reply"], by=who, at=at)

    found: list[Any] = [(planned, place, plan)]
    found += [(min(held, now), place, lambda one=one: suggest(one)) for one in each["suggestion"]]
    if "came" in each:
        found.append((held + timedelta(hours=1), place, hold))
    found += [
        (held + timedelta(days=one["after"]), place, lambda one=one: reply(one)) for one in each["suggestion"] if "answer" in one
    ]  # fmt: skip
    return found
