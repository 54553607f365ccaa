"""The demo's outside: how its units are reached, a department that works by e-mail, residents who tell by themselves."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from fengqiao.kit.problems import Problem
from fengqiao.matters import actions
from fengqiao.matters.queries import open_shares
from fengqiao.matters.terms import Door
from fengqiao.orgs.actions import set_contact
from fengqiao.orgs.queries import Viewer, contacts, directory
from fengqiao.passes.actions import act_by_link, make_link, make_slip, open_link
from fengqiao.passes.terms import Deed
from fengqiao.site.demo.doors import SOURCE


@dataclass(frozen=True, slots=True)
class Outsider:
    """A resident who tells by the web page, and how far the department behind its link has come."""

    key: str
    area: str
    place: str
    text: str
    name: str
    phone: str
    hours: float
    deeds: tuple[tuple[Deed, str], ...]


def outside(folder: Path, *, by: Viewer, now: datetime) -> str:
    """Let the outside of an empty demo be lived in; returns the token of a slip that a visitor may open.

    `by`: the installation itself. What there is already stays.
    """
    known = tomllib.loads((folder / "outside.toml").read_text(encoding="utf-8"))
    if not contacts():
        _reach(known["contact"], by=by, at=now - timedelta(days=2))
    shown = ""
    for row in known["telling"]:
        shown = _tell(_outsider(row), by=by, now=now) or shown
    return shown


def _reach(rows: Iterable[dict[str, Any]], *, by: Viewer, at: datetime) -> None:
    units = {card.code: card.id for card in directory(at=at).units.values()}
    for row in rows:
        set_contact(
            unit_id=units[row["unit"]],
            by_link=row.get("by_link", False),
            mail=row.get("mail", ""),
            phone=row["phone"],
            hours=row["hours"],
            by=by,
            at=at,
        )


def _outsider(row: dict[str, Any]) -> Outsider:
    deeds = tuple((Deed(each["deed"]), each.get("text", "")) for each in row.get("deeds", ()))
    named = {name: row[name] for name in ("key", "area", "place", "text", "name", "phone", "hours")}
    return Outsider(**named, deeds=deeds)


def _tell(who: Outsider, *, by: Viewer, now: datetime) -> str:
    """Tell, get the slip, and let the department do its deeds behind a link; returns the slip's token, "" if known."""
    at = now - timedelta(hours=who.hours)
    desk = actions.desk_at(at)
    areas = {place.code: place.id for place in desk.directory.places.values()}
    telling = actions.Telling(
        door=Door.PORTAL,
        text=who.text,
        told_at=at,
        source="portal",
        outside_ref=f"{SOURCE}-{who.key}",
        area_id=areas[who.area],
        place=who.place,
        personal={"teller_name": who.name, "teller_phone": who.phone},
    )
    received = actions.receive_one(telling=telling, uploads=(), desk=desk, by=by, at=at)
    if received.outcome is not actions.Outcome.NEW or received.matter_id is None:
        return ""
    token = make_slip(matter_id=received.matter_id, by=by, at=at)
    share = (
        next((each for each in open_shares(received.unit_id) if each.matter_id == received.matter_id), None)
        if received.unit_id
        else None
    )
    card = contacts().get(received.unit_id) if received.unit_id else None
    if share is None or card is None or not card.by_link:
        return token
    step = timedelta(hours=who.hours) / (len(who.deeds) + 3)
    key = None
    link = make_link(task_id=share.task_id, by=by, at=at + step)
    if who.deeds:
        key = open_link(token=link, at=at + 2 * step)
    for place, (deed, text) in enumerate(who.deeds, start=2):
        if key is None:
            raise Problem("link-session", "这次打开已经超时，请用新的链接。")
        act_by_link(key=key, deed=deed, given={"text": text}, at=at + place * step + timedelta(minutes=2))
    return token
