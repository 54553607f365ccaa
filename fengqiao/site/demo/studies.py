"""Study of the demo county: places, lecturers and media, sessions that use them, what was missed and made up."""

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
from fengqiao.orgs.queries import Viewer, directory, staff_in, viewer_in, viewer_with
from fengqiao.orgs.terms import Role
from fengqiao.studies import actions
from fengqiao.studies.queries import make_ups

LEADS = (Role.CHIEF, Role.DUTY_DESK, Role.SUPERVISOR)


def play_studies(folder: Path, *, now: datetime) -> None:
    """Fill the register, hold the sessions behind `now`, plan the one ahead."""
    told = tomllib.loads((folder / "studies.toml").read_text(encoding="utf-8"))
    ids = {card.code: card.id for card in directory(at=now).units.values()}
    with transaction.atomic():
        things: dict[str, UUID] = {}
        for each in told["thing"]:
            _registered(each, ids, things, now - timedelta(days=90))
        for each in told["session"]:
            by = viewer_in(ids[each["unit"]], LEADS, at=now) if each["unit"] in ids else None
            if by is not None:
                _session(each, by, [things[name] for name in each["uses"] if name in things], now)


def _registered(each: dict[str, Any], ids: dict[str, UUID], things: dict[str, UUID], at: datetime) -> None:
    by = viewer_in(ids[each["unit"]], LEADS, at=at) if each["unit"] in ids else None
    if by is None:
        return
    own = staff_in(by.unit_id, at=at)[0][0] if each.get("own") else None
    made = actions.add_thing(
        unit_id=by.unit_id, sort=each["sort"], name=each.get("name", ""), staff_id=own, person=each.get("person", ""), by=by, at=at
    )  # fmt: skip
    things[each.get("name", "")] = made


def _session(each: dict[str, Any], by: Viewer, uses: list[UUID], now: datetime) -> None:
    day = timezone.localdate(now) + timedelta(days=each["days"])
    starts = timezone.make_aware(datetime.combine(day, time.fromisoformat(each["at"])))
    ends, planned = starts + timedelta(minutes=each["minutes"]), min(now, starts) - timedelta(days=4)
    new = NewActivity(kind=each["kind"], form=each["form"], starts=starts, ends=ends, places=0)
    row = duties.plan(new=new, by=by, at=planned)
    people = [who for who, _name in staff_in(by.unit_id, at=planned)][-each["people"] :]
    for who in people:
        duties.put(activity_id=row, staff_id=who, role="", by=by, at=planned)
    actions.say_used(activity_id=row, thing_ids=uses, by=by, at=planned)
    if ends >= now:
        return
    duties.mark(activity_id=row, staff_ids=people[: each["came"]], by=by, at=starts)
    duties.end(activity_id=row, counts={}, lack=True, by=by, at=ends)
    missed = [owed for owed in make_ups(by, state="owed") if owed.activity_id == row]
    for owed in missed[: each.get("made_up", 0) + each.get("handed", 0)]:
        at = starts + timedelta(days=5)
        mender = viewer_with(owed.staff_id, at=at)
        if mender is None or at >= now:
            continue
        actions.hand_in(
            make_up_id=owed.id, form="own", day=timezone.localdate(at), minutes=each["minutes"], text=each["said"], by=mender, at=at
        )  # fmt: skip
        if each.get("made_up") and owed.staff_id != by.staff_id:
            actions.settle(make_up_id=owed.id, approved=True, by=by, at=at + timedelta(hours=3))
