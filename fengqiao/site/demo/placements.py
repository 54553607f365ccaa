"""Placements of the demo county: interns of an academy and an officer in a village; one made longer, one moved on, one called off, one closed."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.orgs.actions import WantedPost, add_person
from fengqiao.orgs.queries import Viewer, directory, staff_in, staff_numbered, viewer_in, viewer_named, viewer_with
from fengqiao.orgs.terms import Role
from fengqiao.placements import actions
from fengqiao.placements.actions import NewPlacement
from fengqiao.placements.queries import placement_for
from fengqiao.placements.rules.course import Term

LEADS, ARRIVED = (Role.CHIEF, Role.DUTY_DESK), 220
MENTORS = 3


def play_placements(folder: Path, *, now: datetime) -> None:
    """Register the interns, place people, let them write down what they do; what is behind `now` ends."""
    told = tomllib.loads((folder / "placements.toml").read_text(encoding="utf-8"))
    units = directory(at=now)
    ids = {card.code: card.id for card in units.units.values()}
    areas = {place.code: place.id for place in units.places.values()}
    admin = viewer_named("admin", at=now)
    if admin is None or "bureau" not in ids:
        return
    with transaction.atomic():
        for each in told["intern"]:
            arrived = now - timedelta(days=ARRIVED)
            post = WantedPost(
                unit_id=ids["bureau"], role=Role.MEMBER, starts=arrived, ends=now + timedelta(days=ARRIVED)
            )
            add_person(
                number=each["number"], name=each["name"], login="", post=post, weighty=frozenset(), by=admin, at=arrived
            )
        for turn, each in enumerate(told["placement"]):
            by = viewer_in(ids[each["unit"]], LEADS, at=now) if each["unit"] in ids else None
            if by is not None:
                _placed(each, by, areas.get(each.get("area", "")), turn, now)


def _moment(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def _placed(each: dict[str, Any], by: Viewer, area: UUID | None, turn: int, now: datetime) -> None:
    first = timezone.localdate(now) + timedelta(days=each["days"])
    at = min(now, _moment(first, 9))
    numbers = staff_numbered(each["people"], at=at)
    people = [numbers[number] for number in each["people"] if number in numbers]
    mentors = [who for who, _name in staff_in(by.unit_id, at=at) if who not in people and who != by.staff_id]
    if not people or not mentors:
        return
    term = Term(first, first + timedelta(days=each["term"] - 1))
    new = NewPlacement(
        staff_ids=people, unit_id=by.unit_id, kind=each["kind"], mentor_id=mentors[turn % min(len(mentors), MENTORS)], term=term,
        tasks=each["tasks"], area_id=area, sender=each.get("sender", ""),
    )  # fmt: skip
    for made in actions.place(new=new, by=by, at=at):
        _goes_on(made, each, by, term, now)


def _goes_on(made: UUID, each: dict[str, Any], by: Viewer, term: Term, now: datetime) -> None:
    """What happens after the first day, up to now."""
    row = placement_for(by, made)
    if row is None:
        return
    for one in each.get("entries", ()):
        at = _moment(term.first + timedelta(days=one["days"]), 18)
        who = viewer_with(row.staff_id, at=at)
        if who is not None and at < now:
            actions.enter(
                placement_id=made, day=timezone.localdate(at), deed=one["deed"], times=one["times"], minutes=one["minutes"], text=one["text"],
                by=who, at=at,
            )  # fmt: skip
    if "longer" in each:
        at = _moment(term.last - timedelta(days=9), 10)
        actions.extend(placement_id=made, last=term.last + timedelta(days=each["longer"]), by=by, at=at)
    if "early" in each:
        at = _moment(term.first + timedelta(days=each["early"]["days"]), 10)
        actions.end_early(placement_id=made, ending=each["early"]["ending"], by=by, at=at)
    if each.get("off"):
        actions.call_off(placement_id=made, by=by, at=now)
    if "close" in each:
        _closes(made, each, by, term, now)


def _closes(made: UUID, each: dict[str, Any], by: Viewer, term: Term, now: datetime) -> None:
    after = _moment(term.last + timedelta(days=each.get("longer", 0) + 1), 9)
    row = placement_for(by, made)
    if row is None or after > now:
        return
    actions.pass_by(placement_id=made, by=by, at=after)
    own, mentor = viewer_with(row.staff_id, at=after), viewer_with(row.mentor_id, at=after)
    if own is None or mentor is None:
        return
    actions.sum_up(placement_id=made, text=each["summary"], by=own, at=after)
    actions.appraise(placement_id=made, appraisal=each["close"], text=each["word"], by=mentor, at=after)
    actions.close(placement_id=made, by=by, at=after + timedelta(hours=2))
