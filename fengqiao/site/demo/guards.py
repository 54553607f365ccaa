"""Guard tasks of the demo county: posts, a lesson that some missed and a make-up, one task held, one still waiting for the word."""

from __future__ import annotations

import tomllib
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.duties import actions
from fengqiao.duties.actions import NewActivity
from fengqiao.duties.queries import seats_of
from fengqiao.orgs.queries import Viewer, directory, staff_in, viewer_in
from fengqiao.orgs.terms import Role

LEADS = (Role.CHIEF, Role.DUTY_DESK)


def play_guards(folder: Path, *, now: datetime) -> None:
    """Plan guard tasks with posts and lessons; those behind `now` are started and ended."""
    told = tomllib.loads((folder / "guards.toml").read_text(encoding="utf-8"))
    units = directory(at=now)
    ids = {card.code: card.id for card in units.units.values()}
    areas = {place.code: place.id for place in units.places.values()}
    with transaction.atomic():
        for each in told["guard"]:
            by = viewer_in(ids[each["unit"]], LEADS, at=now) if each["unit"] in ids else None
            if by is not None:
                _guard(each, by, areas.get(each["area"]), now)


def _moment(day: datetime, clock: str) -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate(day), time.fromisoformat(clock)))


def _guard(each: dict[str, Any], by: Viewer, area: UUID | None, now: datetime) -> None:
    starts = _moment(now + timedelta(days=each["days"]), each["at"])
    ends = starts + timedelta(minutes=each["minutes"])
    planned = min(now, starts) - timedelta(days=5)
    row = actions.plan(new=NewActivity(kind="guard", starts=starts, ends=ends, area_id=area), by=by, at=planned)
    people = [who for who, _name in staff_in(by.unit_id, at=planned)]
    on_duty: list[UUID] = []
    for post in each["posts"]:
        made = actions.set_post(
            activity_id=row, name=post["name"], least=post.get("least", post["people"]), by=by, at=planned
        )
        for who in people[len(on_duty) : len(on_duty) + post["people"]]:
            actions.assign(activity_id=row, staff_id=who, post_id=made, by=by, at=planned)
            on_duty.append(who)
    for name in ("lesson", "makeup"):
        _lesson(row, starts, each[name], by, planned, now, makeup=name == "makeup")
    if ends < now:
        actions.start(activity_id=row, by=by, at=starts - timedelta(minutes=20))
        actions.mark(activity_id=row, staff_ids=on_duty, by=by, at=starts)
        actions.end(activity_id=row, counts=each["counts"], by=by, at=ends)


def _lesson(
    row: UUID, starts: datetime, told: dict[str, Any], by: Viewer, planned: datetime, now: datetime, *, makeup: bool
) -> None:  # fmt: skip
    begins = _moment(starts - timedelta(days=told["days"]), told["at"])
    at = min(now, begins) if makeup else planned
    made = actions.plan_lesson(
        activity_id=row, starts=begins, ends=begins + timedelta(minutes=45), makeup=makeup, by=by, at=at
    )  # fmt: skip
    if begins < now and told["came"]:
        there = [seat.staff_id for seat in seats_of(made)][: told["came"]]
        actions.mark(activity_id=made, staff_ids=there, by=by, at=begins)
        actions.end(activity_id=made, counts={}, by=by, at=begins + timedelta(hours=1))
