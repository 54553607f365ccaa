"""Reading notices: one's own inbox, what failed, how the channels stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils import timezone

from fengqiao.notices.channels import Channels, channels
from fengqiao.notices.models import Notice, NoticeTaste
from fengqiao.notices.rules import Plan, plan_of
from fengqiao.notices.terms import OUTSIDE, NoticeKind, NoticeState, Way
from fengqiao.orgs.queries import Viewer
from fengqiao.orgs.terms import Right
from fengqiao.rulebook.queries import pack_on

MOST = 99  # a longer count says no more


def plan_at(at: datetime) -> Plan:
    """Return what the pack in force says about notices."""
    return plan_of(pack_on(at).pack, timezone.localdate(at))


def inbox(viewer: Viewer, *, unread: bool = False, kinds: Iterable[NoticeKind] = ()) -> QuerySet[Notice]:
    """Return one's own notices, the newest first."""
    rows = Notice.objects.filter(way=Way.INBOX.value, staff_id=viewer.staff_id)
    if unread:
        rows = rows.filter(read_at__isnull=True)
    wanted = [kind.value for kind in kinds]
    return (rows.filter(kind__in=wanted) if wanted else rows).order_by("-made_at", "-id")


def unread_count(viewer: Viewer) -> int:
    """Return how many of one's own notices are unread, up to MOST + 1 (an index holds the unread ones alone)."""
    rows = Notice.objects.filter(way=Way.INBOX.value, staff_id=viewer.staff_id, read_at__isnull=True)
    return rows.order_by()[: MOST + 1].count()


def has_unread(viewer: Viewer, matter_id: UUID) -> bool:
    """Say whether any of one's own unread notices is about a matter."""
    rows = Notice.objects.filter(way=Way.INBOX.value, staff_id=viewer.staff_id, read_at__isnull=True)
    return rows.filter(matter_id=matter_id).exists()


def with_unread(until: datetime) -> list[UUID]:
    """Return the staff who have not read something that they were told up to a moment."""
    rows = Notice.objects.filter(way=Way.INBOX.value, read_at__isnull=True, made_at__lte=until)
    return [staff_id for staff_id in rows.order_by().values_list("staff_id", flat=True).distinct() if staff_id]


def taste_of(viewer: Viewer) -> NoticeTaste:
    """Return how somebody likes to get notices (not saved where they never chose)."""
    return NoticeTaste.objects.filter(staff_id=viewer.staff_id).first() or NoticeTaste(staff_id=viewer.staff_id)


def last_test(viewer: Viewer) -> Notice | None:
    """Return the last test message to one's own mailbox."""
    rows = Notice.objects.filter(kind=NoticeKind.TEST.value, staff_id=viewer.staff_id, way=Way.EMAIL.value)
    return rows.order_by("-made_at", "-id").first()


@dataclass(frozen=True, slots=True)
class WayCard:
    """How a way out of the platform stands: who serves it, and how many notices are in which state."""

    way: Way
    sender: str
    counts: dict[NoticeState, int]
    oldest: datetime | None
    last: datetime | None

    def count(self, *states: NoticeState) -> int:
        """Return how many notices are in one of the states."""
        return sum(self.counts.get(state, 0) for state in states)


def ways_out() -> tuple[Channels, list[WayCard]]:
    """Return the channels and how each way stands (one query)."""
    found = channels()
    outside = [way.value for way in OUTSIDE]
    rows = Notice.objects.filter(way__in=outside).order_by().values("way", "state")
    counted = list(rows.annotate(n=Count("id"), first=Min("made_at"), last=Max("ended_at")))
    cards = []
    for way in OUTSIDE:
        here = [row for row in counted if row["way"] == way.value]
        waiting = [row["first"] for row in here if row["state"] == NoticeState.QUEUED.value]
        sent = [row["last"] for row in here if row["state"] in (NoticeState.SENT.value, NoticeState.RECEIVED.value)]
        cards.append(
            WayCard(
                way,
                found.sender_name(way),
                {NoticeState(row["state"]): row["n"] for row in here},
                min(waiting, default=None),
                max((each for each in sent if each), default=None),
            )
        )
    return found, cards


def in_trouble(viewer: Viewer) -> QuerySet[Notice]:
    """Return the notices outside that failed or of which nobody knows, the newest first; for administrators alone."""
    if not viewer.may(Right.ADMINISTER):
        return Notice.objects.none()
    states = [NoticeState.FAILED.value, NoticeState.DOUBTFUL.value]
    open_ones = Q(state__in=[*states, NoticeState.QUEUED.value, NoticeState.SENDING.value])
    return Notice.objects.filter(open_ones, Q(state__in=states) | Q(problem__gt="")).order_by("-made_at", "-id")


def state_of(notice_id: UUID) -> NoticeState | None:
    """Return where a notice stands, None for one that is not there (any more)."""
    found = Notice.objects.filter(id=notice_id).values_list("state", flat=True).first()
    return NoticeState(found) if found else None


def are_due(at: datetime) -> bool:
    """Say whether any notice is to be sent or given up (one read of an index, which locks nothing)."""
    states = [NoticeState.QUEUED.value, NoticeState.SENDING.value]
    return Notice.objects.filter(state__in=states, next_at__lte=at).exists()
