"""Taking in what phones kept while they had no signal: each message exactly once, with one receipt for ever (ADR 155)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from fengqiao.duties.actions.arriving import (
    Sending,
    bounds_at,
    has_seat,
    in_order,
    may_lead,
    place_before,
    receipt_of,
    taken_before,
    target_of,
)
from fengqiao.duties.actions.ending import came
from fengqiao.duties.actions.photos import name_photo
from fengqiao.duties.actions.visiting import note_visit
from fengqiao.duties.models import Activity, CheckIn, PhoneMessage
from fengqiao.duties.queries import may_organise
from fengqiao.duties.rules.codes import fits
from fengqiao.duties.rules.doubts import Seen, doubts
from fengqiao.duties.rules.messages import Letter, Message, VisitMade, read
from fengqiao.duties.terms import Family, Verdict
from fengqiao.kit.problems import Problem
from fengqiao.ledger.actions import deed, record
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Role
from fengqiao.rulebook.queries import pack_on

MOST_AT_ONCE, FARTHEST = 100, 1_000_000_000  # messages; seconds of skew that are told apart
Kept = CheckIn | PhoneMessage


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a message: kept with its receipt, or refused with the code of why. `id` is empty where none was sent."""

    id: str
    receipt: str = ""
    received_at: datetime | None = None
    doubts: tuple[str, ...] = ()
    refusal: Problem | None = None


def take(
    *,
    batch: Sequence[object],
    sent_at: int,
    by: Viewer,
    at: datetime,
    told: Collection[UUID] = (),
    carried: bool = False,
) -> list[Answer]:
    """Take a batch in, each message by itself: one that is refused or breaks off keeps no other from being taken.

    A message that was taken before gets the same receipt again; one with the same id and another content is refused.
    `sent_at`: ms by the device's own clock at the moment of sending. `told`: the activities before which the sender is known
    to have tapped on what a volunteer may not do. `carried`: the messages were read in from codes or a file, perhaps for others by
    whoever organises; those are doubtful, since nobody logged in as their writers. Refuses (`outbox-many`) more than a batch may hold.
    """
    if len(batch) > MOST_AT_ONCE:
        raise Problem("outbox-many", "一次最多上传 {most} 条。", most=MOST_AT_ONCE)
    sending = Sending(by, at, sent_at, max(-FARTHEST, min(FARTHEST, round(at.timestamp() - sent_at / 1000))), carried)
    return [_answer(raw, sending, told) for raw in batch]


def _answer(raw: object, sending: Sending, told: Collection[UUID]) -> Answer:
    said = raw.get("id") if isinstance(raw, dict) else ""
    name = said if isinstance(said, str) and len(said) <= 36 else ""
    try:
        row = _once(read(raw), sending, told)
    except Problem as problem:
        return Answer(name, refusal=problem)
    return Answer(name, row.receipt, row.received_at, tuple(row.doubts))


def _once(message: Letter, sending: Sending, told: Collection[UUID]) -> Kept:
    """Return what a message became, made now or before.

    Refuses (`message-other`) what somebody else wrote, and (`message-conflict`) another content under its id.
    """
    if message.by != sending.by.staff_id and not _may_carry(message, sending):
        raise Problem("message-other", "这条记录是另一个人写的，要由本人登录后上传。")
    try:
        row = _kept(message, sending, told)
    except IntegrityError:  # the same message at the same moment by another connection: it is there now
        row = taken_before(message.id)
    if row is None or row.digest != message.digest:
        raise Problem("message-conflict", "同一编号的记录已经收到过，内容和这一条不同。")
    return row


def _may_carry(message: Letter, sending: Sending) -> bool:
    """Say whether somebody may hand a message of another in: read in by whoever organises; a visit only by whoever made it."""
    return sending.carried and may_organise(sending.by) and not isinstance(message, VisitMade)


def _kept(message: Letter, sending: Sending, told: Collection[UUID]) -> Kept | None:
    match message:
        case Message():
            return _keep(message, sending, told)
        case VisitMade():
            return note_visit(message, sending)
    return name_photo(message, sending)


@transaction.atomic
def _keep(message: Message, sending: Sending, told: Collection[UUID]) -> Kept:
    """Write a check-in down with all that follows from it, or return what was written before under its id."""
    by, at = sending.by, sending.at
    activity = Activity.objects.select_for_update().filter(id=message.activity).first()
    there = taken_before(message.id)
    if there is not None:
        return there
    device_at, placed_at = sending.moments(message.at)
    found = doubts(target_of(activity, at), _seen(message, activity, placed_at, sending, told), bounds_at(at))
    verdict = Verdict.WAITS if found else Verdict.SOUND
    row = CheckIn.objects.create(
        id=message.id, digest=message.digest, device=message.device, seq=message.seq, by_id=message.by, who_id=message.who,
        activity_id=message.activity, way=message.way.value, device_at=device_at, placed_at=placed_at, skew=sending.skew,
        received_at=at, lat=message.lat, lon=message.lon, accuracy=message.accuracy, doubts=[each.value for each in found],
        verdict=verdict.value, receipt=receipt_of(message.id, message.digest, at.isoformat()),
    )  # fmt: skip
    if activity is not None and verdict is Verdict.SOUND:
        came(activity, message.who, placed_at, at)
    event = deed(
        EventKind.DUTY_CHECKED, by, at, happened_at=placed_at, subject_id=message.activity,
        unit_id=activity.unit_id if activity else by.unit_id,
        area_id=activity.area_id if activity else None,
        own={"duty": activity.kind, "family": activity.family} if activity else None,
        attributes={"check_way": message.way.value, "verdict": verdict.value, "check": str(message.id), **_post(message, by)},
    )  # fmt: skip
    record([event])
    return row


def _post(message: Message, by: Viewer) -> dict[str, str]:
    """In which role somebody is there who says so themselves; of others it is not said."""
    return {"role": by.post.role.value} if message.who == message.by == by.staff_id else {}


def _seen(
    message: Message, row: Activity | None, placed_at: datetime, sending: Sending, told: Collection[UUID]
) -> Seen:
    by, at = sending.by, sending.at
    own = message.who == message.by
    return Seen(
        way=message.way, at=placed_at, skew=sending.skew, ahead=sending.ahead(message.at), signed=has_seat(row, message.who),
        leads=not own and may_lead(row, by, at), own=own,
        code_fits=row is not None and fits(row.secret, message.code, placed_at),
        point=message.point, accuracy=message.accuracy, before=place_before(message.by, placed_at), in_order=in_order(message), carried=message.by != by.staff_id,
        told=message.told is not None or message.activity in told or not _to_be_told(row, by, at),
    )  # fmt: skip


def _to_be_told(row: Activity | None, by: Viewer, at: datetime) -> bool:
    """Say whether somebody has to be told before an activity what he may not do: a volunteer before a patrol."""
    patrol = row is not None and row.family == Family.PATROL.value
    return patrol and by.post.role is Role.VOLUNTEER and bool(pack_on(at).pack.duties.bounds)
