"""Handing one's place to somebody else: asked, then taken, declined or taken back; on a page or by a phone without a line (ADR 176)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fengqiao.duties.actions.arriving import Sending
from fengqiao.duties.actions.joining import fit_for, people_of
from fengqiao.duties.actions.noting import note
from fengqiao.duties.actions.telling import inform
from fengqiao.duties.actions.writing import ANEW, NO_LEAVE, hold, leading, save, tell
from fengqiao.duties.models import Activity, CheckIn, PhoneMessage, Seat, SeatOffer
from fengqiao.duties.queries import is_guard
from fengqiao.duties.rules.handing import Standing, doubt_of, moment_of, why_not_answered, why_not_handed
from fengqiao.duties.rules.messages import OfferAnswered, PlaceOffered
from fengqiao.duties.rules.seats import When
from fengqiao.duties.terms import ActivityState, OfferState, Outcome, Reply, SeatState, What
from fengqiao.kit.identifiers import new_id
from fengqiao.kit.problems import Problem
from fengqiao.ledger.terms import EventKind
from fengqiao.notices.terms import NoticeKind
from fengqiao.orgs.queries import Viewer

ANSWERS = {Reply.TAKE: OfferState.TAKEN, Reply.DECLINE: OfferState.DECLINED, Reply.WITHDRAW: OfferState.WITHDRAWN}


@transaction.atomic
def offer_place(
    *,
    activity_id: UUID,
    to: UUID,
    by: Viewer,
    at: datetime,
    written_at: datetime | None = None,
    offer_id: UUID | None = None,
) -> UUID:
    """Ask somebody of the same team to go in one's place; one asked before is no longer asked. The giver stays on the list.

    Refuses strangers, a place that one does not have or that cannot be handed on (came, leads, already sent), and a receiver who is
    of another team, has a place already, or is passed before those who wait. `written_at`: when a phone wrote it.
    """
    row = hold(activity_id, by)
    moment = moment_of(written_at, at) if written_at else at
    refusal = why_not_handed(
        _standing(row, by.staff_id, at), by.staff_id, to, at
    )  # who is asked too late hears it never
    if refusal:
        raise refusal
    if to not in people_of(row, at):
        raise Problem("seat-stranger", "只能交给本单位或这支队伍的人。")
    for before in SeatOffer.objects.filter(activity=row, giver=by.staff_id, state=OfferState.OPEN.value):
        _answered(before, OfferState.WITHDRAWN, moment)
        if before.receiver_id != to:
            inform(NoticeKind.HAND_ENDED, row, {before.receiver_id}, by, at)
    offer = SeatOffer(id=offer_id or new_id(), activity=row, giver_id=by.staff_id, receiver_id=to, at=moment)
    offer.state = OfferState.OPEN.value
    offer.save(force_insert=True)
    save(row)
    tell(EventKind.DUTY_HANDED, row, by, at, attributes={"hand": "offered", "who": str(to)})
    inform(NoticeKind.HAND_ASKED, row, {to}, by, at)
    return offer.id


@transaction.atomic
def answer_offer(*, offer_id: UUID, reply: Reply, by: Viewer, at: datetime, written_at: datetime | None = None) -> UUID:
    """Take a place that is offered, decline it, or take one's own offer back; returns the activity.

    Whoever takes it has the giver's place with its role and guard post; the giver is off the list. Refuses those who were not asked, an offer
    that has its answer, a place that can no longer be handed on, and (when taking) the unfit and those who are needed elsewhere.
    """
    known = SeatOffer.objects.filter(id=offer_id).values_list("activity_id", flat=True).first()
    row = Activity.objects.select_for_update().get(id=known) if known else None  # the offer is the gate
    offer = SeatOffer.objects.select_for_update().get(id=offer_id) if row else None
    own = (offer.giver_id == by.staff_id, offer.receiver_id == by.staff_id) if offer else (False, False)
    refusal = why_not_answered(OfferState(offer.state) if offer else None, reply, giver=own[0], receiver=own[1])
    if refusal or row is None or offer is None:
        raise refusal or Problem("hand-unknown", "没有这次转交，或者不是请您接手。")
    moment = moment_of(written_at, at) if written_at else at
    if reply is Reply.TAKE:
        refusal = why_not_handed(_standing(row, offer.giver_id, at), offer.giver_id, by.staff_id, moment)
        if refusal:
            raise refusal
        _pass(row, offer, by, at)
    _answered(offer, ANSWERS[reply], moment)
    save(row)
    other = offer.receiver_id if reply is Reply.WITHDRAW else offer.giver_id
    tell(EventKind.DUTY_HANDED, row, by, at, attributes={"hand": offer.state, "who": str(other)})
    inform(NoticeKind.HAND_TAKEN if reply is Reply.TAKE else NoticeKind.HAND_ENDED, row, {other}, by, at)
    return row.id


def _standing(row: Activity, giver: UUID, at: datetime) -> Standing:
    seats = list(Seat.objects.filter(activity=row).exclude(state=SeatState.LEFT.value))
    own = next((each for each in seats if each.staff_id == giver and each.state == SeatState.IN.value), None)
    return Standing(
        ActivityState(row.state), When(row.starts, row.ends), sent=is_guard(row) and row.started_at is not None,
        outcome=Outcome(own.outcome) if own else None, leads=own is not None and own.role in leading(row, at),
        taken=frozenset(each.staff_id for each in seats if each.state == SeatState.IN.value),
        waiting=frozenset(each.staff_id for each in seats if each.state == SeatState.WAITING.value),
    )  # fmt: skip


def _pass(row: Activity, offer: SeatOffer, by: Viewer, at: datetime) -> None:
    """Give the place from one to the other; the activity is locked."""
    if by.staff_id not in people_of(row, at):
        raise Problem("seat-stranger", "只能交给本单位或这支队伍的人。")
    fit_for(row, by.staff_id, at)
    old = Seat.objects.get(activity=row, staff=offer.giver_id)
    values = {**ANEW, "role": old.role, "post": old.post, "state": SeatState.IN.value, "at": at}
    Seat.objects.update_or_create(activity=row, staff_id=by.staff_id, defaults=values)
    Seat.objects.filter(id=old.id).update(state=SeatState.LEFT.value, post=None, **NO_LEAVE)


def _answered(offer: SeatOffer, state: OfferState, at: datetime) -> None:
    offer.state, offer.answered_at = state.value, at
    offer.save(update_fields=["state", "answered_at"])


@transaction.atomic
def note_offer(message: PlaceOffered, sending: Sending) -> PhoneMessage | CheckIn:
    """Do what a phone asked: offer a place; what can no longer be done is kept with the doubt why, and nothing is changed."""

    def do(written_at: datetime) -> UUID:
        offer_place(
            activity_id=message.activity, to=message.to, by=sending.by, at=sending.at, written_at=written_at, offer_id=message.id
        )  # fmt: skip
        return message.activity

    return note(message, What.OFFER, message.activity, sending, do=do, doubt=doubt_of)


@transaction.atomic
def note_reply(message: OfferAnswered, sending: Sending) -> PhoneMessage | CheckIn:
    """Do what a phone answered to an offer; what can no longer be done is kept with the doubt why, and nothing is changed."""

    def do(written_at: datetime) -> UUID:
        return answer_offer(
            offer_id=message.offer, reply=message.reply, by=sending.by, at=sending.at, written_at=written_at
        )

    return note(message, What.REPLY, message.offer, sending, do=do, doubt=doubt_of)
