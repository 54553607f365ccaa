"""Temporary units of the demo county: a squad that runs, a branch dissolved with its report, each with what it did."""

from __future__ import annotations

import tomllib
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.duties import actions as duties
from fengqiao.duties.actions import NewActivity
from fengqiao.orgs.queries import Viewer, directory, staff_in, viewer_in
from fengqiao.orgs.terms import Role
from fengqiao.squads import actions
from fengqiao.squads.queries import squad_for
from fengqiao.squads.terms import SquadKind

LEADS = (Role.SECRETARY, Role.CHIEF, Role.DUTY_DESK)


def play_squads(folder: Path, *, now: datetime) -> None:
    """Found temporary units, let them act, dissolve those behind `now`."""
    told = tomllib.loads((folder / "squads.toml").read_text(encoding="utf-8"))
    ids = {card.code: card.id for card in directory(at=now).units.values()}
    with transaction.atomic():
        for each in told["squad"]:
            if {each["unit"], *each["from"]} <= ids.keys():
                _squad(each, ids, now)


def _squad(each: dict[str, Any], ids: dict[str, UUID], now: datetime) -> None:
    at = now + timedelta(days=each["days"])
    by = viewer_in(ids[each["unit"]], LEADS, at=at)
    if by is None:
        return
    people = [who for code in each["from"] for who, _name in staff_in(ids[code], at=at)[: each["each"]]]
    first = timezone.localdate(at)
    made = actions.found(
        parent_id=ids[each["unit"]], kind=SquadKind(each["kind"]), name=each["name"], purpose=each["purpose"], first=first,
        last=first + timedelta(days=each["term"]), lead=people[0], by=by, at=at,
    )  # fmt: skip
    actions.join(squad_id=made, staff_ids=people[1:], by=by, at=at)
    row = squad_for(by, made)
    lead = viewer_in(row.unit_id, (Role.SECRETARY,), at=at + timedelta(hours=1)) if row else None
    if lead is None:
        return
    for one in each["activity"]:
        _activity(one, lead, people, at)
    if "report" in each:
        actions.dissolve(squad_id=made, report=each["report"], by=by, at=at + timedelta(days=each["over"]))


def _activity(told: dict[str, Any], lead: Viewer, people: list[UUID], at: datetime) -> None:
    day = timezone.localdate(at) + timedelta(days=told["days"])
    starts = timezone.make_aware(datetime.combine(day, time.fromisoformat(told["at"])))
    ends = starts + timedelta(minutes=told["minutes"])
    new = NewActivity(kind=told["kind"], form=told.get("form", ""), starts=starts, ends=ends, places=0)
    planned = at + timedelta(hours=2)
    row = duties.plan(new=new, by=lead, at=planned)
    there = people[: told["people"]]
    for who in there:
        duties.put(activity_id=row, staff_id=who, role="", by=lead, at=planned)
    if "counts" in told:
        duties.mark(activity_id=row, staff_ids=there, by=lead, at=starts)
        duties.end(activity_id=row, counts=told["counts"], lack=True, by=lead, at=ends)
