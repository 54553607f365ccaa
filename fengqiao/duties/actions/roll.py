"""Everybody of the unit on the list of what asks for all of them (ADR 183)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from fengqiao.duties.actions.telling import inform
from fengqiao.duties.actions.writing import ANEW, hold, kinds_at, save, tell
from fengqiao.duties.models import Activity, Seat
from fengqiao.duties.queries import asks_for_all, away_at, not_listed, organises, taken_at
from fengqiao.duties.rules.seats import When, why_not_signed
from fengqiao.duties.terms import ActivityState, Outcome, SeatState, Taken
from fengqiao.kit.problems import Problem, denied
from fengqiao.ledger.terms import EventKind
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.actions import hold_people
from fengqiao.orgs.queries import Viewer


@dataclass(frozen=True, slots=True)
class Called:
    """Who was put on a list, who of them is on leave, and who of the others cannot come then, with the reason."""

    people: frozenset[UUID]
    excused: frozenset[UUID]
    cannot: dict[UUID, Taken]


@transaction.atomic
def call_all(*, activity_id: UUID, by: Viewer, at: datetime, seen_version: int | None = None) -> Called:
    """Put everybody of the unit or team on the list; who said that they cannot come then is on leave. They are told.

    Who is needed elsewhere is on the list all the same: they had to come. Refuses those who do not organise it, what is over, a kind that
    does not ask for all, fewer places than that, and where all are on the list.
    """
    row = hold(activity_id, by, seen_version)
    if not organises(by, row):
        raise denied()
    refusal = why_not_signed(ActivityState(row.state), When(row.starts, row.ends), at)
    if refusal:
        raise refusal
    if not asks_for_all(row, kinds_at(at).get(row.kind)):
        raise Problem("roll-none", "这种勤务不要求全员参加，请按人排。")
    missing = set(not_listed(row, at=at))
    if not missing:
        raise Problem("roll-full", "单位的人都在名单里了。")
    taken = Seat.objects.filter(activity=row, state=SeatState.IN.value).count()
    if row.places and taken + len(missing) > row.places:
        raise Problem("roll-places", "应到 {due} 人，名额只有 {places} 个，请先改名额。", due=taken + len(missing), places=row.places)  # fmt: skip
    hold_people(missing)
    excused = fill(row, missing, Outcome.OPEN, at)
    day = timezone.localdate(row.starts)
    found = taken_at(missing - excused, {day: (row.starts, row.ends)}, but=row.id)
    save(row)
    tell(EventKind.DUTY_CALLED, row, by, at, measures={"people": len(missing), "excused": len(excused)})
    inform(NoticeKind.DUTY_SET, row, missing, by, at)
    return Called(frozenset(missing), frozenset(excused), {who: why for (who, _day), why in found.items()})


def fill(row: Activity, people: set[UUID], outcome: Outcome, at: datetime) -> set[UUID]:
    """Put people on the list with an outcome, who said that they cannot come then on leave; returns those. Part of the caller's action."""
    away = away_at(people, (row.starts, row.ends))
    for who in sorted(people):
        own = (Outcome.EXCUSED if who in away else outcome).value
        values = {**ANEW, "role": "", "post": None, "state": SeatState.IN.value, "outcome": own, "at": at}
        Seat.objects.update_or_create(activity=row, staff_id=who, defaults=values)
    return away
