"""Signing up, leaving, and putting somebody on the list; whoever waits moves up by itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from fengqiao.duties.actions.telling import inform
from fengqiao.duties.actions.writing import ANEW, NO_LEAVE, hold, kinds_at, save, tell, unfit_for
from fengqiao.duties.models import Activity, Seat, SeatOffer
from fengqiao.duties.queries import may_join, organises, taken_at, unheard
from fengqiao.duties.rules.seats import When, moves_up, place_for, why_not_signed
from fengqiao.duties.terms import ActivityState, OfferState, Outcome, SeatState, Taken
from fengqiao.kit.problems import Problem, denied
from fengqiao.ledger.terms import EventKind
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.actions import hold_people
from fengqiao.orgs.queries import Viewer, staff_in


def _open(row: Activity, at: datetime) -> None:
    refusal = why_not_signed(ActivityState(row.state), When(row.starts, row.ends), at)
    if refusal:
        raise refusal


def busy(staff_id: UUID, row: Activity) -> bool:
    """Say whether somebody is needed elsewhere while an activity goes on."""
    there = Seat.objects.filter(
        Q(activity__starts__lt=row.ends, activity__ends__gt=row.starts),
        staff=staff_id, state=SeatState.IN.value, activity__state=ActivityState.PLANNED.value,
    )  # fmt: skip
    return there.exclude(activity=row.id).exists()


def _seat(row: Activity, staff_id: UUID, role: str, at: datetime) -> SeatState:
    """Give somebody a place or let them wait; the activity is locked. Refuses who is not fit for it, with the reason."""
    own = Seat.objects.filter(activity=row, staff=staff_id).first()
    if own is not None and own.state != SeatState.LEFT.value:
        raise Problem("seat-there", "已经报过名了。")
    fit_for(row, staff_id, at)
    taken = Seat.objects.filter(activity=row, state=SeatState.IN.value).count()
    state = place_for(taken, row.places)
    values = {**ANEW, "role": role, "post": None, "state": state.value, "at": at}
    Seat.objects.update_or_create(activity=row, staff_id=staff_id, defaults=values)
    return state


def fit_for(row: Activity, staff_id: UUID, at: datetime) -> None:
    """Refuse, with the reason, whoever cannot take part: needed elsewhere, unfit, or without the lesson. They are held meanwhile."""
    hold_people([staff_id])
    if busy(staff_id, row):
        raise Problem("seat-busy", "同一时间已经在另一次活动里。")
    unfit = unfit_for([staff_id], row.family, row.starts, at)
    if unfit:
        raise unfit[staff_id]
    _heard(row, [staff_id], at)


def people_of(row: Activity, at: datetime) -> set[UUID]:
    """Return who may be on the list of an activity: people of its unit, and of the team that is asked."""
    return {who for unit in {row.team_id or row.unit_id, row.unit_id} for who, _name in staff_in(unit, at=at)}


def _heard(row: Activity, staff_ids: list[UUID], at: datetime) -> None:
    """Refuse whoever lacks the lesson of a guard task that has been started."""
    if unheard(row, kinds_at(at).get(row.kind), staff_ids):
        raise Problem("guard-unheard", "安保已经上岗，没有上过岗前课的不能加入。")


def _refuse_away(row: Activity, staff_id: UUID) -> None:
    """Refuse to put somebody where they said that they cannot come; signing up themselves they may change their mind."""
    day = timezone.localdate(row.starts)
    if taken_at([staff_id], {day: (row.starts, row.ends)}, but=row.id).get((staff_id, day)) is Taken.AWAY:
        raise Problem("seat-away", "本人说过那时来不了，请排别人，或者由本人撤掉再排。")


def put_on(row: Activity, staff_id: UUID, role: str, at: datetime) -> SeatState:
    """Give somebody of the unit or team a place, or let them wait; the activity is locked. Refuses people of others."""
    if staff_id not in people_of(row, at):
        raise Problem("seat-stranger", "只能排本单位或这支队伍的人。")
    _refuse_away(row, staff_id)
    return _seat(row, staff_id, role, at)


@transaction.atomic
def sign_up(*, activity_id: UUID, by: Viewer, at: datetime) -> SeatState:
    """Sign up for an activity; says whether there was a place. Refuses strangers, the unfit, one that is over, and being twice at once."""
    row = hold(activity_id, by)
    if not may_join(by, row):
        raise denied()
    _open(row, at)
    state = _seat(row, by.staff_id, "", at)
    save(row)
    tell(EventKind.DUTY_JOINED, row, by, at, attributes={"seat": state.value})
    return state


@transaction.atomic
def put(*, activity_id: UUID, staff_id: UUID, role: str, by: Viewer, at: datetime) -> SeatState:
    """Put somebody of the unit or team on the list, with a role; refuses those who do not organise, people of others, and the unfit."""
    found = put_all(activity_id=activity_id, staff_ids=[staff_id], role=role, by=by, at=at)
    if staff_id in found.refused:
        raise found.refused[staff_id]
    return found.seats[staff_id]


@dataclass(slots=True)
class Put:
    """What became of people who were to be on a list: their seats, and why others are not on it."""

    seats: dict[UUID, SeatState] = field(default_factory=dict)
    refused: dict[UUID, Problem] = field(default_factory=dict)


@transaction.atomic
def put_all(*, activity_id: UUID, staff_ids: Collection[UUID], role: str, by: Viewer, at: datetime) -> Put:
    """Put people on the list, with a role; who cannot be is said with the reason, and does not stand in the others' way.

    Whoever gets a place is told. Refuses those who do not organise, an activity that is over, and a role that its kind does not have.
    """
    row = hold(activity_id, by)
    if not organises(by, row):
        raise denied()
    _open(row, at)
    kind = kinds_at(at).get(row.kind)
    if role and (kind is None or role not in {each.code for each in kind.roles}):
        raise Problem("seat-role", "没有这个分工。")
    people, own, found, fresh = list(dict.fromkeys(staff_ids)), people_of(row, at), Put(), set[UUID]()
    hold_people(people)
    for who in people:
        there = Seat.objects.filter(activity=row, staff=who).exclude(state=SeatState.LEFT.value).first()
        try:
            with transaction.atomic():
                found.seats[who] = _put_one(row, who, role, own, there, at)
        except Problem as problem:
            found.refused[who] = problem
            continue
        if there is None and found.seats[who] is SeatState.IN:
            fresh.add(who)
        tell(EventKind.DUTY_PUT, row, by, at, attributes={"seat": found.seats[who].value, "who": str(who), **({"role": role} if role else {})})  # fmt: skip
    if found.seats:
        save(row)
    inform(NoticeKind.DUTY_SET, row, fresh, by, at)
    return found


def _put_one(row: Activity, who: UUID, role: str, own: set[UUID], there: Seat | None, at: datetime) -> SeatState:
    """Put one on the list, or change the role of who is on it; refuses people of others, the unfit, and who is there already."""
    if who not in own:
        raise Problem("seat-stranger", "只能排本单位或这支队伍的人。")
    if there is None:
        _refuse_away(row, who)
    elif there.role != role:
        there.role = role
        there.save(update_fields=["role"])
        return SeatState(there.state)
    return _seat(row, who, role, at)


def move_up(row: Activity, by: Viewer, at: datetime) -> list[UUID]:
    """Give free places to those who wait, in their order: the fit who are free; they are told. The activity is locked."""
    taken = Seat.objects.filter(activity=row, state=SeatState.IN.value).count()
    queue = list(Seat.objects.filter(activity=row, state=SeatState.WAITING.value).order_by("at", "id"))
    hold_people([seat.staff_id for seat in queue])
    unfit = unfit_for([seat.staff_id for seat in queue], row.family, row.starts, at) if queue else {}
    late = {*unfit, *unheard(row, kinds_at(at).get(row.kind), [seat.staff_id for seat in queue])}
    free = [seat for seat in queue if seat.staff_id not in late and not busy(seat.staff_id, row)]
    up = moves_up(taken, row.places, free)
    Seat.objects.filter(id__in=[seat.id for seat in up]).update(state=SeatState.IN.value)
    inform(NoticeKind.DUTY_UP, row, {seat.staff_id for seat in up}, by, at)
    return [seat.staff_id for seat in up]


@transaction.atomic
def leave(*, activity_id: UUID, staff_id: UUID | None = None, by: Viewer, at: datetime) -> list[UUID]:
    """Leave an activity, or as its organiser take somebody off, who is told; returns who moved up from the waiting list: the fit who are free."""
    row = hold(activity_id, by)
    who = staff_id or by.staff_id
    if who != by.staff_id and not organises(by, row):
        raise denied()
    _open(row, at)
    own = Seat.objects.filter(activity=row, staff=who).exclude(state=SeatState.LEFT.value).first()
    if own is None:
        raise Problem("seat-none", "没有报名，不用退出。")
    if own.outcome == Outcome.CAME.value:
        raise Problem("seat-came", "已经签到，不能退出。")
    off_list(row, [who], by, at)
    up = move_up(row, by, at)
    save(row)
    tell(EventKind.DUTY_LEFT, row, by, at, measures={"moved_up": len(up)}, attributes={"who": str(who)})
    return up


def off_list(row: Activity, staff_ids: Collection[UUID], by: Viewer, at: datetime) -> None:
    """Take people off the list, with what they offered to others; they are told, unless they do it themselves. Part of the caller's action."""
    Seat.objects.filter(activity=row, staff__in=set(staff_ids)).update(
        state=SeatState.LEFT.value, post=None, **NO_LEAVE
    )
    offers = SeatOffer.objects.filter(activity=row, giver__in=set(staff_ids), state=OfferState.OPEN.value)
    offers.update(state=OfferState.WITHDRAWN.value, answered_at=at)
    inform(NoticeKind.DUTY_TAKEN_OFF, row, staff_ids, by, at)
