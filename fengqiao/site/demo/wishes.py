"""Wishes of the demo county, played through the real actions: collected, claimed, delivered, looked at, thanked for, one withdrawn."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.orgs.queries import Directory, Viewer, directory, viewer_in
from fengqiao.orgs.terms import Role
from fengqiao.site.demo.pictures import parcel
from fengqiao.vault.actions import Upload
from fengqiao.wishes import actions
from fengqiao.wishes.actions import NewWish

KEEPERS = (Role.ASSISTANT, Role.OFFICER)
GIVERS = (Role.OFFICER, Role.ASSISTANT, Role.DUTY_DESK, Role.CHIEF)
JUDGES = (Role.CHIEF, Role.DUTY_DESK)
RELATIONS = ("parent", "grandparent", "grandparent", "guardian")
CLAIMED, DELIVERED, JUDGED, THANKED = timedelta(days=2), timedelta(days=6), timedelta(days=7), timedelta(days=9)


def play_wishes(folder: Path, *, now: datetime) -> None:
    """Let the posts collect wishes and the stations fulfil them up to `now`."""
    told = tomllib.loads((folder / "wishes.toml").read_text(encoding="utf-8"))
    units = directory(at=now)
    morning = timezone.localtime(now).replace(hour=9, minute=0, second=0, microsecond=0)
    with transaction.atomic():
        for place, each in enumerate(told["wish"]):
            at = morning - timedelta(days=each["days_back"]) + timedelta(minutes=13 * place)
            _play(each, place, units, at, now)


def _play(each: Mapping[str, Any], place: int, units: Directory, at: datetime, now: datetime) -> None:
    by = _who(each["keeper"], units, KEEPERS, at)
    if by is None or at > now:
        return
    wish = actions.collect(wanted=_wanted(each, place, units), by=by, at=at)
    stage = each["stage"]
    if stage == "withdrawn":
        actions.withdraw(wish_id=wish, reason="consent", by=by, at=min(at + CLAIMED, now))
    giver = _who(each.get("claimer", ""), units, GIVERS, at)
    judge = _judge(each["keeper"], units, giver, at)
    if giver is None or judge is None:
        return
    actions.claim(wish_id=wish, by=giver, at=min(at + CLAIMED, now))
    if stage == "claimed":
        return
    if each.get("again"):
        _hand_in(wish, place + 100, giver, min(at + DELIVERED - timedelta(days=2), now))
        actions.send_back(wish_id=wish, reason="face", by=judge, at=min(at + DELIVERED - timedelta(days=1), now))
    _hand_in(wish, place, giver, min(at + DELIVERED, now))
    if stage == "done":
        actions.confirm(wish_id=wish, faceless=True, by=judge, at=min(at + JUDGED, now))
        if each.get("thanks"):
            actions.thank(wish_id=wish, text=each["thanks"], by=by, at=min(at + THANKED, now))


def _wanted(each: Mapping[str, Any], place: int, units: Directory) -> NewWish:
    town = next((card.id for card in units.places.values() if card.code == each["town"]), None)
    personal = {
        "child_name": each["child"], "child_school": each["school"], "guardian_name": each["guardian"], "guardian_phone": each["phone"],
    }  # fmt: skip
    return NewWish(
        kind=each["kind"], band=each["band"], text=each["text"], relation=RELATIONS[place % len(RELATIONS)], signed=True,
        pictures=each.get("pictures", False), cost=each.get("cost"), town_id=town, personal=personal,
    )  # fmt: skip


def _hand_in(wish: UUID, seed: int, by: Viewer, at: datetime) -> None:
    actions.deliver(wish_id=wish, text="", uploads=[Upload("1.jpg", parcel(seed))], by=by, at=at)


def _who(code: str, units: Directory, roles: tuple[Role, ...], at: datetime) -> Viewer | None:
    unit = next((card.id for card in units.units.values() if card.code == code), None)
    return viewer_in(unit, roles, at=at) if unit else None


def _judge(code: str, units: Directory, giver: Viewer | None, at: datetime) -> Viewer | None:
    """Return somebody of the stations above a post who did not claim the wish."""
    here = next((card for card in units.units.values() if card.code == code), None)
    while here is not None and here.above is not None:
        here = units.units.get(here.above)
        for role in JUDGES:
            found = viewer_in(here.id, (role,), at=at) if here else None
            if found and (giver is None or found.staff_id != giver.staff_id):
                return found
    return None
