"""Taking in what phones kept while they had no signal: each message exactly once, with one receipt for ever (ADR 155)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from fengqiao.catalogue.known import known
from fengqiao.duties.actions.ending import came
from fengqiao.duties.actions.writing import kinds_at, leading
from fengqiao.duties.models import Activity, CheckIn, Seat
from fengqiao.duties.queries import leads
from fengqiao.duties.rules.codes import fits
from fengqiao.duties.rules.doubts import Bounds, Seen, Target, doubts
from fengqiao.duties.rules.messages import Message, read
from fengqiao.duties.terms import ActivityState, SeatState, Verdict
from fengqiao.kit.problems import Problem
from fengqiao.ledger.actions import deed, record
from fengqiao.ledger.terms import EventKind
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import pack_on

MOST, FARTHEST = 100, 1_000_000_000  # messages at once; seconds of skew that are told apart
VALUES = {"skew": "duties.clock_skew", "speed": "duties.speed", "accuracy": "duties.accuracy"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a message: kept with its receipt, or refused with the code of why. `id` is empty where none was sent."""

    id: str
    receipt: str = ""
    received_at: datetime | None = None
    doubts: tuple[str, ...] = ()
    refusal: Problem | None = None


def take(*, batch: Sequence[object], sent_at: int, by: Viewer, at: datetime) -> list[Answer]:
    """Take a batch in, each message by itself: one that is refused or breaks off keeps no other from being taken.

    A message that was taken before gets the same receipt again; one with the same id and another content is refused.
    `sent_at`: ms by the device's own clock at the moment of sending. Refuses (`outbox-many`) more than a batch may hold.
    """
    if len(batch) > MOST:
        raise Problem("outbox-many", "一次最多上传 {most} 条。", most=MOST)
    skew = max(-FARTHEST, min(FARTHEST, round(at.timestamp() - sent_at / 1000)))
    return [_answer(raw, sent_at, skew, by, at) for raw in batch]


def _answer(raw: object, sent_at: int, skew: int, by: Viewer, at: datetime) -> Answer:
    said = raw.get("id") if isinstance(raw, dict) else ""
    name = said if isinstance(said, str) and len(said) <= 36 else ""
    try:
        row = _once(read(raw), sent_at, skew, by, at)
    except Problem as problem:
        return Answer(name, refusal=problem)
    return Answer(name, row.receipt, row.received_at, tuple(row.doubts))


def _once(message: Message, sent_at: int, skew: int, by: Viewer, at: datetime) -> CheckIn:
    """Return the check-in of a message, made now or before.

    Refuses (`message-other`) what somebody else wrote, and (`message-conflict`) another content under its id.
    """
    if message.by != by.staff_id:
        raise Problem("message-other", "这条签到是另一个人写的，要由本人登录后上传。")
    try:
        row = _keep(message, sent_at, skew, by, at)
    except IntegrityError:  # the same message at the same moment by another connection: it is there now
        row = CheckIn.objects.get(id=message.id)
    if row.digest != message.digest:
        raise Problem("message-conflict", "同一编号的签到已经收到过，内容和这一条不同。")
    return row


@transaction.atomic
def _keep(message: Message, sent_at: int, skew: int, by: Viewer, at: datetime) -> CheckIn:
    """Write a message down with all that follows from it, or return it as it was written before."""
    activity = Activity.objects.select_for_update().filter(id=message.activity).first()
    there = CheckIn.objects.filter(id=message.id).first()
    if there is not None:
        return there
    device_at, placed_at = _moments(message.at, skew)
    found = doubts(_target(activity, at), _seen(message, activity, placed_at, sent_at, skew, by, at), _bounds(at))
    verdict = Verdict.WAITS if found else Verdict.SOUND
    row = CheckIn.objects.create(
        id=message.id, digest=message.digest, device=message.device, seq=message.seq, by_id=message.by, who_id=message.who,
        activity_id=message.activity, way=message.way.value, device_at=device_at, placed_at=placed_at, skew=skew,
        received_at=at, lat=message.lat, lon=message.lon, accuracy=message.accuracy, doubts=[each.value for each in found],
        verdict=verdict.value, receipt=_receipt(message, at),
    )  # fmt: skip
    if activity is not None and verdict is Verdict.SOUND:
        came(activity, message.who, placed_at, at)
    told = deed(
        EventKind.DUTY_CHECKED, by, at, happened_at=placed_at, subject_id=message.activity,
        unit_id=activity.unit_id if activity else by.unit_id,
        area_id=activity.area_id if activity else None,
        own={"duty": activity.kind, "family": activity.family} if activity else None,
        attributes={"check_way": message.way.value, "verdict": verdict.value, "check": str(message.id)},
    )  # fmt: skip
    record([told])
    return row


def _moments(ms: int, skew: int) -> tuple[datetime, datetime]:
    """The moment by the device's clock, and put right by how much that clock was off when it sent."""
    device_at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)
    try:
        return device_at, device_at + timedelta(seconds=skew)
    except OverflowError:
        return device_at, device_at


def _receipt(message: Message, at: datetime) -> str:
    said = f"{message.id}:{message.digest}:{at.isoformat()}"
    return salted_hmac("fengqiao.duties.receipt", said, algorithm="sha256").hexdigest()


def _target(row: Activity | None, at: datetime) -> Target | None:
    if row is None:
        return None
    kind = kinds_at(at).get(row.kind)
    early, late, metres = (kind.early, kind.late, kind.metres) if kind else (0, 0, 0)
    point = (row.point[0], row.point[1]) if len(row.point) == 2 else None
    return Target(ActivityState(row.state), row.starts, row.ends, early, late, metres, point)


def _seen(
    message: Message, row: Activity | None, placed_at: datetime, sent_at: int, skew: int, by: Viewer, at: datetime
) -> Seen:
    signed = row is not None and Seat.objects.filter(activity=row, staff=message.who, state=SeatState.IN.value).exists()
    own = message.who == message.by
    return Seen(
        way=message.way, at=placed_at, skew=skew, ahead=message.at > sent_at + 1000, signed=signed,
        leads=not own and row is not None and leads(by, row, leading(row, at)), own=own,
        code_fits=row is not None and fits(row.secret, message.code, placed_at),
        point=(message.lat, message.lon) if message.lat is not None and message.lon is not None else None,
        accuracy=message.accuracy, before=_before(message.by, placed_at),
        in_order=not CheckIn.objects.filter(device=message.device, seq=message.seq).exists(),
    )  # fmt: skip


def _before(staff_id: UUID, placed_at: datetime) -> tuple[tuple[int, int], datetime] | None:
    """Where and when a person's phone was last."""
    rows = CheckIn.objects.filter(by_id=staff_id, lat__isnull=False, lon__isnull=False, placed_at__lte=placed_at)
    last = rows.order_by("-placed_at").values_list("lat", "lon", "placed_at").first()
    return ((last[0], last[1]), last[2]) if last and last[0] is not None and last[1] is not None else None


def _bounds(at: datetime) -> Bounds:
    """What the pack takes as sound; the product's own where the pack says nothing yet."""
    pack, day = pack_on(at).pack, timezone.localdate(at)
    return Bounds(**{name: known(pack, code, day).number for name, code in VALUES.items()})
