"""What all messages of phones share on their way in: moments, bounds, the receipt, what is known of sender and activity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.crypto import salted_hmac

from fengqiao.catalogue.known import known
from fengqiao.duties.actions.writing import kinds_at, leading
from fengqiao.duties.models import Activity, CheckIn, PhoneMessage, Seat
from fengqiao.duties.queries import leads, unled
from fengqiao.duties.rules.doubts import Bounds, Target
from fengqiao.duties.rules.messages import Head
from fengqiao.duties.terms import ActivityState, SeatState
from fengqiao.orgs.queries import Viewer
from fengqiao.rulebook.queries import pack_on

VALUES = {"skew": "duties.clock_skew", "speed": "duties.speed", "accuracy": "duties.accuracy"}


@dataclass(frozen=True, slots=True)
class Sending:
    """How a message came: by whom, when by the device's clock and by the server's, and how many seconds the two differ."""

    by: Viewer
    at: datetime
    sent_at: int
    skew: int
    carried: bool = False  # by somebody who organises, from codes or a file

    def moments(self, ms: int) -> tuple[datetime, datetime]:
        """Return a moment by the device's clock, and put right by how much that clock was off when it sent."""
        device_at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)
        try:
            return device_at, device_at + timedelta(seconds=self.skew)
        except OverflowError:
            return device_at, device_at

    def ahead(self, ms: int) -> bool:
        """Say whether the device claims that something was made after it was sent."""
        return ms > self.sent_at + 1000


def taken_before(message_id: UUID) -> CheckIn | PhoneMessage | None:
    """Return what was written down before under the id of a message."""
    found = CheckIn.objects.filter(id=message_id).first()
    return found or PhoneMessage.objects.filter(id=message_id).first()


def receipt_of(*said: object) -> str:
    """Return the receipt of what was taken in: only this installation can make it, for ever the same."""
    text = ":".join(str(each) for each in said)
    return salted_hmac("fengqiao.duties.receipt", text, algorithm="sha256").hexdigest()


def target_of(row: Activity | None, at: datetime) -> Target | None:
    """Return what the rules ask of an activity."""
    if row is None:
        return None
    kind = kinds_at(at).get(row.kind)
    early, late, metres = (kind.early, kind.late, kind.metres) if kind else (0, 0, 0)
    point = (row.point[0], row.point[1]) if len(row.point) == 2 else None
    strict = kind is not None and kind.led is not None and kind.led.strict
    alone = strict and bool(unled([row], at=at))
    return Target(ActivityState(row.state), row.starts, row.ends, early, late, metres, point, alone)


def has_seat(row: Activity | None, staff_id: UUID) -> bool:
    """Say whether somebody has a place at an activity."""
    return row is not None and Seat.objects.filter(activity=row, staff=staff_id, state=SeatState.IN.value).exists()


def may_lead(row: Activity | None, by: Viewer, at: datetime) -> bool:
    """Say whether somebody leads an activity."""
    return row is not None and leads(by, row, leading(row, at))


def place_before(staff_id: UUID, placed_at: datetime) -> tuple[tuple[int, int], datetime] | None:
    """Return where and when a person's phone was last."""
    found = []
    for model in (CheckIn, PhoneMessage):
        rows = model._default_manager.filter(
            by_id=staff_id, lat__isnull=False, lon__isnull=False, placed_at__lte=placed_at
        )
        # Of several at one moment the last that the phone wrote: else the database would choose.
        last = rows.order_by("-placed_at", "-seq", "-id").values_list("lat", "lon", "placed_at").first()
        if last and last[0] is not None and last[1] is not None:
            found.append(((last[0], last[1]), last[2]))
    return max(found, key=lambda each: each[1], default=None)


def in_order(message: Head) -> bool:
    """Say whether the device gave this message a number that it gave no other."""
    return not any(
        model._default_manager.filter(device=message.device, seq=message.seq).exists()
        for model in (CheckIn, PhoneMessage)
    )


def bounds_at(at: datetime) -> Bounds:
    """Return what the pack takes as sound; the product's own where the pack says nothing yet."""
    pack, day = pack_on(at).pack, timezone.localdate(at)
    return Bounds(**{name: known(pack, code, day).number for name, code in VALUES.items()})
